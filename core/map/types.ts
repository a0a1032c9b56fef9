import type { Band, CureId, DialerOffer, Offer, Outcome, ServerAlpn, Verdict } from '../alpn/index.ts';
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
  readonly route: Pick<Route, 'kind' | 'match'> & {
    /** The variable that chooses, without its `$`. */
    readonly by: string | null;
  };
  /** As written. */
  readonly to: string;
  /** What its variables become; `null`: that is not known. */
  readonly resolved: string | null;
  readonly addresses: readonly string[];
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
  readonly source: 'nginx';
  readonly module: 'stream' | 'http';
  readonly address: string;
  /** `null` for unix sockets. */
  readonly port: number | null;
  readonly serverNames: readonly string[];
  readonly default: boolean;
  readonly proxyProtocol: boolean;
  readonly tls: TlsMode;
  /** `null` where it does not apply. */
  readonly http2: boolean | null;
  readonly alpn: ServerAlpn;
  readonly outcomes: readonly { readonly offer: Offer; readonly outcome: Outcome }[];
  readonly grpc: MapEvidence;
  readonly nginxVersion: { readonly value: string; readonly from: string } | null;
  /** None where no TLS is spoken. */
  readonly verdicts: readonly MapVerdict[];
}

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

/** A way out. `Place`: how a place is told; in the core `AtLocation`, on the command line a file and a range, over LSP a URI and a range. */
export type MapDial<Place> = Place & DialFacts;

/** A listener. `File`: how the configuration that it belongs to is told. */
export type MapListener<Place, File> = Place &
  ListenerFacts & { readonly configuration: File; readonly dials: readonly MapDial<Place>[] };

/** A module that uses grpc-go: at the version that decides. */
export type MapModule<Place> = Place & ModuleFacts;
