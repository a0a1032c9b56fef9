import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../core/alpn/index.ts';
import { answeringAt, handshakeAt } from '../../core/project/answer.ts';
import type { Project } from '../../core/project/project.ts';
import { filePath } from '../../core/text/filePath.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

const CONFIGURATION = filePath(`${FOLDER}/nginx.conf`);
const H2: Outcome = { kind: 'selected', protocol: 'h2' };
const REFUSED: Outcome = { kind: 'refused', alert: 120 };

async function projectOf(text: string): Promise<Project> {
  return (await checkTexts({ 'nginx.conf': text })).snapshot.project;
}

/** What comes of an offer of h2 for a destination like `127.0.0.1:443 name`. */
function outcomeAt(project: Project, destination: string, offer: readonly string[] = ['h2']): Outcome {
  const [where = '', serverName] = destination.split(' ');
  const [, address = where, port] = /^(.*):(\d+)$/.exec(where) ?? [];
  return handshakeAt(
    project,
    { configuration: CONFIGURATION, address, port: port === undefined ? undefined : Number(port), serverName },
    offer,
  );
}

const http = (servers: string, version = '1.26.3'): string =>
  `# grpc-alpn: nginx=${version}\nevents {}\nhttp {\n${servers}\n}\n`;
const stream = (servers: string, version = '1.26.3'): string =>
  `# grpc-alpn: nginx=${version}\nevents {}\nstream {\n${servers}\n}\n`;

describe('which server answers', () => {
  it('is one of the most specific socket', async () => {
    const project = await projectOf(
      http(`server { listen 443 ssl; http2 on; } server { listen 127.0.0.1:443 ssl; }
            server { listen [::]:443 ssl; http2 on; } server { listen [0:0::1]:443 ssl; }`),
    );
    expect(outcomeAt(project, '127.0.0.1:443')).toEqual(REFUSED);
    expect(outcomeAt(project, '127.0.0.2:443')).toEqual(H2);
    expect(outcomeAt(project, '[::1]:443')).toEqual(REFUSED);
    expect(outcomeAt(project, '[::2]:443')).toEqual(H2);
    expect(outcomeAt(project, '127.0.0.1:444').kind).toBe('unknown');
  });

  it('is the one of the name, of the address without one', async () => {
    const project = await projectOf(
      http(
        `server { listen 443 ssl; server_name a.example; } server { listen 443 ssl; server_name b.example; http2 on; }`,
      ),
    );
    expect(outcomeAt(project, '127.0.0.1:443 b.example')).toEqual(H2);
    expect(outcomeAt(project, '127.0.0.1:443 c.example')).toEqual(REFUSED);
    expect(outcomeAt(project, '127.0.0.1:443')).toEqual(REFUSED);
  });

  it('takes IPv4 on a socket of IPv6 that says so', async () => {
    const some = (options: string): string => http(`server { listen [::]:443 ssl ${options}; http2 on; }`);
    expect(outcomeAt(await projectOf(some('ipv6only=off')), '127.0.0.1:443')).toEqual(H2);
    expect(outcomeAt(await projectOf(some('')), '127.0.0.1:443').kind).toBe('unknown');
  });

  it('is the default server where `ssl on;` makes the socket speak TLS', async () => {
    const two = (first: string, second: string): string =>
      http(`server { listen 443; ${first} } server { listen 443; server_name b.example; ${second} }`, '1.18.0');
    expect(outcomeAt(await projectOf(two('ssl on;', '')), '127.0.0.1:443 b.example').kind).toBe('none');
    expect(outcomeAt(await projectOf(two('', 'ssl on;')), '127.0.0.1:443 b.example').kind).toBe('plaintext');
  });

  it('answers on unix sockets', async () => {
    const project = await projectOf(stream('server { listen unix:/run/a.sock ssl; ssl_alpn h2; proxy_pass b:1; }'));
    expect(outcomeAt(project, 'unix:/run/a.sock')).toEqual(H2);
    expect(
      answeringAt(project, {
        configuration: CONFIGURATION,
        address: 'unix:/run/b.sock',
        port: undefined,
        serverName: undefined,
      }),
    ).toBeUndefined();
  });
});

