import pLimit from 'p-limit';
import { clientCertificateOf } from './classify.ts';
import { conclude } from './conclude.ts';
import { Conversation, type AddressOptions, type Cell } from './conversation.ts';
import { differencesOf } from './differences.ts';
import { contradicts, isLost, isRefusedForTls } from './doubts.ts';
import type { Observation } from '../wire/handshake.ts';
import { identify } from '../peer/identify.ts';
import { notesOf } from './notes.ts';
import { handshakeReport, verdictsOf, type AddressReport } from '../report.ts';
import { banner } from '../wire/speaks.ts';
import { tlsFactsOf } from './tlsFacts.ts';
import { settled } from '../settled.ts';

/** The handshakes with every address that answers in TLS, in this order; the first is the one that grpc-go makes. */
export const MATRIX: readonly [Cell, ...Cell[]] = [
  { offer: ['h2'], tls: '1.3' },
  { offer: ['h2'], tls: '1.2' },
  { offer: ['h2', 'http/1.1'], tls: '1.3' },
  { offer: ['h2', 'http/1.1'], tls: '1.2' },
  { offer: [], tls: '1.3' },
  { offer: [], tls: '1.2' },
];

/** How many handshakes an address has to answer at the same time. */
const AT_ONCE = 3;

/** A first handshake that takes so much of the time leaves none for two rounds of others: all are made at once. */
const SLOW_SHARE = 0.25;

/** How often grpc-go's handshake is repeated where the answers contradict one another. */
const REPEATS = 3;

/**
 * Probes one address. The first handshake, grpc-go's, goes alone: where nobody answers, or no TLS is spoken, it remains the only one. The
 * others tell what it leaves open and what else a client would get. Rejects only with the signal's reason.
 */
export async function probeAddress(options: AddressOptions): Promise<AddressReport> {
  const talk = new Conversation(options);
  const [grpcGo, ...others] = MATRIX;
  const leading = talk.lead(grpcGo, options.http2 ? 'ask' : 'listen');
  const early = await leading.shaken();
  // A handshake that is still listened to is finished: that much is known of it.
  const goesOn = early === undefined || answersInTls(early);
  const lanes = pLimit(Math.min(options.connections, talk.used() > SLOW_SHARE ? others.length : AT_ONCE));
  const following = goesOn ? others.map((cell) => lanes(() => talk.shake(cell))) : [];
  const made = await settled([leading.done, ...following]);
  const matrix = await oneByOne(made, talk);
  const wider = isRefusedForTls(matrix) ? [await talk.shake({ ...grpcGo, tls: 'anything' })] : [];
  const again = contradicts(matrix) ? await repeat(grpcGo, talk) : [];

  const [first] = matrix;
  const finding = conclude(matrix, again);
  const http2 = matrix.find((observation) => observation.http2 !== null)?.http2 ?? null;
  const { address, hasCertificate } = options;
  const { class: found, outcome } = finding;
  const clientCertificate = clientCertificateOf([...matrix, ...again], hasCertificate);
  const tls = tlsFactsOf(matrix, wider[0]);
  return {
    address,
    class: found,
    outcome,
    handshakes: [...matrix, ...wider, ...again].map(handshakeReport),
    tls,
    clientCertificate,
    http2,
    ...identify([...matrix, ...again, ...wider], { class: found, outcome, http2 }, options),
    ...verdictsOf({ class: found, outcome, clientCertificate, http2, tls }, finding.decisive),
    banner: first.heard.kind === 'other' ? (banner(first.heard.head) ?? null) : null,
    notes: [
      ...finding.notes,
      ...notesOf(finding, hasCertificate, clientCertificate),
      ...differencesOf(matrix),
      ...(matrix.some((it) => !made.includes(it)) ? [SHY] : []),
    ],
  };
}

const SHY =
  'Of handshakes at the same time, some were broken off; one at a time, they were answered: connections seem to be limited.';

type Made = readonly [Observation, ...Observation[]];

/** Whether there is somebody at the address who speaks TLS, or may. */
function answersInTls({ end, heard }: Observation): boolean {
  return end !== 'unreached' && heard.kind !== 'other';
}

/**
 * A server may refuse connections that come at the same time: where the first was answered, what was lost is tried once more, one at a time,
 * as long as that helps.
 */
async function oneByOne(made: Made, talk: Conversation): Promise<Made> {
  const [first, ...rest] = made;
  if (isLost(first)) return made;
  for (const [at, it] of rest.entries()) {
    if (!isLost(it) || talk.used() >= 1) continue;
    const again = await talk.shake({ offer: it.offer, tls: it.tls });
    if (isLost(again)) break;
    rest[at] = again;
  }
  return [first, ...rest];
}

async function repeat(cell: Cell, talk: Conversation): Promise<readonly Observation[]> {
  const made: Observation[] = [];
  while (made.length < REPEATS && talk.used() < 1) made.push(await talk.shake(cell));
  return made;
}
