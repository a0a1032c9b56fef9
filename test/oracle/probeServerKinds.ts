import { join } from 'node:path';
import { findServer, type ServerName } from '../../scripts/servers.mjs';
import type { NginxBinary } from './nginxBinary.ts';
import { nginxCommand } from './nginxProcess.ts';
import type { Launch, Place, Upstream } from './probeServers.ts';

/** A server block of nginx. */
export interface NginxEndpoint {
  readonly module: 'http' | 'stream';
  /** Behind the address; default `ssl`. */
  readonly listen?: string;
  readonly lines?: string;
  /** What stands in another server block of the same address, the default one. */
  readonly defaultServer?: string;
  /** Default `plain`; `down`: nothing listens there. */
  readonly upstream?: keyof Upstream | 'down';
}

/** Nobody serves tcpmux any more. */
const CLOSED_PORT = 1;

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** nginx: a server block for each endpoint, a gRPC server behind all. Unlike `startNginx`, it leaves ssl_verify_client as it is. */
export function nginx(binary: NginxBinary): (place: Place<NginxEndpoint>) => Launch {
  return ({ folder, certificateFile, keyFile, endpoints, upstream }) => {
    const server = (endpoint: NginxEndpoint & { readonly port: number }): string => {
      const { module, listen = 'ssl', lines = '', defaultServer, upstream: to = 'plain', port } = endpoint;
      const address = `127.0.0.1:${to === 'down' ? CLOSED_PORT : upstream[to]}`;
      const pass = module === 'http' ? `location / { grpc_pass grpc://${address}; }` : `proxy_pass ${address};`;
      return [...(defaultServer === undefined ? [] : [defaultServer]), lines]
        .map((own) => `  server {\n    listen 127.0.0.1:${port} ${listen};\n    ${own}\n    ${pass}\n  }\n`)
        .join('');
    };
    const servers = (module: NginxEndpoint['module']): string =>
      endpoints
        .filter((it) => it.module === module)
        .map(server)
        .join('');
    const common = `ssl_protocols TLSv1.2 TLSv1.3;
  ssl_certificate ${certificateFile};
  ssl_certificate_key ${keyFile};
  ssl_client_certificate ${certificateFile};`;
    return {
      files: {
        'nginx.conf': `events {}
http {
  access_log off;
  ${TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${common}
${servers('http')}}
stream {
  ${common}
${servers('stream')}}
`,
      },
      command: nginxCommand(binary, { folder, main: join(folder, 'nginx.conf') }),
    };
  };
}

/** A `bind` of HAProxy. */
export interface HaproxyEndpoint {
  readonly mode: 'tcp' | 'http';
  /** What stands behind `ssl crt FILE`. */
  readonly bind: string;
  /** In the frontend: `http-request …`. */
  readonly lines?: string;
}

/** HAProxy: a frontend for each endpoint, a gRPC server behind all. */
export function haproxy(name: ServerName): (place: Place<HaproxyEndpoint>) => Launch {
  return ({ folder, pairFile, endpoints, upstream }) => ({
    files: {
      'haproxy.cfg': `global
  maxconn 200
defaults
  timeout connect 5s
  timeout client 5s
  timeout server 5s
${endpoints
  .map(
    ({ mode, bind, lines = '', port }) => `frontend on${port}
  mode ${mode}
  bind 127.0.0.1:${port} ssl crt ${pairFile} ${bind}
  ${lines}
  default_backend grpc-${mode}
`,
  )
  .join('')}backend grpc-tcp
  mode tcp
  server grpc 127.0.0.1:${upstream.plain}
backend grpc-http
  mode http
  server grpc 127.0.0.1:${upstream.plain} proto h2
`,
    },
    command: [findServer(name).program, '-db', '-f', join(folder, 'haproxy.cfg')],
  });
}

/** A virtual host of Apache. */
export interface LinesEndpoint {
  readonly lines: string;
}

