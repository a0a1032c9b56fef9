import fc from 'fast-check';

/** A configuration as a value of fast-check: randomText.ts makes text of it that fits a version of nginx. Names and sockets come from small pools, so that servers meet. */
export interface Shape {
  readonly http: HttpShape | undefined;
  readonly stream: StreamShape | undefined;
  /** Whether `stream` stands before `http`. */
  readonly streamFirst: boolean;
  /** The names that clients send. */
  readonly names: readonly string[];
}

export interface HttpShape {
  readonly http2: Flag | undefined;
  readonly legacySsl: boolean;
  readonly certificate: boolean;
  readonly reject: boolean;
  readonly servers: readonly HttpServerShape[];
}

export interface StreamShape {
  readonly alpn: string | undefined;
  readonly certificate: boolean;
  readonly preread: boolean;
  readonly proxySsl: boolean;
  readonly servers: readonly StreamServerShape[];
}

interface ServerShape {
  readonly listens: readonly ListenShape[];
  /** The arguments of each `server_name`. */
  readonly names: readonly (readonly string[])[];
  readonly certificate: boolean;
  readonly reject: Flag | undefined;
  readonly place: Place;
}

export interface HttpServerShape extends ServerShape {
  readonly http2: Flag | undefined;
  readonly legacySsl: Flag | undefined;
  readonly locations: readonly string[];
}

export interface StreamServerShape extends ServerShape {
  readonly alpn: string | undefined;
  readonly preread: Flag | undefined;
  readonly proxySsl: Flag | undefined;
  readonly proxySslAlpn: string | undefined;
  readonly proxyProtocol: boolean;
  readonly target: Target;
}

export type Flag = 'on' | 'off' | 'ON';

export interface ListenShape {
  /** How the address is written: randomText.ts puts the port behind it. */
  readonly host: (typeof HOSTS)[number];
  /** Which of the module's ports. */
  readonly port: number;
  readonly ssl: boolean;
  readonly http2: boolean;
  readonly isDefault: boolean;
  readonly proxyProtocol: boolean;
  readonly quic: boolean;
  /** Whether the next port belongs to it, too. */
  readonly range: boolean;
  /** Whether an IPv6 socket takes IPv4 clients. */
  readonly both: boolean;
}

/** Where a server block is written. */
export type Place =
  | { readonly kind: 'inline' }
  /** In a file that `include` names. */
  | { readonly kind: 'file' }
  /** Its lines in a file, the braces not. */
  | { readonly kind: 'lines' }
  /** Its `listen` lines in a file. */
  | { readonly kind: 'listens' }
  /** In a folder that is included by a glob; `order` begins its name. */
  | { readonly kind: 'glob'; readonly order: number };

/** Where a stream server sends connections. */
export type Target =
  | { readonly kind: 'outside' }
  | { readonly kind: 'group'; readonly name: string }
  /** One of the configuration's own sockets, the one of this number. */
  | { readonly kind: 'own'; readonly number: number; readonly pass: boolean; readonly group: boolean }
  | {
      readonly kind: 'map';
      readonly variable: '$ssl_preread_server_name' | '$ssl_preread_alpn_protocols';
      readonly hostnames: boolean;
      readonly entries: readonly { readonly key: string; readonly number: number | undefined }[];
      readonly pass: boolean;
    };

const HOSTS = ['', '*:', '0.0.0.0:', '127.0.0.1:', '127.0.0.2:', '[::]:', '[::1]:', 'unix:'] as const;

/** The port of a module's sockets is one of so many. */
export const PORTS = 3;

const NAMES = [
  'a.example.com',
  'b.example.com',
  'A.Example.com',
  '*.example.com',
  '.example.com',
  '*.b.example.com',
  'a.*',
  'a.example.*',
  'www.other.org',
  '_',
  '""',
  'localhost',
  '~^a\\.',
  '~^(?<label>.+)\\.example\\.com$',
  '~^[XY]\\.b',
  '"~^x\\.b\\.example\\.(?:com|org)$"',
] as const;

/** Names that clients send. */
const CLIENT_NAMES = [
  'a.example.com',
  'b.example.com',
  'x.b.example.com',
  'a.other.org',
  'WWW.Other.org',
  'example.com',
  'b.example.com.',
  'y.x.b.example.com',
  'X.B.example.com',
  'localhost',
  'a.example.co.uk',
] as const;

const LOCATIONS = [
  'location / { grpc_pass grpc://UPSTREAM; }',
  'location / { grpc_pass grpcs://UPSTREAM; }',
  'location / { proxy_pass https://UPSTREAM; }',
  'location /a { location /a/b { grpc_pass UPSTREAM; } proxy_pass http://UPSTREAM; }',
  'location @fallback { grpc_pass grpc://UPSTREAM; } location / { error_page 404 = @fallback; return 404; }',
  'location / { if ($http_te = trailers) { grpc_pass grpc://UPSTREAM; } return 200; }',
  'location / { proxy_pass http://UPSTREAM; grpc_pass grpcs://UPSTREAM; }',
  'location ~ "^/a{2}" { set $to UPSTREAM; grpc_pass grpc://$to; }',
  'return 404;',
] as const;

