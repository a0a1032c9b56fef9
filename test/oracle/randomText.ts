import { nginx as versionNumber } from '../../core/domains/nginxVersion.ts';
import type { NginxBinary } from './nginxBinary.ts';
import { fittedListens, type FittedServer } from './randomListens.ts';
import type { Flag, HttpServerShape, HttpShape, Shape, StreamServerShape, StreamShape, Target } from './randomShape.ts';

/** What stands for what on this machine. */
export interface Surroundings {
  /** Ports of http, then ports of stream. */
  readonly ports: readonly number[];
  /** Where unix sockets are made. */
  readonly sockets: string;
  /** A server that refuses every handshake in a way that nginx never does. */
  readonly outside: string;
  readonly certificate: string;
  readonly key: string;
}

/** A place to connect to. */
export interface Entry {
  /** `127.0.0.1`, `[::1]`, `unix:/path` */
  readonly address: string;
  /** `undefined` for unix sockets. */
  readonly port: number | undefined;
  readonly proxyProtocol: boolean;
}

/** The files of a configuration, of which `nginx.conf` is the main one, and where to connect. */
export interface RandomConfiguration {
  readonly files: ReadonlyMap<string, string>;
  readonly entries: readonly Entry[];
  /** The names that clients send; `undefined`: none. */
  readonly names: readonly (string | undefined)[];
}

/** Which directives a binary has. */
interface Features {
  readonly http2Directive: boolean;
  readonly sslAlpn: boolean;
  readonly streamNames: boolean;
  readonly rejects: boolean;
  readonly proxySslAlpn: boolean;
  readonly legacySsl: boolean;
}

/** Writes a configuration that a binary loads, as far as this can be said without asking it. */
export function write(shape: Shape, nginx: NginxBinary, around: Surroundings): RandomConfiguration {
  const version = versionNumber(nginx.version);
  const since = (text: string): boolean => version >= versionNumber(text);
  const features: Features = {
    http2Directive: since('1.25.1'),
    sslAlpn: since('1.21.4'),
    streamNames: since('1.25.5'),
    rejects: since('1.19.4'),
    proxySslAlpn: since('1.31.0'),
    legacySsl: !since('1.25.1'),
  };
  const quic = since('1.25.0') && nginx.has('http_v3');
  const http = shape.http && fittedListens(shape.http.servers, { around, module: 'http', shared: true, quic });
  const stream =
    shape.stream &&
    fittedListens(shape.stream.servers, { around, module: 'stream', shared: features.streamNames, quic: false });
  const writer = new Writer(around, features, entriesOf([...(http ?? []), ...(stream ?? [])]));
  const blocks = [
    shape.http && http ? writer.http(shape.http, http) : '',
    shape.stream && stream ? writer.stream(shape.stream, stream) : '',
  ];
  if (shape.streamFirst) blocks.reverse();
  const files = new Map([...writer.files, ['nginx.conf', `events {}\n${blocks.join('')}`]]);
  return { files, entries: writer.entries, names: [undefined, ...shape.names] };
}

/** Where to connect, and whether the PROXY protocol is spoken there: the socket of the most specific address decides, and there any `listen`. */
function entriesOf(servers: readonly FittedServer[]): readonly Entry[] {
  const listens = servers.flatMap((it) => it.listens).filter(({ quic }) => !quic);
  const sockets = [...listens.filter(({ wildcard }) => !wildcard), ...listens];
  const found = new Map<string, Entry>();
  for (const { key, connect, port } of sockets)
    for (const address of connect) {
      const known = found.get(`${address} ${port ?? ''}`);
      const proxyProtocol = listens.some((it) => it.key === key && it.proxyProtocol);
      found.set(`${address} ${port ?? ''}`, known ?? { address, port, proxyProtocol });
    }
  return [...found.values()];
}

class Writer {
  readonly files = new Map<string, string>();
  readonly entries: readonly Entry[];
  readonly #around: Surroundings;
  readonly #features: Features;

  constructor(around: Surroundings, features: Features, entries: readonly Entry[]) {
    this.#around = around;
    this.#features = features;
    this.entries = entries;
  }

