import { describe, expect, it } from 'vitest';
import type { DomainInput } from '../../../core/domains/domain.ts';
import type { GrpcEvidence, GrpcServerSeen } from '../../../core/domains/facts.ts';
import { nginxDomain } from '../../../core/domains/nginx/index.ts';
import type { NginxTree } from '../../../core/domains/nginx/tree.ts';
import { filePath, type FilePath } from '../../../core/text/filePath.ts';
import { checkTexts } from '../../support/openWorkspace.ts';

const FOLDER = filePath('/ws');

interface Options {
  readonly file?: string;
  readonly goServers?: readonly { readonly file: string; readonly port: number }[];
  readonly stated?: 'yes' | 'no';
  /** Other files, by name. */
  readonly others?: Readonly<Record<string, string>>;
}

function inputOf(
  text: string,
  { file = 'nginx.conf', goServers = [], stated, others = {} }: Options,
): DomainInput<NginxTree> {
  const at = (name: string): FilePath => filePath(`/ws/${name}`);
  const files = new Map(
    Object.entries({ [file]: text, ...others }).map(([name, content]) => [
      at(name),
      { path: at(name), text: content, ...nginxDomain.parse(content, at(name)) },
    ]),
  );
  return {
    folder: FOLDER,
    files,
    globs: new Map(),
    names: new Map(),
    absent: new Map(),
    links: new Map(),
    placements: [],
    grpcServers: goServers.map((it): GrpcServerSeen => ({
      at: { file: at(it.file), span: { start: 0, end: 0 } },
      port: it.port,
      from: `line 9 of ${it.file}`,
    })),
    options: {
      nginx: { configurations: stated === undefined ? [] : [{ main: at(file), grpc: stated }] },
      grpcOf: () => undefined,
    },
  };
}

/** The evidence of each server of a text, in their order. */
function evidencesOf(text: string, options: Options = {}): readonly GrpcEvidence[] {
  const seen = new Map(nginxDomain.read(inputOf(text, options)).listeners.map((it) => [it.server, it.grpc]));
  return [...seen.values()];
}

/** The evidence of the only server of a stream block. */
function inStream(server: string, options: Options & { readonly around?: string } = {}): GrpcEvidence {
  const [found] = evidencesOf(`events {}\nstream {\n${options.around ?? ''}\nserver {\n${server}\n}\n}\n`, options);
  if (found === undefined) throw new Error('no listener');
  return found;
}

/** The evidence of the ways out of the only server of an http block, in their order. */
function waysOf(
  server: string,
  options: Options & { readonly around?: string } = {},
): readonly (GrpcEvidence | undefined)[] {
  const text = `events {}\nhttp {\n${options.around ?? ''}\nserver {\n${server}\n}\n}\n`;
  const [listener] = nginxDomain.read(inputOf(text, options)).listeners;
  return listener?.routes().map(({ grpc }) => grpc?.()) ?? [];
}

const tls = (port: number, to: string, more = ''): string =>
  `listen ${port} ssl; ssl_certificate a.crt; ssl_certificate_key a.key; ${more} proxy_pass ${to};`;

