import { PROTOCOL_VERSION, type ServerAlpn } from '../../alpn/index.ts';
import type { ByVersion, TlsMode } from '../facts.ts';
import { nginx, type NginxVersion } from '../nginxVersion.ts';
import { streamPass } from './dialer.ts';
import { isOn, values } from './scope.ts';
import type { Socket, VirtualServer } from './server.ts';
import { clientRefusal, mayRefuseTls } from './tlsRefusal.ts';

/** nginx 1.21.4: `ssl_alpn`, and alert 120 instead of silence where http has no common protocol (CHANGES). */
const ALERT_SINCE = nginx('1.21.4');
/** nginx 1.25.1: `http2 on`, per server (CHANGES). */
const HTTP2_DIRECTIVE_SINCE = nginx('1.25.1');

/** RFC 6066: what `ssl_reject_handshake` answers. */
const UNRECOGNIZED_NAME = 112;

/** Directives that decide what a server does with TLS, and with an offer: those of which it counts what they say. */
const DECIDING = ['ssl_reject_handshake', 'ssl_alpn', 'http2', 'proxy_ssl', 'ssl'];

/** Whether a template decides what a server does with TLS on a socket. */
function isLeftOpen(server: VirtualServer, socket: Socket): boolean {
  if (!server.scope.mayBeOpen) return false;
  return [server.scope, socket.default.scope].some(
    (scope) => DECIDING.some((it) => scope.isUncertain(it)) || scope.isOptional('ssl_certificate'),
  );
}

/** Whether it is known if TLS is spoken on a socket: where a template decides that, there is nothing to be said. */
export function isTlsKnown(server: VirtualServer, socket: Socket): boolean {
  return !socket.isOpen && (socket.ssl || !server.scope.isUncertain('proxy_ssl'));
}

/** What a server does with TLS on one of its sockets. */
export function tlsMode(server: VirtualServer, socket: Socket): TlsMode {
  if (socket.ssl) return 'terminated';
  if (server.module === 'http') return 'plain';
  // `pass` hands the connection over as it is, whatever `proxy_ssl` says.
  const opensTls = isOn(server.scope.effective('proxy_ssl')) && streamPass(server)?.directive.name.value !== 'pass';
  return opensTls ? 'plain' : 'passthrough';
}

// One server among thousands asks the same as the others: what does not depend on a server is here once.
const notAsked: ByVersion<undefined> = () => undefined;
const always: ByVersion<boolean> = () => true;
const never: ByVersion<boolean> = () => false;
const byDirective: ByVersion<boolean> = (version) => version === undefined || version >= HTTP2_DIRECTIVE_SINCE;

/** Whether a server speaks HTTP/2 on a socket. `undefined`: a stream server, which does not look. */
export function http2Of(server: VirtualServer, socket: Socket): ByVersion<boolean | undefined> {
  if (server.module === 'stream' || isLeftOpen(server, socket)) return notAsked;
  if (socket.http2) return always;
  // In plain text the default server decides: no name is known yet.
  const deciding = socket.ssl ? server : socket.default;
  return server.mentions('http2') && isOn(deciding.scope.effective('http2')) ? byDirective : never;
}

const relays = constant({ kind: 'relays' });
const plain = constant({ kind: 'unknown', because: 'no TLS is spoken here' });
const rejects = constant({ kind: 'refuses', alert: UNRECOGNIZED_NAME });
const ignores = constant({ kind: 'ignores' });
const leftOpen = constant({
  kind: 'unknown',
  because: 'a template, or a file that is not here, decides what stands here',
});

/** What a server does with an offer on a socket (ngx_http_ssl_module.c, ngx_stream_ssl_module.c). */
export function alpnOf(server: VirtualServer, socket: Socket): ByVersion<ServerAlpn> {
  if (isLeftOpen(server, socket)) return leftOpen;
  switch (tlsMode(server, socket)) {
    case 'passthrough':
      return relays;
    case 'plain':
      return plain;
    case 'terminated':
      if (isOn(server.scope.effective('ssl_reject_handshake'))) return rejects;
      return unlessRefused(
        server,
        socket,
        server.module === 'http' ? httpAlpn(http2Of(server, socket)) : streamAlpn(server, socket),
      );
  }
}

const dependsOnOpenSsl: ServerAlpn = {
  kind: 'unknown',
  because: 'whether the protocols of this server or of the default one count depends on OpenSSL',
};

/** Versions and ciphers are agreed upon before a protocol is selected. */
function unlessRefused(server: VirtualServer, socket: Socket, alpn: ByVersion<ServerAlpn>): ByVersion<ServerAlpn> {
  if (!mayRefuseTls(server)) return alpn;
  return (version) => {
    const refusal = clientRefusal(server, socket, version);
    if (refusal !== undefined) return { kind: 'refuses', alert: refusal.alert };
    // Newer ones of OpenSSL look at the default server's versions first, whatever nginx does with those of the named one.
    const first = server === socket.default ? undefined : clientRefusal(socket.default, socket, version);
    return first?.alert === PROTOCOL_VERSION ? dependsOnOpenSsl : alpn(version);
  };
}

const http1 = {
  kind: 'selects',
  protocols: ['http/1.1'],
  order: 'server',
  otherwise: 'none',
} as const satisfies ServerAlpn;
const http2: ServerAlpn = { ...http1, protocols: ['h2', 'http/1.1'] };
const http1OrAlert = {
  ...http1,
  protocols: ['http/1.1', 'http/1.0', 'http/0.9'],
  otherwise: 'alert',
} as const satisfies ServerAlpn;
const http2OrAlert: ServerAlpn = { ...http1OrAlert, protocols: ['h2', ...http1OrAlert.protocols] };

const selectsHttp1: ByVersion<ServerAlpn> = (version) => (alertsIn(version) ? http1OrAlert : http1);
const selectsHttp2: ByVersion<ServerAlpn> = (version) => (alertsIn(version) ? http2OrAlert : http2);
const selectsByDirective: ByVersion<ServerAlpn> = (version) =>
  byDirective(version) ? selectsHttp2(version) : selectsHttp1(version);

function alertsIn(version: NginxVersion | undefined): boolean {
  return version === undefined || version >= ALERT_SINCE;
}

function httpAlpn(http2: ByVersion<boolean | undefined>): ByVersion<ServerAlpn> {
  return http2 === always ? selectsHttp2 : http2 === byDirective ? selectsByDirective : selectsHttp1;
}

function streamAlpn(server: VirtualServer, socket: Socket): ByVersion<ServerAlpn> {
  // A server without a certificate of its own has no TLS settings of its own: the default server's count.
  const deciding = server.scope.effective('ssl_certificate') === undefined ? socket.default : server;
  const directive = deciding.scope.effective('ssl_alpn');
  if (directive?.directive.args.length === 0)
    return constant({ kind: 'unknown', because: 'ssl_alpn names no protocol yet' });
  return directive === undefined
    ? ignores
    : constant({ kind: 'selects', protocols: values(directive), order: 'server', otherwise: 'alert' });
}

function constant(alpn: ServerAlpn): ByVersion<ServerAlpn> {
  return () => alpn;
}