describe('where TLS passes through', () => {
  const PREREAD = `
    map $ssl_preread_server_name $backend {
        hostnames;
        grpc.example      127.0.0.1:9001;
        *.web.example     127.0.0.1:9002;
        ~^old\\d+\\.       10.0.0.1:443;
        default           web;
    }
    upstream web { server 127.0.0.1:9002; }
    server { listen 443; ssl_preread on; proxy_pass $backend; }
    server { listen 9001 ssl; ssl_certificate c; ssl_alpn h2; proxy_pass 10.0.0.5:50051; }
    server { listen 9002 ssl; ssl_certificate c; ssl_alpn http/1.1; proxy_pass 10.0.0.5:80; }`;

  it('the map of names decides who answers', async () => {
    const project = await projectOf(stream(PREREAD));
    expect(outcomeAt(project, '127.0.0.1:443 grpc.example')).toEqual(H2);
    expect(outcomeAt(project, '127.0.0.1:443 a.web.example')).toEqual(REFUSED);
    expect(outcomeAt(project, '127.0.0.1:443 other.example')).toEqual(REFUSED);
    expect(outcomeAt(project, '127.0.0.1:443 old1.example')).toEqual({ kind: 'relayed' });
  });

  it.each([
    ['map $ssl_preread_server_name $Backend { hostnames; a.example 127.0.0.1:9001; }', '$backend', 'a.example.'],
    [
      'map "$ssl_preread_server_name:$ssl_preread_alpn_protocols" $b { a.example:h2 127.0.0.1:9001; }',
      '$b',
      'a.example',
    ],
    ['map $ssl_preread_server_name $port { a.example 9001; default 9002; }', '127.0.0.1:${PORT}', 'a.example'],
  ])('%s: names of variables in any case, several in one text', async (map, target, name) => {
    const project = await projectOf(
      stream(`${map} server { listen 443; ssl_preread on; proxy_pass ${target}; }
              server { listen 9001 ssl; ssl_alpn h2; proxy_pass a:1; }`),
    );
    expect(outcomeAt(project, `127.0.0.1:443 ${name}`)).toEqual(H2);
  });

  it('without ssl_preread the map sees nothing', async () => {
    const project = await projectOf(stream(PREREAD.replace('ssl_preread on;', '')));
    expect(outcomeAt(project, '127.0.0.1:443 grpc.example')).toEqual(REFUSED);
  });

  it('a map of the offer decides by it', async () => {
    const project = await projectOf(
      stream(`map $ssl_preread_alpn_protocols $backend { ~\\bh2\\b 127.0.0.1:9001; default 127.0.0.1:9002; }
              server { listen 443; ssl_preread on; proxy_pass $backend; }
              server { listen 9001 ssl; ssl_alpn h2; proxy_pass a:1; } server { listen 9002 ssl; proxy_pass a:1; }`),
    );
    expect(outcomeAt(project, '127.0.0.1:443')).toEqual(H2);
    expect(outcomeAt(project, '127.0.0.1:443', ['http/1.1'])).toEqual({ kind: 'none' });
  });

  it('`pass` hands over to an http server of the same nginx', async () => {
    const project = await projectOf(`# grpc-alpn: nginx=1.26.3
events {}
stream { server { listen 443; ssl_preread on; proxy_ssl on; pass 127.0.0.1:8443; } }
http { server { listen 8443 ssl; http2 on; } }
`);
    expect(outcomeAt(project, '127.0.0.1:443')).toEqual(H2);
    const [listener] = project.listeners.filter(({ port }) => port === 443);
    expect(listener?.dials().map(({ route, dialer }) => [route.kind, dialer.via, dialer.to])).toEqual([
      ['pass', 'pass', '127.0.0.1:8443'],
    ]);
  });

  it.each([
    ['', 'proxy_protocol', 'unknown'],
    ['proxy_protocol on;', '', 'unknown'],
    ['proxy_protocol on;', 'proxy_protocol', 'selected'],
    ['', '', 'selected'],
  ])('a PROXY protocol header is sent and expected, or neither: "%s" to "%s"', async (sends, expects, kind) => {
    const project = await projectOf(
      stream(`server { listen 443; ${sends} proxy_pass 127.0.0.1:9001; }
              server { listen 9001 ssl ${expects}; ssl_alpn h2; proxy_pass a:1; }`),
    );
    expect(outcomeAt(project, '127.0.0.1:443').kind).toBe(kind);
  });

  it('servers that pass on to each other end', async () => {
    const project = await projectOf(
      stream('server { listen 1443; proxy_pass 127.0.0.1:2443; } server { listen 2443; proxy_pass 127.0.0.1:1443; }'),
    );
    expect(outcomeAt(project, '127.0.0.1:1443').kind).toBe('unknown');
  });

  it('a variable that something else makes is not guessed', async () => {
    const project = await projectOf(stream('server { listen 443; proxy_pass $remote_addr:443; }'));
    expect(outcomeAt(project, '127.0.0.1:443').kind).toBe('unknown');
  });
});

