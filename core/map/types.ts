import type { Band, CureId, DialerOffer, Offer, Outcome, ServerAlpn, Verdict } from '../alpn/index.ts';
import type { EdgeListener } from '../domains/edges.ts';
import type { GoModule, GrpcEvidenceLevel, Route, TlsMode } from '../domains/facts.ts';
import type { Location } from '../text/location.ts';

/** What one band of grpc-go gets on one leg. */
export interface MapVerdict {
  readonly side: 'client' | 'server';
  readonly grpcGo: Band;
  readonly result: Verdict['result'];
  readonly brokeAt: '1.67.0' | null;
  readonly error: string | null;
  readonly cures: readonly CureId[];
}

/** How sure it is that gRPC runs somewhere, and why. */
export interface MapEvidence {
  readonly evidence: GrpcEvidenceLevel;
  readonly because: readonly string[];
}

/** One way out of a listener, without its place. */
export interface DialFacts {
  readonly route: Pick<Route, 'match'> & {
    /** `target`: of a load balancer, gateway or ingress controller. */
    readonly kind: Route['kind'] | 'target';
    /** The variable that chooses, without its `$`. */
    readonly by: string | null;
  };
  /** As written. */
  readonly to: string;
  /** What its variables become; `null`: that is not known. */
  readonly resolved: string | null;
  readonly addresses: readonly string[];
  /** How it is spoken to in the words of the platform that declares it: `TCP`, `HTTP, GRPC`; `null`: it is none of these, or that is not known. */
  readonly protocol: string | null;
  /** The port of a target whose address is not known; `null`: it has none, or `addresses` tell. */
  readonly port: number | null;
  readonly tls: boolean;
  readonly speaks: 'h2' | 'http/1.1' | 'any';
  readonly offer: DialerOffer;
  /** Whether gRPC takes this way. */
  readonly grpc: MapEvidence;
  /** None where no TLS is opened. */
  readonly verdicts: readonly MapVerdict[];
}

/** One listener and all that is known about it, without its place and its ways out. */
export interface ListenerFacts {
  readonly source: 'nginx' | 'go' | EdgeListener['source'];
  /**
   * nginx: `stream` or `http`. Go: who takes the connection first: `grpc` (grpc-go), `http` (net/http), `tls` (a TLS listener in front of one of
   * them). Of what is declared: the product.
   */
  readonly module: 'stream' | 'http' | 'grpc' | 'tls' | EdgeModule;
  /** As its file calls it, where a platform runs it: `aws_lb_listener.grpc`; `null` of nginx and Go. */
  readonly name: string | null;
  /** Empty where the text does not tell it (Go), and of what a platform runs. */
  readonly address: string;
  /** `null` for unix sockets, where the text does not tell it (Go, what is declared), and of a NAT gateway. */
  readonly port: number | null;
  readonly serverNames: readonly string[];
  readonly default: boolean;
  readonly proxyProtocol: boolean;
  /** `unknown`: something else decides than the texts that declare it. */
  readonly tls: TlsMode | 'unknown';
  /** `null` where it does not apply, or is not known. */
  readonly http2: boolean | null;
  readonly alpn: ServerAlpn;
  readonly outcomes: readonly { readonly offer: Offer; readonly outcome: Outcome }[];
  readonly grpc: MapEvidence;
  readonly nginxVersion: { readonly value: string; readonly from: string } | null;
  /** The grpc-go that a server in Go is built with; `null`: it is nginx, or which one it is is not known. */
  readonly grpcGo: {
    readonly value: string;
    readonly from: string;
    readonly certainty: Exclude<ModuleFacts['certainty'], 'unknown'>;
  } | null;
  /** What else is worth knowing, each a sentence. */
  readonly remarks: readonly string[];
  /** None where no TLS is spoken. */
  readonly verdicts: readonly MapVerdict[];
}

/** The products of load balancers, gateways and ingress controllers. */
export type EdgeModule = 'nlb' | 'alb' | 'classic-elb' | 'nat-gateway' | 'ingress-nginx' | 'f5-nginx-ingress';

/** A place that opens connections by itself and not for a listener (a Go client), without its place and where it leads. */
export interface DialerFacts extends Pick<DialFacts, 'to' | 'addresses' | 'tls' | 'speaks' | 'offer' | 'grpc'> {
  readonly source: 'go';
  readonly module: 'grpc';
  readonly credentials:
    'tls' | 'alpn-disabled' | 'insecure' | 'advancedtls' | 'xds' | 'alts' | 'local' | 'own' | 'unknown';
  readonly grpcGo: ListenerFacts['grpcGo'];
  /** As a client, where it leads; of an offer without h2 that leads elsewhere, as the server behind. None where no TLS is opened. */
  readonly verdicts: readonly MapVerdict[];
}

/** A listener that a client may lead to, as much as tells it from others; `file`, `range` and `configuration` are the listener's. */
export type LeadFacts = Pick<ListenerFacts, 'source' | 'module' | 'name' | 'address' | 'port' | 'serverNames'>;

/** A module that uses grpc-go, without its place. */
export interface ModuleFacts {
  /** As `module` names it. */
  readonly path: string | null;
  /** The grpc-go that it selects: `v1.67.1`. */
  readonly grpcGo: string;
  readonly band: Band;
  readonly certainty: NonNullable<GoModule['grpc']>['certainty'];
}

/** How the core tells places. */
export interface AtLocation {
  readonly at: Location;
}

/** A listener that something leads to. `Place` and `File` as below. */
export type MapLead<Place, File> = Place & LeadFacts & { readonly configuration: File };

/**
 * A way out. `Place`: how a place is told; in the core `AtLocation`, on the command line a file and a range, over LSP a URI and a range.
 * `leadsTo`: the listeners of this workspace that it certainly means.
 */
export type MapDial<Place, File> = Place & DialFacts & { readonly leadsTo: readonly MapLead<Place, File>[] };

/** A listener. `File`: how the configuration that it belongs to is told. */
export type MapListener<Place, File> = Place &
  ListenerFacts & { readonly configuration: File; readonly dials: readonly MapDial<Place, File>[] };

/** A module that uses grpc-go: at the version that decides. */
export type MapModule<Place> = Place & ModuleFacts;

/** A client. `leadsTo`: the listeners of this workspace that its target may mean. */
export type MapDialer<Place, File> = Place &
  DialerFacts & {
    readonly configuration: File;
    readonly leadsTo: readonly MapLead<Place, File>[];
  };
