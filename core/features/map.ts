import {
  BANDS,
  bandBehaviour,
  negotiate,
  type Band,
  type CureId,
  type DialerOffer,
  type GrpcGoBehaviour,
  type Offer,
  type Outcome,
  type ServerAlpn,
  type Verdict,
} from '../alpn/index.ts';
import type { GrpcEvidenceLevel, Route, TlsMode } from '../domains/facts.ts';
import { formatNginxVersion } from '../domains/nginxVersion.ts';
import type { Dial, Project, ProjectListener } from '../project/project.ts';
import { clientVerdict, serverVerdict } from '../project/verdict.ts';
import type { FilePath } from '../text/filePath.ts';
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

/** One way out of a listener. */
export interface MapDial {
  readonly route: Pick<Route, 'kind' | 'match'>;
  /** As written. */
  readonly to: string;
  readonly addresses: readonly string[];
  readonly tls: boolean;
  readonly offer: DialerOffer;
  readonly at: Location;
  readonly verdicts: readonly MapVerdict[];
}

/** One listener and all that is known about it: plain data, the JSON of `grpc-alpn map` but for the places. */
export interface MapListener {
  readonly source: 'nginx';
  readonly configuration: FilePath;
  readonly module: 'stream' | 'http';
  readonly at: Location;
  readonly address: string;
  readonly port: number | null;
  readonly serverNames: readonly string[];
  readonly default: boolean;
  readonly tls: TlsMode;
  readonly http2: boolean | null;
  readonly alpn: ServerAlpn;
  readonly outcomes: readonly { readonly offer: Offer; readonly outcome: Outcome }[];
  readonly grpc: { readonly evidence: GrpcEvidenceLevel; readonly because: readonly string[] };
  readonly nginxVersion: { readonly value: string; readonly from: string } | null;
  readonly verdicts: readonly MapVerdict[];
  readonly dials: readonly MapDial[];
}

/** The offers that the map tells about. */
const OFFERS: readonly Offer[] = [['h2'], ['h2', 'http/1.1'], ['http/1.1'], []];

/** All listeners of a project, what they do with each offer, where they lead, and what each grpc-go gets. */
export function mapOf(project: Project): readonly MapListener[] {
  return project.listeners.map((listener) => ({
    source: listener.source,
    configuration: listener.configuration,
    module: listener.module,
    at: listener.at,
    address: listener.address,
    port: listener.port ?? null,
    serverNames: listener.serverNames,
    default: listener.isDefault,
    tls: listener.tls,
    http2: listener.http2 ?? null,
    alpn: listener.alpn,
    outcomes: OFFERS.map((offer) => ({ offer, outcome: negotiate(offer, listener.alpn) })),
    grpc: { evidence: listener.grpc.grpc, because: listener.grpc.because },
    nginxVersion:
      listener.nginxVersion === undefined
        ? null
        : { value: formatNginxVersion(listener.nginxVersion.value), from: listener.nginxVersion.from },
    verdicts: verdicts('client', (behaviour) => clientVerdict(project, listener, behaviour)),
    dials: listener.dials().map((dial) => mapDial(listener, dial)),
  }));
}

function mapDial(listener: ProjectListener, dial: Dial): MapDial {
  const { route, dialer, offer } = dial;
  return {
    route: { kind: route.kind, match: route.match },
    to: dialer.to,
    addresses: dialer.addresses,
    tls: dialer.tls,
    offer,
    at: dialer.at,
    verdicts: verdicts('server', (behaviour) => serverVerdict(listener, dial, behaviour)),
  };
}

function verdicts(
  side: MapVerdict['side'],
  verdictOf: (behaviour: GrpcGoBehaviour) => Verdict | undefined,
): readonly MapVerdict[] {
  return BANDS.flatMap((band) => {
    const verdict = verdictOf(bandBehaviour(band));
    if (verdict === undefined) return [];
    const { result, brokeAt = null, error = null, cures } = verdict;
    return [{ side, grpcGo: band, result, brokeAt, error, cures }];
  });
}