describe('ways out through variables', () => {
  it('are those that map and set give', async () => {
    const project = await projectOf(
      http(`map $host $pool { a.example grpc://10.0.0.1:50051; default grpcs://Pool; }
        upstream pool { server 10.0.0.2:50052; }
        server { listen 443 ssl; http2 on;
          location /a { grpc_pass $pool; }
          location /b { set $x 10.0.0.3:1; grpc_pass grpc://$x; }
          location /c { grpc_pass grpcs://$arg_x; }
          location /d { proxy_pass http://10.0.0.4; grpc_pass grpc://10.0.0.5:1; }
          location /e { grpc_pass grpc://10.0.0.5:1; proxy_pass http://10.0.0.4; }
        }`),
    );
    const dials = project.listeners.flatMap((it) => it.dials());
    expect(
      dials.map(({ route, dialer, offer }) => [route.match, route.by, dialer.addresses, dialer.tls, offer.kind]),
    ).toEqual([
      ['/a a.example', 'host', ['10.0.0.1:50051'], false, 'fixed'],
      ['/a default', 'host', ['10.0.0.2:50052'], true, 'fixed'],
      ['/b', undefined, ['10.0.0.3:1'], false, 'fixed'],
      ['/c', undefined, [], true, 'fixed'],
      ['/d', undefined, ['10.0.0.5:1'], false, 'fixed'],
      ['/e', undefined, ['10.0.0.4'], false, 'fixed'],
    ]);
  });
});

describe('gRPC behind a handover', () => {
  const http =
    'http { server { listen 127.0.0.1:8443 ssl; http2 on; location / { grpc_pass grpc://10.0.0.1:50051; } } }';

  it('is known from the http server of the same nginx', async () => {
    const project = await projectOf(`${stream('server { listen 443; proxy_pass 127.0.0.1:8443; }')}${http}`);
    expect(project.listeners.find(({ port }) => port === 443)?.grpc).toEqual({
      grpc: 'yes',
      because: ['127.0.0.1:8443 is a server of the same nginx with grpc_pass grpc://10.0.0.1:50051'],
    });
  });

  it('is likely where only some connections go there', async () => {
    const map = 'map $ssl_preread_server_name $to { a 127.0.0.1:8443; default 10.0.0.1:443; }';
    const project = await projectOf(
      `${stream(`${map} server { listen 443; ssl_preread on; proxy_pass $to; }`)}${http}`,
    );
    expect(project.listeners.find(({ port }) => port === 443)?.grpc.grpc).toBe('likely');
  });
});