/** What ends TLS without ALPN all over the world, and what would be wrong to be told of gRPC: a name, the server, and what stands around it. */
const OTHERS: readonly (readonly [name: string, server: string, around?: string])[] = [
  ['DNS over TLS', tls(853, '127.0.0.1:53')],
  ['DNS over TLS on another port', tls(8853, 'unbound:5353')],
  ['MQTT', tls(8883, 'broker')],
  ['MQTT by the name of its broker', tls(443, 'mosquitto')],
  ['MQTT on port 443, its plain port behind', tls(443, '10.0.0.7:1883')],
  ['PostgreSQL', tls(6432, 'pgbouncer:6432')],
  ['a database by its name in another one', tls(443, 'mysqlserver.internal:4000')],
  ['MongoDB', tls(27017, 'mongo1:27017')],
  ['Redis', tls(6380, 'redis-master.default.svc:6379')],
  ['memcached', tls(11212, '10.0.0.4:11211')],
  ['Cassandra', tls(9142, 'cassandra-seed')],
  ['ClickHouse', tls(9440, 'clickhouse:9000')],
  ['IMAP', tls(993, '10.0.0.3:143')],
  ['SMTP', tls(465, 'postfix:25')],
  ['Sieve', tls(4190, '10.0.0.3:14190')],
  [
    'mail by its certificate',
    'listen 4443 ssl; ssl_certificate /etc/letsencrypt/live/imap.example.org/fullchain.pem; proxy_pass 10.0.0.3:14190;',
  ],
  ['LDAP', tls(636, 'openldap:1389')],
  ['Active Directory', tls(3269, 'dc1.corp.example:3268')],
  ['RADIUS over TLS', tls(2083, '10.0.0.2:1812')],
  ['an Electrum wallet', tls(50002, '127.0.0.1:50001')],
  ['an Electrum wallet by its name', tls(4443, 'electrs')],
  ['Bitcoin', tls(443, 'bitcoind:8332')],
  ['mining', tls(4444, 'stratum.pool.example:14444')],
  ['remote desktops', tls(443, '10.0.0.9:3389')],
  ['VNC', tls(5901, '10.0.0.9:5900')],
  ['RustDesk', tls(21118, 'hbbs:21118')],
  ['SIP', tls(5061, '10.0.0.8:5060')],
  ['STUN and TURN', tls(5349, 'coturn:3478')],
  ['TURN on port 443 by the name', tls(443, '10.0.0.8:3479', 'server_name turn.example.org;')],
  ['XMPP', tls(5223, 'prosody:5222')],
  ['IRC', tls(6697, 'ircd:6667')],
  ['Mumble', tls(64738, '10.0.0.6:64739')],
  ['syslog', tls(6514, 'rsyslog:1514')],
  ['log shippers', tls(5044, 'logstash:15044')],
  ['Zabbix', tls(10051, '10.0.0.6:20051')],
  ['OpenVPN', tls(443, '127.0.0.1:1194')],
  ['SSH inside TLS', tls(443, '127.0.0.1:22')],
  ['SOCKS inside TLS', tls(4443, '127.0.0.1:1080')],
  ['an HTTP proxy', tls(8443, 'squid:3128')],
  ['Trojan', tls(443, 'trojan')],
  ['Xray', tls(443, '127.0.0.1:10001', 'access_log /var/log/nginx/xray.log;')],
  ['Shadowsocks', tls(443, '127.0.0.1:8388')],
  ['Tor', tls(443, 'obfs4')],
  ['RTMP', tls(1936, '127.0.0.1:1935')],
  ['Kafka', tls(9093, 'kafka-0:9092')],
  ['AMQP', tls(5671, 'rabbitmq:5672')],
  ['NATS', tls(4443, 'nats:4222')],
  ['STOMP', tls(61614, '10.0.0.5:61613')],
  ['Git over SSH', tls(9419, '127.0.0.1:9418')],
  ['rsync', tls(874, '127.0.0.1:873')],
  ['FTP', tls(990, '10.0.0.5:21')],
  ['Minecraft', tls(25566, '10.0.0.5:25565')],
  [
    'the Kubernetes API',
    tls(443, 'kube_masters', ''),
    'upstream kube_masters { server 10.0.0.1:6443; server 10.0.0.2:6443; }',
  ],
  ['the Docker API', tls(2376, '10.0.0.1:2375')],
  ['medical images', tls(2762, 'orthanc:4242')],
  ['machines', tls(802, '10.1.0.1:502')],
  ['Gemini', tls(1965, '127.0.0.1:11965')],
  ['the web', tls(443, '10.0.0.1:80')],
  ['the web by its name', tls(443, '10.0.0.1:8000', 'server_name www.example.org;')],
  ['its own protocol in ssl_alpn', tls(443, '10.0.0.1:8000', 'ssl_alpn dot;')],
  ['gRPC-Web', tls(443, 'grpc-web-proxy:8080')],
  ['a gateway to JSON', tls(443, 'grpc-gateway:8080')],
  ['a transcoder', tls(443, 'grpc_json_transcoder')],
  ['what a comment says', `# MQTT for the meters\n${tls(443, '10.0.0.1:18000')}`],
];

