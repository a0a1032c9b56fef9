import type { GoVersion, Verdict } from '../../alpn/index.ts';
import type { GrpcEvidence } from '../../domains/facts.ts';
import type { GoDialing, GoOwnCredentials, GoServing } from '../../domains/goSource/facts.ts';
import type { ProjectEdge } from '../../project/edges.ts';
import type { Dial, Project, ProjectListener } from '../../project/project.ts';
import type { FilePath } from '../../text/filePath.ts';
import type { Location } from '../../text/location.ts';

/**
 * What becomes of a hop. `broken`: today's grpc-go refuses it already. `other-end`: it is refused as soon as the other end, of which nothing
 * says that it is raised here, has 1.67.0 or newer. `never`: it has never worked. `mends`: it is the upgrade that mends it.
 */
export type Fate = 'breaks' | 'broken' | 'other-end' | 'never' | 'mends' | 'works' | 'unknown';

/** What a hop is: where nginx, Go or what a platform runs takes connections, or nginx or Go opens them. */
export type HopKind =
  | { readonly kind: 'nginx-listener'; readonly listener: ProjectListener }
  | { readonly kind: 'nginx-dialer'; readonly listener: ProjectListener; readonly dial: Dial }
  | { readonly kind: 'edge'; readonly edge: ProjectEdge }
  | { readonly kind: 'go-server'; readonly serving: GoServing }
  | { readonly kind: 'go-client'; readonly dialing: GoDialing }
  | { readonly kind: 'go-handshake'; readonly own: GoOwnCredentials };

/** One connection that is judged, at the place that decides. */
export interface UpgradeHop {
  readonly what: HopKind;
  readonly at: Location;
  readonly fate: Fate;
  /** After the upgrade. */
  readonly verdict: Verdict;
  /** Which end of this connection has to refuse it: grpc-go as the client of the hop, or as the server behind it. */
  readonly refusedBy: 'client' | 'server';
  /** `undefined`: it is Go code that serves or dials gRPC. */
  readonly grpc: GrpcEvidence | undefined;
  /** The clients in Go that lead there. */
  readonly dialers: readonly Location[];
}

/** A client in Go of whose peer nothing is known. */
export interface UnseenTarget {
  readonly at: Location;
  /** `host:port`; `undefined`: it does not stand in the text, or another resolver finds the peer. */
  readonly target: string | undefined;
}

/** The project before and after. */
export interface Upgrade {
  readonly today: Project;
  readonly then: Project;
  readonly version: GoVersion;
  /** The go.mod of the modules that are raised. */
  readonly raised: ReadonlySet<FilePath>;
  /** Whether other modules of the folder stay as they are: what only they meet does not count. */
  readonly isOnly: boolean;
}

/** What becomes of a hop that was judged before and after. */
export function fateOf(before: Verdict, after: Verdict): Fate {
  switch (after.result) {
    case 'works':
      return before.result === 'fails' ? 'mends' : 'works';
    case 'fails':
      return after.brokeAt === undefined ? 'never' : before.result === 'fails' ? 'broken' : 'breaks';
    case 'depends':
    case 'unknown':
      return 'unknown';
  }
}

/** The same where nothing says that the end which would refuse is raised. */
export function fateAtOtherEnd(before: Verdict, after: Verdict): Fate {
  const fate = fateOf(before, after);
  return fate === 'breaks' || fate === 'broken' ? 'other-end' : fate;
}

/** Whether a hop lacks ALPN: it works with a grpc-go below 1.67.0 at the end that would refuse, and with no newer one. */
export function lacksAlpn(fate: Fate): boolean {
  return fate === 'breaks' || fate === 'broken' || fate === 'other-end';
}
