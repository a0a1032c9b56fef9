import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILD_TIMEOUT, type GrpcGo } from './grpcGo.ts';
import { handshake } from './handshake.ts';
import { startNginx, testNginx, type NginxFiles, type NginxSetup, type RunningNginx } from './nginx.ts';
import { hasIpv6 } from './ports.ts';
import { startRoom, type Room } from './room.ts';

/** As a distribution installs it, with everything that this machine has not: users, paths, addresses, names. */
const SITE: NginxFiles = new Map([
  [
    'nginx.conf',
    `user nginx;
worker_processes auto;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log warn;
load_module modules/ngx_stream_module.so;
include /etc/nginx/modules-enabled/*.conf;

events {
    worker_connections 768;
}

http {
    include /etc/nginx/mime.types;
    log_format main '$remote_addr';
    access_log /var/log/nginx/access.log main;
    proxy_cache_path /var/cache/nginx keys_zone=one:1m;
    resolver dns.example.com 10.0.0.2 valid=10s;
    include /etc/nginx/conf.d/*.conf;
}

stream {
    map $ssl_preread_server_name $backend {
        hostnames;
        *.a.example.com 10.0.0.7:443;
        default 10.0.0.6:50052;
    }
    include stream.d/passthrough.conf;
}
`,
  ],
  [
    'conf.d/grpc.conf',
    `upstream grpc_backend {
    server grpc-1.internal:50051 weight=5;
    server unix:/run/grpc.sock backup;
    keepalive 4;
}
server {
    include snippets/listen.conf;
    server_name grpc.example.com;
    ssl_dhparam /etc/ssl/dhparam.pem;
    location / {
        grpc_pass grpc://grpc_backend;
        error_log /var/log/nginx/grpc.log;
    }
    location /secure {
        grpc_pass grpcs://10.0.0.6:50052;
        grpc_ssl_verify on;
        grpc_ssl_trusted_certificate /etc/ssl/ca.pem;
    }
}
server {
    server_name plain.example.com;
    location / { return 404; }
}
`,
  ],
  [
    'snippets/listen.conf',
    `listen 443 ssl http2 default_server;
listen [::]:443 ssl http2;
ssl_certificate "/etc/letsencrypt/live/grpc.example.com/fullchain.pem";
ssl_certificate_key /etc/letsencrypt/live/grpc.example.com/privkey.pem;
ssl_trusted_certificate /etc/letsencrypt/live/grpc.example.com/chain.pem;
ssl_session_cache shared:tls:1m;
`,
  ],
  [
    'stream.d/passthrough.conf',
    `server {
    listen 192.0.2.1:8443;
    ssl_preread on;
    proxy_pass $backend;
}
server {
    listen 9443;
    proxy_pass unix:/run/plain.sock;
}
server {
    listen 9444 ssl;
    ssl_certificate tls/server.crt;
    ssl_certificate_key tls/server.key;
    proxy_pass grpc-1.internal:50051;
}
server { listen unix:/run/plain.sock; proxy_pass grpc-1.internal:50051; }
server { listen 7000-7002; proxy_pass grpc-1.internal:50051; }
`,
  ],
]);

const open: { stop(): Promise<void> }[] = [];
let room: Room;
let grpc: GrpcGo;
let upstreams: ReadonlyMap<string, string>;

beforeAll(async () => {
  room = await startRoom(['v1.85.0']);
  grpc = room.program('v1.85.0');
  upstreams = room.upstreams('v1.85.0', { plain: ['grpc-1.internal:50051'], tls: ['10.0.0.6:50052'] });
}, BUILD_TIMEOUT);

afterAll(async () => {
  await Promise.all([...open, room].map((it) => it.stop()));
});

async function started(setup: NginxSetup): Promise<RunningNginx> {
  const nginx = await startNginx(setup);
  open.push(nginx);
  return nginx;
}

describe('a configuration as it is installed', () => {
  it('starts, and every socket does what it is there for', async () => {
    const nginx = await started({ files: SITE, upstreams });
    const entrances: readonly (readonly [string, 'newtls' | 'insecure'])[] = [
      ['443', 'newtls'],
      ['192.0.2.1:8443', 'newtls'],
      ['9443', 'insecure'],
      ['7000-7002', 'insecure'],
      ...((await hasIpv6()) ? ([['[::]:443', 'newtls']] as const) : []),
    ];
    for (const [listen, credentials] of entrances) {
      const { host, port } = nginx.at(listen);
      const target = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
      const result = await grpc.dial({ target, credentials, serverName: 'grpc.example.com' });
      expect(result, `${listen}: ${nginx.log()}`).toEqual({ ok: true });
    }
    const { port } = nginx.at(80);
    expect(await handshake({ port, offer: ['h2'] }), 'the server without listen').toEqual({ kind: 'plaintext' });
    expect(await handshake({ ...nginx.at(9444), offer: ['h2'] })).toEqual({ kind: 'none' });
  });

  it('opens only loopback sockets, and leaves nothing behind', async () => {
    const nginx = await startNginx({ files: SITE, upstreams });
    const hosts = nginx.sockets.filter(({ written }) => !written.unix).map(({ host }) => host);
    expect(hosts.filter((host) => !host.startsWith('127.') && host !== '::1' && host !== 'localhost')).toEqual([]);
    const { host, port } = nginx.at(443);
    await nginx.stop();
    expect(await handshake({ host, port, offer: ['h2'] })).toEqual({ kind: 'unknown', because: 'ECONNREFUSED' });
  });

  it('is tested with the names and lines that it was written with', async () => {
    expect(await testNginx({ files: SITE })).toMatchObject({ ok: true });
    const broken = new Map(SITE).set(
      'conf.d/grpc.conf',
      (SITE.get('conf.d/grpc.conf') ?? '').replace('keepalive', 'keep_alive'),
    );
    const { ok, output } = await testNginx({ files: broken });
    expect(ok).toBe(false);
    expect(output).toContain('unknown directive "keep_alive" in conf.d/grpc.conf:4');
  });

  it('may lie in a folder that mirrors a file system', async () => {
    const mirrored = new Map([...SITE].map(([name, text]) => [`rootfs/etc/nginx/${name}`, text]));
    const nginx = await started({ files: mirrored, main: 'rootfs/etc/nginx/nginx.conf', upstreams });
    expect(await grpc.dial({ target: nginx.at(443).port })).toEqual({ ok: true });
  });

  it('may be a part of one', async () => {
    const part = SITE.get('stream.d/passthrough.conf') ?? '';
    const files = new Map([['passthrough.conf', part.replace('$backend', '10.0.0.6:50052')]]);
    const nginx = await started({ files, main: 'passthrough.conf', wrap: 'stream', upstreams });
    expect(await grpc.dial({ target: nginx.at(9443).port, credentials: 'insecure' })).toEqual({ ok: true });
  });

  it('never connects to what it names', async () => {
    const nginx = await started({ files: SITE });
    const result = await grpc.dial({ target: nginx.at(443).port });
    expect(result.ok ? 'it works' : result.message).toContain('502 (Bad Gateway)');
  });

  it('says what nginx says when it does not start', async () => {
    const start = startNginx({ files: 'events {}\nstream { server { listen 443 ssl; proxy_pass 10.0.0.6:1; } }\n' });
    await expect(start).rejects.toThrow('no "ssl_certificate" is defined for the "listen ... ssl" directive');
  });
});