describe('TLS without ALPN that is not gRPC', () => {
  it.each(OTHERS.map(([name, server, around = '']) => ({ name, server, around })))('$name', ({ server, around }) => {
    expect(inStream(server, { around })).toMatchObject({ grpc: 'no' });
  });

  it('is not mentioned, not even beside a module that uses grpc-go', async () => {
    const texts = OTHERS.map(
      ([, server, around = '']) => `events {}\nstream {\n${around}\nserver {\n${server}\n}\n}\n`,
    );
    const { analysis } = await checkTexts({
      'go.mod': 'module example.com/shop\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.80.0\n',
      ...Object.fromEntries(texts.map((text, i) => [`${i}/nginx.conf`, text])),
    });
    expect(analysis.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['grpc-go-enforces-alpn', 'information'],
    ]);
  });

  it('servers of one nginx that tell each other what they know', () => {
    expect(inStream('listen 10.0.0.1:9000 ssl; ssl_certificate a.crt; ssl_certificate_key a.key; zone_sync;')).toEqual({
      grpc: 'no',
      because: ['zone_sync, which speaks another protocol'],
    });
  });

  it('a file called after it', () => {
    const text = `stream { server { ${tls(443, '10.0.0.1:18000')} } }`;
    expect(evidencesOf(text, { file: 'ldap.conf' })[0]).toEqual({
      grpc: 'no',
      because: ['the name ldap in the file ldap.conf (LDAP)'],
    });
  });

  it('a default server that rejects every handshake', () => {
    expect(inStream('listen 443 ssl default_server; ssl_reject_handshake on; server_name grpc.example.org;')).toEqual({
      grpc: 'no',
      because: ['ssl_reject_handshake on: nothing is served'],
    });
  });
});

describe('gRPC in stream is likely', () => {
  it.each([
    ['the port', tls(50051, '10.0.0.1:8000'), "port 50051, the port of gRPC's examples"],
    ['the upstream port', tls(443, '10.0.0.1:50051'), "upstream port 50051, the port of gRPC's examples"],
    ['a port of OTLP', tls(443, 'collector:4317'), 'upstream port 4317, the port of OTLP over gRPC'],
    ['a word of the upstream', tls(443, 'grpc-api'), 'proxy_pass grpc-api'],
    ['a part of a word', tls(443, 'mygrpc'), 'proxy_pass mygrpc'],
    ['capitals', tls(443, 'ordersGRPCServer'), 'proxy_pass ordersGRPCServer'],
    [
      'the port and the name of a product',
      tls(443, 'lightning-node:10009'),
      'upstream port 10009, the gRPC port of lnd',
    ],
    ['the server name', tls(443, '10.0.0.1:8000', 'server_name grpc.example.org;'), 'server_name grpc.example.org'],
    [
      'the certificate',
      'listen 443 ssl; ssl_certificate /etc/ssl/grpc.example.org/full.pem; proxy_pass 10.0.0.1:8000;',
      'ssl_certificate grpc.example.org/full.pem',
    ],
    ['a variable of a template', tls(443, '${GRPC_UPSTREAM}'), 'proxy_pass ${GRPC_UPSTREAM}'],
    ['HTTP/2 and nothing else', tls(443, '10.0.0.1:8000', 'ssl_alpn h2;'), 'ssl_alpn h2'],
    [
      'a comment',
      `# gRPC of the orders service\n${tls(443, '10.0.0.1:8000')}`,
      'the comment "gRPC of the orders service"',
    ],
    [
      'a comment that names a tool',
      `# try: grpcurl host:443 list\n${tls(443, '10.0.0.1:8000')}`,
      'the comment "try: grpcurl host:443 list"',
    ],
    [
      'a comment about forwarding',
      `# TLS to gRPC backend\n${tls(443, '10.0.0.1:8000')}`,
      'the comment "TLS to gRPC backend"',
    ],
  ])('by %s', (_name, server, reason) => {
    expect(inStream(server)).toEqual({ grpc: 'likely', because: [reason] });
  });

  it('by the name of an upstream group behind a map', () => {
    const around =
      'map $server_port $to { 443 grpc_backend; default grpc_backend; } upstream grpc_backend { server 10.0.0.1:8000; }';
    expect(inStream('listen 443 ssl; proxy_pass $to;', { around }).grpc).toBe('likely');
  });

  it('by the name of the file', () => {
    const text = `stream { server { ${tls(443, '10.0.0.1:18000')} } }`;
    expect(evidencesOf(text, { file: 'grpc.conf' })[0]).toEqual({ grpc: 'likely', because: ['the file grpc.conf'] });
  });

  it('though a vague name stands beside it', () => {
    expect(inStream(tls(443, 'frontend_grpc:8000', 'server_name mail.grpc.example.org;')).grpc).toBe('likely');
  });
});

