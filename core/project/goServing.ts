import {
  behaviour,
  judge,
  negotiate,
  REFUSED_BY_SERVER,
  type GrpcGoBehaviour,
  type Offer,
  type Outcome,
  type ServerAlpn,
  type Verdict,
} from '../alpn/index.ts';
import type { GoCredentialsKind, GoPlace, GoServing, GoTlsConfig } from '../domains/goSource/facts.ts';
import { moduleOf } from './goModules.ts';
import type { Project } from './project.ts';

/**
 * What a Go server does with an offer.
 * @param server the grpc-go that it is built with; `undefined`: not known
 */
export function alpnOfServing(serving: GoServing, server: GrpcGoBehaviour | undefined): ServerAlpn {
  switch (serving.kind) {
    case 'plain':
      return { kind: 'plaintext' };
    case 'listener':
      if (serving.maker !== undefined) return alpnOfMaker(serving);
      return serving.config === undefined ? CONFIG_UNKNOWN : answering(serving.config, (protocols) => protocols);
    case 'http':
      return answering(serving.config, (protocols) => asNetHttp(protocols, serving));
    case 'credentials':
      return alpnOfCredentials(serving, server);
  }
}

/** sockets.NewTCPSocket of github.com/docker/go-connections sets a list of its own; since 0.8.2 only where the configuration has none. */
function alpnOfMaker({ config }: GoServing): ServerAlpn {
  const protocols = config?.protocols;
  const hasH2 = protocols === undefined || protocols.kind === 'unknown' || protocols.names.includes('h2');
  return hasH2
    ? { kind: 'unknown', because: 'github.com/docker/go-connections sets protocols itself before 0.8.2' }
    : selecting(['http/1.1']);
}

/**
 * What a grpc-go client gets at a Go server: on a connection without a selected protocol both sides may refuse.
 * @param options.server the grpc-go that the server is built with; `undefined`: not known
 * @param options.offer left out: what credentials.NewTLS offers
 */
export function servingVerdict(
  serving: GoServing,
  options: {
    readonly client: GrpcGoBehaviour;
    readonly server: GrpcGoBehaviour | undefined;
    readonly offer?: Offer;
  },
): Verdict {
  const { client, server, offer = NEW_TLS_OFFER } = options;
  const outcome = negotiate(offer, alpnOfServing(serving, server));
  const verdict = judge({ side: 'client', outcome, peerSpeaks: spokenBehind(serving, outcome), behaviour: client });
  if (verdict.result === 'works' && hangsUp(serving, outcome)) return HUNG_UP;
  // It has never worked, even where a newer grpc-go finds something else to say first.
  if (verdict.brokeAt !== undefined && hangsUp(serving, outcome))
    return { result: 'fails', error: client.refusal, printedBy: 'client', cures: [] };
  if (verdict.result !== 'works' || outcome.kind !== 'none' || !isChecked(serving)) return verdict;
  return server === undefined ? UNKNOWN : judge({ side: 'server', outcome, peerSpeaks: 'h2', behaviour: server });
}

/** Whether a Go server does TLS: ALTS and local credentials are none. */
export function speaksTls({ kind, credentials }: GoServing): boolean {
  if (kind === 'plain') return false;
  return kind !== 'credentials' || !WITHOUT_TLS.has(credentials?.kind ?? 'unknown');
}

const WITHOUT_TLS: ReadonlySet<GoCredentialsKind> = new Set<GoCredentialsKind>(['insecure', 'alts', 'local']);

/** The grpc-go that a Go file is built with, with NewTLS. `undefined`: it has none, or which one it is makes a difference and is not known. */
export function grpcGoOfFile({ modules }: Project, { file }: GoServing['at']): GrpcGoBehaviour | undefined {
  const grpc = moduleOf(modules, file)?.grpc;
  if (grpc === undefined || grpc.certainty === 'unknown') return undefined;
  const selected = behaviour({ version: grpc.version, credentials: 'tls' });
  // Nothing has changed since 1.70.0.
  return grpc.certainty === 'at-least' && selected.band !== '>=1.70' ? undefined : selected;
}

const NEW_TLS_OFFER: Offer = ['h2'];
const UNKNOWN: Verdict = { result: 'unknown', cures: [] };
const HUNG_UP: Verdict = { result: 'fails', error: REFUSED_BY_SERVER, printedBy: 'client', cures: [] };
const CONFIG_UNKNOWN: ServerAlpn = { kind: 'unknown', because: 'its tls.Config is made elsewhere' };
const LIST_UNKNOWN: ServerAlpn = { kind: 'unknown', because: 'its NextProtos are not known' };
const GET_CONFIG_UNKNOWN: ServerAlpn = { kind: 'unknown', because: 'what GetConfigForClient returns is not known' };
const OWN_UNKNOWN: ServerAlpn = { kind: 'unknown', because: 'its credentials are not those of grpc-go' };

type Protocols = readonly string[];

/** crypto/tls, negotiateALPN: the server's list decides. */
function selecting(protocols: Protocols): ServerAlpn {
  return protocols.length === 0
    ? { kind: 'ignores' }
    : { kind: 'selects', protocols, order: 'server', otherwise: 'go' };
}