const APACHE_MODULES = ['mpm_event', 'authz_core', 'socache_shmcb', 'ssl', 'http2'];

/** Apache: a virtual host for each endpoint, nothing but 404 behind it. */
export function apache(name: ServerName): (place: Place<LinesEndpoint>) => Launch {
  const server = findServer(name);
  return ({ folder, certificateFile, keyFile, endpoints }) => ({
    files: {
      'apache.conf': `${APACHE_MODULES.map((it) => `LoadModule ${it}_module ${join(server.folder, 'usr/lib/apache2/modules', `mod_${it}.so`)}\n`).join('')}ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/apache.pid
ServerName grpc.example.com
ErrorLog ${folder}/error.log
DocumentRoot ${folder}
${process.getuid?.() === 0 ? 'User nobody\nGroup nogroup\n' : ''}StartServers 1
ServerLimit 2
${endpoints
  .map(
    ({ lines, port }) => `Listen 127.0.0.1:${port}
<VirtualHost 127.0.0.1:${port}>
  SSLEngine on
  SSLCertificateFile ${certificateFile}
  SSLCertificateKeyFile ${keyFile}
  ${lines}
</VirtualHost>
`,
  )
  .join('')}`,
    },
    command: [server.program, '-d', folder, '-f', join(folder, 'apache.conf'), '-DFOREGROUND'],
    log: 'error.log',
  });
}

/** stunnel: a service for each endpoint, a gRPC server behind all. */
export function stunnel(name: ServerName): (place: Place<LinesEndpoint>) => Launch {
  return ({ folder, certificateFile, keyFile, endpoints, upstream }) => ({
    files: {
      'stunnel.conf': `foreground = yes
pid =
syslog = no
${endpoints
  .map(
    ({ lines, port }) => `[on${port}]
accept = 127.0.0.1:${port}
connect = 127.0.0.1:${upstream.plain}
cert = ${certificateFile}
key = ${keyFile}
${lines}
`,
  )
  .join('')}`,
    },
    command: [findServer(name).program, join(folder, 'stunnel.conf')],
  });
}

/** A site of Caddy. */
export interface CaddyEndpoint {
  /** In the block of `tls`. */
  readonly tls: string;
  /** The name of the site; default any. */
  readonly host?: string;
  /** The protocols of the server, as the global option has them. */
  readonly protocols?: string;
}

/** Caddy: a site for each endpoint, a gRPC server behind all. */
export function caddy(name: ServerName): (place: Place<CaddyEndpoint>) => Launch {
  return ({ folder, certificateFile, keyFile, endpoints, upstream }) => ({
    files: {
      Caddyfile: `{
	admin off
	persist_config off
	auto_https off
${endpoints.map(({ port, protocols }) => (protocols === undefined ? '' : `	servers 127.0.0.1:${port} {\n		protocols ${protocols}\n	}\n`)).join('')}}
${endpoints
  .map(
    ({ tls, host = '', port }) => `https://${host}:${port} {
	bind 127.0.0.1
	tls ${certificateFile} ${keyFile} {
		${tls}
	}
	reverse_proxy h2c://127.0.0.1:${upstream.plain}
}
`,
  )
  .join('')}`,
    },
    command: [findServer(name).program, 'run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')],
  });
}

/** An `openssl s_server`. */
export interface OpensslEndpoint {
  readonly options: readonly string[];
}

/** One `openssl s_server`: it has one endpoint. */
export function opensslServer({ endpoints, certificateFile, keyFile }: Place<OpensslEndpoint>): Launch {
  const [endpoint] = endpoints;
  if (endpoint === undefined) throw new Error('an openssl s_server has an endpoint');
  const { port, options } = endpoint;
  const identity = ['-cert', certificateFile, '-key', keyFile, '-cert2', certificateFile, '-key2', keyFile];
  return {
    files: {},
    command: ['openssl', 's_server', '-accept', `127.0.0.1:${port}`, ...identity, ...options],
  };
}