  http(shape: HttpShape, servers: readonly FittedServer<HttpServerShape>[]): string {
    const { http2Directive, legacySsl, rejects } = this.#features;
    const legacy = legacySsl && shape.legacySsl;
    const lines = [
      ...TEMPORARY.map((it) => it.replace('FOLDER', this.#around.sockets)),
      'access_log off;',
      ...(http2Directive && shape.http2 !== undefined ? [`http2 ${shape.http2};`] : []),
      ...(legacy ? ['ssl on;'] : []),
      ...(rejects && shape.reject ? ['ssl_reject_handshake on;'] : []),
      ...(shape.certificate ? this.#certificate() : []),
    ];
    const own = (server: FittedServer<HttpServerShape>): readonly string[] => {
      const { http2, legacySsl: ssl, reject, locations } = server.shape;
      const needs = legacySsl && isOn(ssl, legacy);
      return [
        ...(http2Directive && http2 !== undefined ? [`http2 ${http2};`] : []),
        ...(legacySsl && ssl !== undefined ? [`ssl ${ssl};`] : []),
        ...(rejects && reject !== undefined ? [`ssl_reject_handshake ${reject};`] : []),
        ...((needs || this.#needsCertificate(server, servers, { inherited: shape.certificate, rejects })) &&
        !shape.certificate
          ? this.#certificate()
          : server.shape.certificate
            ? this.#certificate()
            : []),
        ...locations.map((it) => it.replaceAll('UPSTREAM', this.#around.outside)),
      ];
    };
    return this.#module('http', lines, servers, own);
  }

  stream(shape: StreamShape, servers: readonly FittedServer<StreamServerShape>[]): string {
    const { sslAlpn, streamNames, proxySslAlpn } = this.#features;
    const maps: string[] = [];
    const lines = [
      ...(sslAlpn && shape.alpn !== undefined ? [`ssl_alpn ${shape.alpn};`] : []),
      ...(shape.preread ? ['ssl_preread on;'] : []),
      ...(shape.proxySsl ? ['proxy_ssl on;'] : []),
      ...(shape.certificate ? this.#certificate() : []),
      `upstream outside_group { server ${this.#around.outside}; server ${this.#around.outside} weight=2; }`,
    ];
    const own = (server: FittedServer<StreamServerShape>, number: number): readonly string[] => {
      const {
        alpn,
        preread,
        proxySsl,
        proxySslAlpn: offers,
        proxyProtocol,
        reject,
        certificate,
        target,
      } = server.shape;
      return [
        ...(sslAlpn && alpn !== undefined ? [`ssl_alpn ${alpn};`] : []),
        ...(preread === undefined ? [] : [`ssl_preread ${preread};`]),
        ...(proxySsl === undefined ? [] : [`proxy_ssl ${proxySsl};`]),
        ...(proxySslAlpn && offers !== undefined ? [`proxy_ssl_alpn ${offers};`] : []),
        ...(proxyProtocol ? ['proxy_protocol on;'] : []),
        ...(streamNames && reject !== undefined ? [`ssl_reject_handshake ${reject};`] : []),
        ...(certificate ||
        (!shape.certificate &&
          this.#needsCertificate(server, servers, { inherited: shape.certificate, rejects: streamNames }))
          ? this.#certificate()
          : []),
        // Through TLS of nginx's own, to a socket of its own, goes TLS in TLS: that is no question of ALPN any more.
        isOn(proxySsl, shape.proxySsl)
          ? `proxy_pass ${this.#around.outside};`
          : this.#way(server, target, number, maps),
      ];
    };
    const block = this.#module('stream', lines, servers, own);
    return block.replace('stream {\n', `stream {\n${maps.join('')}`);
  }

  /** What sends connections on; maps that it needs are added. */
  #way(server: FittedServer<StreamServerShape>, target: Target, number: number, maps: string[]): string {
    const passes = this.#features.streamNames;
    switch (target.kind) {
      case 'outside':
        return `proxy_pass ${this.#around.outside};`;
      case 'group':
        return `proxy_pass ${target.name};`;
      case 'own': {
        const address = this.#own(server, target.number);
        if (target.pass && passes && address !== this.#around.outside) return `pass ${address};`;
        if (!target.group) return `proxy_pass ${address};`;
        maps.push(`    upstream own_${number} { server ${address}; }\n`);
        return `proxy_pass own_${number};`;
      }
      case 'map': {
        const keys = new Map(target.entries.map(({ key, number: to }) => [key, to]));
        const pass = target.pass && passes;
        const own = [...keys].map(([key, to]) => {
          const address = to === undefined ? this.#around.outside : this.#own(server, to);
          // `pass` reaches only sockets of this nginx.
          return pass && address === this.#around.outside ? '' : `        ${key} ${address};\n`;
        });
        const hostnames = target.hostnames ? '        hostnames;\n' : '';
        maps.push(`    map ${target.variable} $to_${number} {\n${hostnames}${own.join('')}    }\n`);
        return `${pass ? 'pass' : 'proxy_pass'} $to_${number};`;
      }
    }
  }

  /** A socket of this configuration that comes behind those of a server, so that nothing goes round in circles; else one outside. */
  #own(server: FittedServer, number: number): string {
    const { ports } = this.#around;
    const level = (port: number | undefined, address: string): number => {
      const index = port === undefined ? Number(/(\d+)\.sock$/.exec(address)?.[1]) : ports.indexOf(port);
      return index < ports.length / 2 ? ports.length : index;
    };
    const last = Math.max(...server.listens.map((it) => level(it.port, it.connect[0] ?? '')));
    const behind = this.entries.filter((it) => level(it.port, it.address) > last);
    const chosen = behind[number % behind.length];
    if (chosen === undefined) return this.#around.outside;
    return chosen.port === undefined ? chosen.address : `${chosen.address}:${chosen.port}`;
  }

  #certificate(): readonly string[] {
    const { certificate, key } = this.#around;
    return [`ssl_certificate ${certificate};`, `ssl_certificate_key ${key};`];
  }

  /** nginx wants a certificate for the default server of a TLS socket, and for all of them where that one refuses handshakes and has none. */
  #needsCertificate(
    server: FittedServer,
    servers: readonly FittedServer[],
    { inherited, rejects }: { readonly inherited: boolean; readonly rejects: boolean },
  ): boolean {
    if (inherited) return false;
    return server.listens.some(({ key }) => {
      const mates = servers.filter((it) => it.listens.some((listen) => listen.key === key));
      if (!mates.some((it) => it.listens.some((listen) => listen.key === key && (listen.ssl || listen.quic))))
        return false;
      const first = mates.find((it) => it.listens.some((listen) => listen.key === key && listen.isDefault)) ?? mates[0];
      const reject = first?.shape.reject;
      const refuses = rejects && isOn(reject, false);
      return first === server ? !refuses : refuses;
    });
  }

  #module<Shape extends HttpServerShape | StreamServerShape>(
    module: 'http' | 'stream',
    lines: readonly string[],
    servers: readonly FittedServer<Shape>[],
    own: (server: FittedServer<Shape>, number: number) => readonly string[],
  ): string {
    const names = module === 'http' || this.#features.streamNames;
    const blocks = servers.map((server, number) => {
      const listens = server.listens.filter(({ text }) => text !== '').map(({ text }) => `listen ${text};`);
      const serverNames = names ? server.shape.names.map((it) => `server_name ${it.join(' ')};`) : [];
      return this.#server(`${module}-${number}`, module, server, listens, [...serverNames, ...own(server, number)]);
    });
    const glob = servers.some(({ shape }) => shape.place.kind === 'glob') ? [`include ${module}.d/*.conf;`] : [];
    return `${module} {\n${indented([...lines, ...blocks.filter((it) => it !== ''), ...glob])}}\n`;
  }

  #server(
    name: string,
    module: 'http' | 'stream',
    { shape: { place }, glob }: FittedServer,
    listens: readonly string[],
    lines: readonly string[],
  ): string {
    const put = (file: string, text: string): string => {
      this.files.set(file, text);
      return `include ${file};`;
    };
    const block = (inside: readonly string[]): string => `server {\n${indented(inside)}}`;
    switch (place.kind) {
      case 'inline':
        return block([...listens, ...lines]);
      case 'file':
        return put(`parts/${name}.conf`, `${block([...listens, ...lines])}\n`);
      case 'lines':
        return block([put(`parts/${name}.conf`, `${[...listens, ...lines].join('\n')}\n`)]);
      case 'listens':
        return block([...lines, put(`parts/${name}.conf`, `${listens.join('\n')}\n`)]);
      case 'glob':
        put(`${module}.d/${glob}`, `${block([...listens, ...lines])}\n`);
        return '';
    }
  }
}

function isOn(own: Flag | undefined, inherited: boolean): boolean {
  return own === undefined ? inherited : own !== 'off';
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((it) => `${it}_temp_path FOLDER/${it};`);

function indented(lines: readonly string[]): string {
  return lines
    .flatMap((it) => it.split('\n'))
    .map((it) => `    ${it}\n`)
    .join('');
}