describe('nothing is claimed', () => {
  it.each([
    ['where nothing tells', tls(443, '10.0.0.1:18000')],
    ['of a port that a product has for gRPC, and others for something else', tls(443, 'admin_api:10009')],
    ['of etcd, which speaks JSON as well', tls(2379, 'etcd-0:2379')],
    ['where name and port disagree', tls(443, 'grpc_backend:5432')],
    ['where two names disagree', tls(443, 'grpc_backend', 'server_name mqtt.example.org;')],
    ['where a port of gRPC has the name of a wallet', tls(50051, 'electrs')],
    ['where only a directive that is switched off tells', `# proxy_pass grpc_backend;\n${tls(443, '10.0.0.1:18000')}`],
    ['where a comment denies it', `# no gRPC here\n${tls(443, '10.0.0.1:18000')}`],
    [
      'where only this product is named',
      `# grpc-alpn: ignore syntax\n${tls(443, '10.0.0.1:18000', '# checked by grpc-alpn')}\n`,
    ],
    ['of HTTP/1.1 beside HTTP/2', tls(443, '10.0.0.1:18000', 'ssl_alpn h2 http/1.1;')],
    ['of a misspelt protocol', tls(443, '10.0.0.1:18000', 'ssl_alpn H2;')],
  ])('%s', (_name, server) => {
    expect(inStream(server).grpc).toBe('unknown');
  });

  it('says both reasons where they disagree', () => {
    expect(inStream(tls(443, 'grpc_backend:5432')).because).toEqual([
      'proxy_pass grpc_backend:5432',
      'upstream port 5432 is PostgreSQL',
    ]);
  });
});

describe('a gRPC server in Go', () => {
  const goServers = [{ file: 'services/orders/main.go', port: 9191 }];
  const because = ['upstream port 9191, on which a gRPC server in Go listens (line 9 of services/orders/main.go)'];

  it.each(['127.0.0.1:9191', 'localhost:9191', '[::1]:9191', 'app:9191'])('behind %s is certain', (to) => {
    expect(inStream(tls(443, to), { goServers })).toEqual({ grpc: 'yes', because });
  });

  it.each(['10.0.0.1:9191', 'app:9192', 'unix:/run/9191', 'api.example.org:9191'])('is not behind %s', (to) => {
    expect(inStream(tls(443, to), { goServers }).grpc).toBe('unknown');
  });

  it('on a port that everybody takes is certain by the name of its folder', () => {
    const some = [{ file: 'services/orders/main.go', port: 8080 }];
    expect(inStream(tls(443, 'orders:8080'), { goServers: some }).grpc).toBe('yes');
    expect(inStream(tls(443, 'orders.default.svc.cluster.local:8080'), { goServers: some }).grpc).toBe('yes');
    expect(inStream(tls(443, '127.0.0.1:8080'), { goServers: some }).grpc).toBe('likely');
    expect(inStream(tls(443, 'shop:8080'), { goServers: some }).grpc).toBe('unknown');
  });

  it('behind proxy_pass of http may serve HTTP beside it: a name makes it certain', () => {
    const ways = (location: string): ReturnType<typeof waysOf> =>
      waysOf(`listen 443 ssl; location ${location} { proxy_pass http://app:9191; }`, { goServers });
    expect(ways('/')).toEqual([{ grpc: 'likely', because }]);
    expect(ways('/shop.v1.Orders/').map((it) => it?.grpc)).toEqual(['yes']);
  });
});

