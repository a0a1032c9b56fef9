import { GRPC_GO_TLS_VERSIONS, HANDSHAKE_FAILURE, leavesNoGrpcGoSuite, PROTOCOL_VERSION } from '../../alpn/index.ts';
import { nginx, type NginxVersion } from '../nginxVersion.ts';
import { firstValue, values, type Placed, type Scope } from './scope.ts';
import type { Socket, VirtualServer } from './server.ts';

/** Why a handshake between nginx and grpc-go never comes to a protocol: the alert that ends it, and the directive that is to blame. */
export interface TlsRefusal {
  readonly alert: number;
  readonly directive: Placed;
}

/** The leg of a connection, by the beginning of its directives' names. */
type Leg = 'ssl' | 'proxy_ssl' | 'grpc_ssl';

/** nginx 1.23.4: TLSv1.3 is among the default protocols, on all legs (CHANGES). TLSv1.2 always was. */
const TLS13_BY_DEFAULT_SINCE = nginx('1.23.4');
/** nginx 1.29.2: `ssl_protocols` of the server that the name selects; the default server's before (commit 0373fe5d9). */
const OWN_PROTOCOLS_SINCE = nginx('1.29.2');

/** The words of `ssl_protocols`, whose case does not matter (ngx_conf_set_bitmask_slot). */
const PROTOCOLS: ReadonlySet<string> = new Set(['sslv2', 'sslv3', 'tlsv1', 'tlsv1.1', 'tlsv1.2', 'tlsv1.3']);

/** Commands of OpenSSL that change versions or ciphers behind nginx's back (SSL_CONF_cmd(3)). */
const DECIDING_COMMANDS: ReadonlySet<string> = new Set([
  'protocol',
  'minprotocol',
  'maxprotocol',
  'cipherstring',
  'ciphersuites',
  'options',
]);

/** Whether anything of a server could make grpc-go refuse: where no file has such a word, no block is asked. */
export function mayRefuseTls({ mentions }: VirtualServer): boolean {
  return mentions('ssl_protocols') || mentions('ssl_ciphers');
}

/**
 * Why every grpc-go client is refused by a server that ends TLS on a socket: protocol versions or ciphers that none of them offers.
 * `undefined`: it is not certain.
 */
export function clientRefusal(
  server: VirtualServer,
  socket: Pick<Socket, 'default'>,
  version: NginxVersion | undefined,
): TlsRefusal | undefined {
  if (!mayRefuseTls(server)) return undefined;
  // A server without a certificate has no TLS settings of its own: the default server's count.
  const own = server.scope.effective('ssl_certificate') === undefined ? socket.default.scope : server.scope;
  const { scope: first } = socket.default;
  if (own === first) return refusal('ssl', own, own, version);
  if (version === undefined) {
    const one = refusal('ssl', own, own, version);
    return one !== undefined && refusal('ssl', first, own, version) !== undefined ? one : undefined;
  }
  return refusal('ssl', version >= OWN_PROTOCOLS_SINCE ? own : first, own, version);
}

/** Why every grpc-go server refuses what `proxy_ssl` or `grpcs://` of this block opens. `undefined`: it is not certain. */
export function upstreamRefusal(
  leg: 'proxy_ssl' | 'grpc_ssl',
  scope: Scope,
  version: NginxVersion | undefined,
): TlsRefusal | undefined {
  return refusal(leg, scope, scope, version);
}

/**
 * @param forProtocols the block whose protocols count
 * @param forCiphers the block whose ciphers count
 */
function refusal(
  leg: Leg,
  forProtocols: Scope,
  forCiphers: Scope,
  version: NginxVersion | undefined,
): TlsRefusal | undefined {
  const written = innermost(forProtocols, `${leg}_protocols`);
  const names = written.flatMap(values).map((it) => it.toLowerCase());
  const last = written.at(-1);
  if (names.some((it) => !PROTOCOLS.has(it))) return undefined;
  // What a template decides may be anything.
  if (forProtocols.isUncertain(`${leg}_protocols`) || forCiphers.isUncertain(`${leg}_ciphers`)) return undefined;
  const tls13 = last === undefined ? version === undefined || version >= TLS13_BY_DEFAULT_SINCE : has(names, 'TLSv1.3');
  if (tls13 || [forProtocols, forCiphers].some((it) => decidesByCommand(leg, it))) return undefined;
  if (last !== undefined && names.length > 0 && !GRPC_GO_TLS_VERSIONS.some((it) => has(names, it)))
    return { alert: PROTOCOL_VERSION, directive: last };
  const ciphers = forCiphers.effective(`${leg}_ciphers`);
  const list = firstValue(ciphers);
  return ciphers !== undefined && list !== undefined && leavesNoGrpcGoSuite(list)
    ? { alert: HANDSHAKE_FAILURE, directive: ciphers }
    : undefined;
}

function has(names: readonly string[], protocol: string): boolean {
  return names.includes(protocol.toLowerCase());
}

/** All directives of a name in the innermost block that has any: several in one block add up. */
function innermost(scope: Scope, name: string): readonly Placed[] {
  const own = scope.all(name);
  return own.length > 0 || scope.parent === undefined ? own : innermost(scope.parent, name);
}

function decidesByCommand(leg: Leg, scope: Scope): boolean {
  return innermost(scope, `${leg}_conf_command`).some((it) =>
    DECIDING_COMMANDS.has(firstValue(it)?.toLowerCase() ?? ''),
  );
}
