import type { GrpcGoBehaviour } from '../../core/alpn/index.ts';
import type { Comparison, WorkspaceContext } from '../../core/observation/types.ts';
import type {
  AddressGroupView,
  FactView,
  ReportView,
  TargetView,
  Verdicted,
  ViewTone,
  Words,
} from '../../core/observation/view.ts';
import { stopsOf } from './caveats.ts';
import { foundWords, quoted } from './phrases.ts';
import type { AddressReport, HandshakeReport, ProbeReport, TargetReport } from '../report.ts';
import { clientOf, clientsOf, sinceOf } from './viewClients.ts';
import { curesOf } from './viewCures.ts';
import { evidenceOf } from './viewEvidence.ts';
import { matrixOf } from './viewMatrix.ts';
import { verdictOf } from './viewVerdict.ts';
import { modulesOf } from './viewModules.ts';
import { comparisonsOf, curesOfPredictions, Places } from './viewWorkspace.ts';

/** An address whose handshakes are not all made. */
export interface UnfinishedAddress {
  readonly address: string;
  readonly handshakes: readonly HandshakeReport[];
}

/** What a view is made of. Lists stand in the order of the report's targets. */
export interface ViewInput<Place> {
  readonly report: ProbeReport;
  /** What the workspace says of the targets; left out: nothing. */
  readonly contexts?: readonly WorkspaceContext<Place>[] | undefined;
  /** Its predictions beside what was seen. */
  readonly comparisons?: readonly (readonly Comparison<Place>[])[] | undefined;
  /** A place as people write it. */
  readonly wordsOf?: ((place: Place) => string) | undefined;
  /** Clients of single versions of grpc-go, to be told of beside the bands. */
  readonly clients?: readonly GrpcGoBehaviour[] | undefined;
  /** Default `done`. */
  readonly state?: ReportView['state'] | undefined;
  /** Of a probe that runs or was cancelled: what is missing of each target. `null` = its name is not resolved. */
  readonly unfinished?: readonly (readonly UnfinishedAddress[] | null)[] | undefined;
}

/** What is told of a report. `places`: those that the view names by number. */
export function viewOf<Place>(input: ViewInput<Place>): {
  readonly view: ReportView;
  readonly places: readonly Place[];
} {
  const { report, state = 'done' } = input;
  const places = new Places<Place>(input.wordsOf ?? (() => ''));
  const targets = report.targets.map((target, at) => targetView(target, at, input, places));
  return {
    view: {
      state,
      summary: targets.length < 2 ? null : summaryOf(targets),
      targets,
      notes: report.notes.map(quoted),
      foot: footOf(report),
    },
    places: places.all,
  };
}

function targetView<Place>(
  report: TargetReport,
  at: number,
  { contexts, comparisons, clients = [], state = 'done', unfinished }: ViewInput<Place>,
  places: Places<Place>,
): TargetView {
  const { target, sni, addresses, notes } = report;
  const open = unfinished?.[at];
  const isFinished = open === undefined || (open !== null && open.length === 0);
  const context = contexts?.[at] ?? { predictions: [], modules: [] };
  const isKnown = addresses.length > 0;
  return {
    target,
    sni,
    state: isFinished ? 'done' : state,
    verdict: isFinished ? verdictOf(addresses) : openVerdict(report, open, state),
    groups: [...groupsOf(addresses, clients), ...(open ?? []).map((it) => openGroup(it, state))],
    modules: isKnown ? modulesOf(context, addresses, places) : [],
    cures: curesOf(addresses, curesOfPredictions(context.predictions, comparisons?.[at] ?? [], places)),
    comparisons: isKnown ? comparisonsOf(comparisons?.[at] ?? [], addresses, places) : [],
    notes: notes.map(quoted),
  };
}

/** The verdict while addresses are missing: what is known so far is told by address. */
function openVerdict(
  { addresses }: TargetReport,
  open: readonly UnfinishedAddress[] | null,
  state: ReportView['state'],
): Verdicted {
  if (open === null)
    return {
      tone: 'unknown',
      words: [state === 'running' ? 'Looking up the name …' : 'Cancelled before the name was resolved'],
    };
  const all = addresses.length + open.length;
  const so = `${addresses.length} of ${all} address${all === 1 ? '' : 'es'} done`;
  return { tone: 'unknown', words: [state === 'running' ? `Probing …: ${so}` : `Cancelled: ${so}`] };
}