/**
 * What a configuration comes to. What `GetConfigForClient` returns takes its place, whole.
 * @param completed what is made of the list of protocols, and of an unknown one, before it is used
 * @param returnedCompleted the same for what `GetConfigForClient` returns
 */
function answering(
  config: GoTlsConfig | undefined,
  completed: (protocols: Protocols | undefined) => Protocols | undefined,
  returnedCompleted: (protocols: Protocols | undefined) => Protocols | undefined = (protocols) => protocols,
): ServerAlpn {
  const returned = config?.getConfigForClient?.returned;
  if (returned === undefined) return listed(completed(config === undefined ? undefined : listOf(config)));
  const [first = GET_CONFIG_UNKNOWN, ...others] = returned.map((it) => listed(returnedCompleted(listOf(it))));
  return others.every((it) => isSame(it, first)) ? first : GET_CONFIG_UNKNOWN;
}

function listed(protocols: Protocols | undefined): ServerAlpn {
  return protocols === undefined ? LIST_UNKNOWN : selecting(protocols);
}

function listOf({ protocols }: GoTlsConfig): Protocols | undefined {
  return protocols.kind === 'known' ? protocols.names : undefined;
}

function isSame(a: ServerAlpn, b: ServerAlpn): boolean {
  if (a.kind !== 'selects' || b.kind !== 'selects') return a.kind === b.kind;
  return a.protocols.join() === b.protocols.join();
}

/** net/http, adjustNextProtos of server.go. `undefined`, an unknown list, has both names somewhere. */
function asNetHttp(protocols: Protocols = [], { http2Disabled }: GoServing): Protocols {
  const kept = http2Disabled === undefined ? protocols : protocols.filter((it) => it !== 'h2');
  const wanted = http2Disabled === undefined ? ['h2', 'http/1.1'] : ['http/1.1'];
  return [...kept, ...wanted.filter((it) => !kept.includes(it))];
}

/** grpc-go, AppendH2ToNextProtos of internal/credentials/util.go. */
function withH2(protocols: Protocols | undefined): Protocols | undefined {
  return protocols === undefined || protocols.includes('h2') ? protocols : [...protocols, 'h2'];
}

function alpnOfCredentials({ config, credentials }: GoServing, server: GrpcGoBehaviour | undefined): ServerAlpn {
  switch (credentials?.kind) {
    case 'xds':
      return selecting(['h2']);
    case 'tls':
    case 'alpn-disabled': {
      // What experimental/credentials return came after 1.68.0.
      const completes = credentials.kind === 'alpn-disabled' || server?.completesGetConfigForClient;
      if (config === undefined && completes !== true && takesConfig(credentials.at)) return CONFIG_UNKNOWN;
      if (config === undefined) return selecting(['h2']);
      if (config.getConfigForClient !== undefined && completes === undefined) return GRPC_GO_UNKNOWN;
      return answering(config, withH2, completes === true ? withH2 : undefined);
    }
    case 'advancedtls':
      return config === undefined ? selecting(['h2']) : answering(config, withH2);
    case 'insecure':
    case 'alts':
    case 'local':
      return { kind: 'plaintext' };
    case 'own':
    case 'unknown':
    case undefined:
      return OWN_UNKNOWN;
  }
}

/** Whether credentials are made of a configuration: `NewServerTLSFromCert` and the like make their own. */
function takesConfig(at: GoPlace | undefined): boolean {
  const name = at?.node.child('function')?.child('field')?.text;
  return name === undefined || name.startsWith('NewTLS');
}

const GRPC_GO_UNKNOWN: ServerAlpn = {
  kind: 'unknown',
  because:
    'before grpc-go 1.68.0 what GetConfigForClient returns is used as it is, and which grpc-go this is built with is not known',
};

/** What follows the handshake. A server of net/http speaks HTTP/2 only where h2 was selected. */
function spokenBehind({ kind, consumer }: GoServing, outcome: Outcome): 'h2' | 'http/1.1' {
  if (kind === 'credentials' || consumer !== 'http') return 'h2';
  return outcome.kind === 'selected' && outcome.protocol !== 'http/1.1' ? 'h2' : 'http/1.1';
}

/**
 * Whether the server closes the connection behind the handshake: TLS inside of TLS; or net/http, which does not speak the protocol that its
 * TLS listener has selected (server.go, `validNextProto`).
 */
function hangsUp({ kind, consumer, credentials, http2Disabled }: GoServing, outcome: Outcome): boolean {
  if (kind !== 'listener') return false;
  if (consumer !== 'http') {
    return credentials?.kind === 'tls' || credentials?.kind === 'alpn-disabled' || credentials?.kind === 'advancedtls';
  }
  if (outcome.kind !== 'selected' || outcome.protocol === 'http/1.1') return false;
  return outcome.protocol !== 'h2' || http2Disabled !== undefined;
}

/** Whether the server's own credentials look at what was selected. */
function isChecked({ kind, credentials }: GoServing): boolean {
  return kind === 'credentials' && credentials?.kind === 'tls';
}