describe('a location of http', () => {
  it.each([
    ['grpc_pass', 'location / { grpc_pass grpc://10.0.0.1:8000; }', 'yes'],
    ['an address that says it', 'location / { proxy_pass grpc://10.0.0.1:8000; }', 'yes'],
    [
      'a condition on the content type',
      'location / { if ($content_type ~ "^application/grpc") { proxy_pass http://10.0.0.1:8000; } }',
      'yes',
    ],
    [
      'other content types sent away',
      'location / { if ($http_content_type !~ "application/grpc") { return 404; } proxy_pass http://10.0.0.1:8000; }',
      'yes',
    ],
    ['the health check', 'location = /grpc.health.v1.Health/Check { proxy_pass http://10.0.0.1:8000; }', 'yes'],
    ['health_check of NGINX Plus', 'location / { proxy_pass http://app; health_check type=grpc; }', 'yes'],
    ['a port of gRPC, and a name', 'location /grpc { proxy_pass http://10.0.0.1:50051; }', 'likely'],
    [
      'a port of gRPC, and a service',
      'location ~ ^/shop\\.v1\\.Orders/ { proxy_pass http://10.0.0.1:50051; }',
      'likely',
    ],
    ['a port of gRPC alone', 'location /game/ { proxy_pass http://127.0.0.1:50051; }', 'unknown'],
    [
      'a content type that is set',
      'location /grpc { proxy_pass http://10.0.0.1:8000; proxy_set_header Content-Type application/grpc; }',
      'likely',
    ],
    ['the metrics of a gRPC server', 'location /metrics { proxy_pass http://grpc_backend:50051/metrics; }', 'unknown'],
    [
      'a port of gRPC in a group, and a comment',
      'location / {\n# gRPC of the shop\n proxy_pass http://backend; }',
      'likely',
      'upstream backend { server 10.0.0.1:50051; }',
    ],
    [
      'a name, and a directive of grpc',
      'location / { proxy_pass http://grpc_backend; grpc_set_header Host $host; }',
      'likely',
    ],
    ['a name, and HTTP/2', 'location / { proxy_pass http://grpc_backend; proxy_http_version 2; }', 'likely'],
    [
      'a service, and HTTP/2',
      'location /shop.v1.Orders/ { proxy_pass http://10.0.0.1:8000; proxy_http_version 2; }',
      'likely',
    ],
    [
      'a name, and an error page for it',
      'location / { proxy_pass http://grpc_backend; error_page 502 = /error502grpc; }',
      'likely',
    ],
    ['a name alone', 'location /grpc { proxy_pass http://grpc_backend; }', 'unknown'],
    ['a service alone, as Connect has it', 'location /shop.v1.Orders/ { proxy_pass http://10.0.0.1:8000; }', 'unknown'],
    ['the web', 'location / { proxy_pass http://10.0.0.1:8000; }', 'unknown'],
    ['gRPC-Web by its name', 'location /grpc-web/ { proxy_pass http://envoy:8080; }', 'no'],
    [
      'gRPC-Web by its content type',
      'location / { if ($content_type ~ "application/grpc-web") { proxy_pass http://10.0.0.1:8000; } }',
      'unknown',
    ],
    [
      'gRPC sent elsewhere',
      'location / { if ($content_type = "application/grpc") { return 418; } proxy_pass http://10.0.0.1:8000; }',
      'no',
    ],
    [
      'browsers before a port of gRPC',
      'location / { add_header Access-Control-Allow-Origin *; proxy_pass http://10.0.0.1:50051; }',
      'no',
    ],
    [
      'browsers by the server',
      'add_header Access-Control-Expose-Headers grpc-status; location /shop.v1.Orders/ { proxy_pass http://10.0.0.1:8000; }',
      'no',
    ],
    ['a gateway to JSON', 'location / { proxy_pass http://grpc-gateway:8080; }', 'no'],
  ])('%s', (_name, location, grpc, around = '') => {
    expect(waysOf(`listen 443 ssl; ${location}`, { around }).map((it) => it?.grpc)).toEqual([grpc]);
  });

  it('that is chosen by the content type', () => {
    const around = 'map $http_content_type $to { ~^application/grpc-web web; ~^application/grpc api; default web; }';
    const ways = waysOf('listen 443 ssl; location / { proxy_pass http://$to; }', { around });
    expect(new Map(ways.map((it) => [it?.grpc, it?.because[0]]))).toEqual(
      new Map([
        ['yes', 'requests of the content type ~^application/grpc go this way'],
        ['no', '$http_content_type chooses this way, and not for gRPC'],
      ]),
    );
  });

  it('makes its server one for gRPC', () => {
    const [server] = evidencesOf(
      'http { server { listen 443 ssl; location / { root /srv; } location /a.B/ { proxy_pass http://10.0.0.1:50051; } } }',
    );
    expect(server?.grpc).toBe('likely');
  });
});