/** Addresses that came to the same are one group. */
function groupsOf(
  addresses: readonly AddressReport[],
  clients: readonly GrpcGoBehaviour[],
): readonly AddressGroupView[] {
  const groups = new Map<string, [AddressReport, ...AddressReport[]]>();
  for (const address of addresses) {
    const key = keyOf(address);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [address]);
    else group.push(address);
  }
  return [...groups.values()].map((group) => groupView(group, addresses.length, clients));
}

/** All that makes up an address but its name, its times, its certificate, unless that stops clients, and the words of errors. */
function keyOf({
  class: found,
  outcome,
  handshakes,
  tls,
  clientCertificate,
  certificate,
  http2,
  verdicts,
  notes,
}: AddressReport): string {
  const made = handshakes.map((it) => [it.offer, it.tlsOffered, it.tlsNegotiated, it.outcome]);
  const stops = stopsOf({ clientCertificate, certificate });
  return JSON.stringify([found, outcome, made, tls.accepts, clientCertificate, stops, http2, verdicts, notes]);
}

function groupView(
  group: readonly [AddressReport, ...AddressReport[]],
  all: number,
  clients: readonly GrpcGoBehaviour[],
): AddressGroupView {
  const [first] = group;
  return {
    addresses: group.map(({ address }) => address),
    share: all === group.length ? null : `${group.length} of ${all} addresses`,
    state: 'done',
    tone: verdictOf([first]).tone,
    found: foundWords(first),
    clients: [...clientsOf(first), ...clients.map((it) => clientOf(first, it))].filter(
      ({ tone }) => tone !== 'unknown',
    ),
    since: sinceOf(first),
    matrix: first.handshakes.some(({ tlsNegotiated, outcome }) => tlsNegotiated !== null || outcome.kind !== 'unknown')
      ? matrixOf(group.map(({ handshakes }) => handshakes))
      : null,
    evidence: evidenceOf(group),
    notes: [...first.notes, ...inspectionsOf(group)].map(quoted),
    raw: rawOf(group.flatMap(({ handshakes }) => handshakes)),
  };
}

function inspectionsOf(addresses: readonly AddressReport[]): readonly string[] {
  return [...new Set(addresses.flatMap(({ inspection }) => inspection?.text ?? []))];
}

function openGroup({ address, handshakes }: UnfinishedAddress, state: ReportView['state']): AddressGroupView {
  return {
    addresses: [address],
    share: null,
    state: 'running',
    tone: 'unknown',
    found: [state === 'running' ? 'is being probed' : 'was not probed to the end'],
    clients: [],
    since: null,
    matrix: matrixOf([handshakes]),
    evidence: [],
    notes: [],
    raw: rawOf(handshakes),
  };
}

function rawOf(handshakes: readonly HandshakeReport[]): readonly string[] {
  const told = handshakes.flatMap(({ error }) =>
    error === null
      ? []
      : error.code === null || error.message.includes(error.code)
        ? [error.message]
        : [`${error.code}: ${error.message}`],
  );
  return [...new Set(told)];
}

const COUNTED: Readonly<Record<ViewTone, readonly [one: string, many: string]>> = {
  fails: ['fails', 'fail'],
  depends: ['depends', 'depend'],
  unknown: ['cannot be told', 'cannot be told'],
  works: ['works', 'work'],
};

function summaryOf(targets: readonly TargetView[]): Words {
  const counts = (['fails', 'depends', 'unknown', 'works'] as const).flatMap((tone) => {
    const count = targets.filter(({ verdict }) => verdict.tone === tone).length;
    return count === 0 ? [] : [`${count} ${COUNTED[tone][count === 1 ? 0 : 1]}`];
  });
  return [`${targets.length} endpoints: ${counts.join(', ')}`];
}

function footOf({ engine, machine, started }: ProbeReport): readonly FactView[] {
  const kind = machine.kind === null ? '' : `, ${machine.kind}`;
  return [
    { name: 'Probed from', words: [{ text: machine.host }, kind] },
    { name: 'with', words: [{ text: engine }] },
    { name: 'at', words: [`${started.slice(0, 19).replace('T', ' ')} UTC`] },
  ];
}