const PROTOCOLS = ['h2', 'http/1.1', 'h2 http/1.1', 'H2', 'h2,http/1.1', '""', 'grpc h2'] as const;

/** There in one of so many cases. What comes first is what failing values shrink to. */
function rarely<Value>(value: fc.Arbitrary<Value>, many: number): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: many - 1 }, { arbitrary: value, weight: 1 });
}

/** There in two of three cases. */
function mostly<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined, freq: 3 });
}

/** True in one of so many cases. */
function oneIn(many: number): fc.Arbitrary<boolean> {
  return fc.oneof({ arbitrary: fc.constant(false), weight: many - 1 }, { arbitrary: fc.constant(true), weight: 1 });
}

const flag: fc.Arbitrary<Flag> = fc.constantFrom('on', 'off', 'on', 'off', 'ON');

const listen: fc.Arbitrary<ListenShape> = fc.record({
  host: fc.constantFrom(...HOSTS.slice(0, 1), ...HOSTS.slice(0, 1), ...HOSTS),
  port: fc.nat(PORTS - 1),
  ssl: fc.constantFrom(true, true, true, false),
  http2: oneIn(4),
  isDefault: oneIn(4),
  proxyProtocol: oneIn(12),
  quic: oneIn(20),
  range: oneIn(12),
  both: oneIn(6),
});

const place: fc.Arbitrary<Place> = fc.oneof(
  { arbitrary: fc.constant<Place>({ kind: 'inline' }), weight: 4 },
  { arbitrary: fc.constantFrom<Place>({ kind: 'file' }, { kind: 'lines' }, { kind: 'listens' }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('glob' as const), order: fc.nat(20) }), weight: 1 },
);

const server = {
  listens: fc.array(listen, { minLength: 1, maxLength: 3 }),
  names: fc.array(fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
  certificate: fc.constantFrom(true, true, false),
  reject: rarely(flag, 8),
  place,
};

const httpServer: fc.Arbitrary<HttpServerShape> = fc.record({
  ...server,
  http2: rarely(flag, 2),
  legacySsl: rarely(flag, 6),
  locations: fc.array(fc.constantFrom(...LOCATIONS), { maxLength: 1 }),
});

const http: fc.Arbitrary<HttpShape> = fc.record({
  http2: rarely(flag, 3),
  legacySsl: oneIn(20),
  certificate: fc.boolean(),
  reject: oneIn(20),
  servers: fc.array(httpServer, { minLength: 1, maxLength: 4 }),
});

const target: fc.Arbitrary<Target> = fc.oneof(
  { arbitrary: fc.constant<Target>({ kind: 'outside' }), weight: 2 },
  { arbitrary: fc.constant<Target>({ kind: 'group', name: 'outside_group' }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('own' as const),
      number: fc.nat(9),
      pass: fc.boolean(),
      group: oneIn(4),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('map' as const),
      variable: fc.constantFrom(
        '$ssl_preread_server_name' as const,
        '$ssl_preread_server_name' as const,
        '$ssl_preread_alpn_protocols' as const,
      ),
      hostnames: fc.boolean(),
      entries: fc.array(
        fc.record({
          key: fc.constantFrom(
            'default',
            'a.example.com',
            '*.example.com',
            '.b.example.com',
            'a.*',
            '""',
            'h2',
            'h2,http/1.1',
            '~h2',
            '~^x\\.',
            '~*^WWW',
          ),
          number: mostly(fc.nat(9)),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      pass: oneIn(3),
    }),
    weight: 3,
  },
);

const streamServer: fc.Arbitrary<StreamServerShape> = fc.record({
  ...server,
  alpn: rarely(fc.constantFrom(...PROTOCOLS), 2),
  preread: rarely(flag, 2),
  proxySsl: rarely(flag, 4),
  proxySslAlpn: rarely(fc.constantFrom('h2', '$ssl_alpn_protocol', '""'), 4),
  proxyProtocol: oneIn(15),
  target,
});

const stream: fc.Arbitrary<StreamShape> = fc.record({
  alpn: rarely(fc.constantFrom(...PROTOCOLS), 4),
  certificate: fc.boolean(),
  preread: oneIn(6),
  proxySsl: oneIn(12),
  servers: fc.array(streamServer, { minLength: 1, maxLength: 4 }),
});

/** Configurations with up to six servers. */
export const shapes: fc.Arbitrary<Shape> = fc
  .record({
    http: mostly(http),
    stream: mostly(stream),
    streamFirst: fc.boolean(),
    names: fc.uniqueArray(fc.constantFrom(...CLIENT_NAMES), { minLength: 5, maxLength: 5 }),
  })
  .filter(({ http, stream }) => http !== undefined || stream !== undefined);