describe('a statement', () => {
  const server = (more: string): string => `server { ${more}\n listen 443 ssl; proxy_pass 10.0.0.1:18000; }\n`;

  it.each([
    [
      'in a server counts for that one',
      `stream { ${server('# grpc-alpn: grpc=yes')}${server('')} }`,
      ['yes', 'unknown'],
    ],
    [
      'between servers counts for the rest',
      `stream {\n${server('')}# grpc-alpn: grpc=yes\n${server('')} }`,
      ['yes', 'yes'],
    ],
    [
      'holds until the next one',
      `stream {\n# grpc-alpn: grpc=yes\n${server('')}# grpc-alpn: grpc=no\n${server('')} }`,
      ['yes', 'no'],
    ],
    [
      'in a block counts for that block',
      `stream {\n# grpc-alpn: grpc=yes\n${server('')}}\nhttp { server { listen 80; } }`,
      ['unknown', 'yes'],
    ],
    [
      'of the server wins',
      `# grpc-alpn: grpc=no\nstream { ${server('# grpc-alpn: grpc=yes')}${server('')} }`,
      ['yes', 'no'],
    ],
    [
      'in a group counts for what is around it',
      `stream { upstream a {\n# grpc-alpn: grpc=yes\n server b:1; }\n${server('')} }`,
      ['yes'],
    ],
    ['that is no word is none', `stream { ${server('# grpc-alpn: grpc=maybe')} }`, ['unknown']],
    ['beats grpc_pass', 'http { server {\n# grpc-alpn: grpc=no\n location / { grpc_pass a:1; } } }', ['no']],
  ])('%s', (_name, text, expected) => {
    expect(evidencesOf(text).map(({ grpc }) => grpc)).toEqual(expected);
  });

  it('in a location counts for that one', () => {
    const ways = waysOf(
      'location /a {\n# grpc-alpn: grpc=yes\n proxy_pass http://a; }\nlocation /b { proxy_pass http://b; }',
    );
    expect(ways.map((it) => it?.grpc)).toEqual(['yes', 'unknown']);
  });

  it('in a main file counts for what it includes, below what is stated there', () => {
    const others = { 'a.conf': server(''), 'b.conf': `# grpc-alpn: grpc=no\n${server('')}` };
    const text = '# grpc-alpn: grpc=yes\nstream { include a.conf; include b.conf; }';
    expect(evidencesOf(text, { others }).map(({ grpc }) => grpc)).toEqual(['yes', 'no']);
  });

  it('of grpc-alpn.json counts below', () => {
    const text = `stream { ${server('')}${server('# grpc-alpn: grpc=yes')} }`;
    expect(evidencesOf(text, { stated: 'no' })).toEqual([
      { grpc: 'no', because: ['a statement for this configuration'] },
      { grpc: 'yes', because: ['a comment in nginx.conf that says so'] },
    ]);
  });
});
