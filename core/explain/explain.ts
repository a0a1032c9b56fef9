import { ERROR_TEXTS, type ErrorText } from '../alpn/errorTexts.ts';
import type { Span } from '../text/span.ts';
import { placesIn, type FoundAddress } from './addresses.ts';
import { findTexts, type Match } from './find.ts';
import { isIpv4 } from './hostPort.ts';
import { recordAround } from './record.ts';
import { unfold, type Unfolded } from './unfold.ts';

/** What can be probed: `host:port`, and the server name to send where it is not the host. */
export interface ProbeSuggestion {
  readonly target: string;
  readonly sni?: string;
}

/** One known error in a text. */
export interface Explanation {
  readonly text: ErrorText;
  /** The versions of the product whose wordings were found; empty = any. */
  readonly versions: readonly string[];
  readonly occurrences: number;
  /** Where it stands in the text that was given, UTF-16; the first ones. */
  readonly spans: readonly Span[];
  /** What the text says of the connection, what was dialled first. */
  readonly addresses: readonly FoundAddress[];
  /** Names that stand there without a port. */
  readonly names: readonly string[];
  /** What to probe, most promising first. Never the far end of a connection that was accepted: nobody listens there. */
  readonly targets: readonly ProbeSuggestion[];
  /** What another text of the same paste says about this one. */
  readonly note?: string;
}

/** What was found in a text: what is about ALPN comes first. */
export interface Explained {
  readonly explanations: readonly Explanation[];
  /** In how many known texts was looked for. */
  readonly lookedFor: number;
}

const MOST_SPANS = 100;
const MOST_ADDRESSES = 20;
const MOST_TARGETS = 5;

/**
 * Explains every known error in a text: a message, a log, a terminal's screen. Takes time in proportion to its length, and never throws.
 */
export function explainError(text: string): Explained {
  const unfolded = unfold(text);
  const byId = new Map<string, Match[]>();
  for (const match of findTexts(unfolded.squashed)) {
    const known = byId.get(match.text.id);
    if (known === undefined) byId.set(match.text.id, [match]);
    else known.push(match);
  }
  const explanations = [...byId.values()].map((matches) => explanation(matches, unfolded, byId));
  return { explanations: explanations.sort(byWeight), lookedFor: ERROR_TEXTS.length };
}

const WEIGHTS = { yes: 0, possibly: 1, no: 2 } as const;

function byWeight(a: Explanation, b: Explanation): number {
  return WEIGHTS[a.text.alpn] - WEIGHTS[b.text.alpn] || (a.spans[0]?.start ?? 0) - (b.spans[0]?.start ?? 0);
}

function explanation(
  matches: readonly Match[],
  unfolded: Unfolded,
  all: ReadonlyMap<string, readonly Match[]>,
): Explanation {
  const [first] = matches;
  if (first === undefined) throw new Error('no match, no explanation');
  const { text } = first;
  const shown = matches.slice(0, MOST_SPANS);
  const places = shown.map(({ span }) => placesAround(span, text, unfolded));
  const addresses = merged(places.flatMap((it) => it.addresses)).sort(
    (a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role),
  );
  const note = noteOf(text, all);
  return {
    text,
    versions: distinct(
      matches.flatMap(({ wording }) => wording.versions ?? []),
      (it) => it,
    ),
    occurrences: matches.length,
    spans: shown.map(({ span }) => spanInText(span, unfolded)),
    addresses: addresses.slice(0, MOST_ADDRESSES),
    names: distinct(
      places.flatMap((it) => it.names),
      (it) => it,
    ).slice(0, MOST_ADDRESSES),
    targets: targetsOf(text, addresses).slice(0, MOST_TARGETS),
    ...(note !== undefined && { note }),
  };
}

const ROLES: readonly FoundAddress['role'][] = ['dialled', 'listener', 'mentioned', 'client', 'own', 'resolver'];

/** What tells most about an address, first: that nobody listens there counts for more than that it is mentioned. */
const TELLING: readonly FoundAddress['role'][] = ['dialled', 'listener', 'client', 'own', 'resolver', 'mentioned'];

/** Each address once: as what tells most about it, and with the name that was meant where one line has it. */
function merged(addresses: readonly FoundAddress[]): FoundAddress[] {
  const known = new Map<string, FoundAddress>();
  for (const it of addresses) {
    const before = known.get(it.address);
    const isBetter =
      before === undefined ||
      TELLING.indexOf(it.role) < TELLING.indexOf(before.role) ||
      (it.role === before.role && before.serverName === undefined && it.serverName !== undefined);
    if (isBetter) known.set(it.address, it);
  }
  return [...known.values()];
}

function placesAround(
  span: Span,
  text: ErrorText,
  { plain, squashed, inPlain }: Unfolded,
): ReturnType<typeof placesIn> {
  const record = recordAround(plain, { start: inPlain[span.start] ?? 0, end: (inPlain[span.end - 1] ?? 0) + 1 });
  const from = lowerBoundOf(inPlain, record.start);
  const piece = squashed.slice(from, lowerBoundOf(inPlain, record.end));
  return placesIn(piece, plain.slice(record.start, record.end), { printedBy: text.printedBy });
}

/** The first index whose value is not below this one. */
function lowerBoundOf(values: Uint32Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? value) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function spanInText({ start, end }: Span, { inPlain, inText }: Unfolded): Span {
  return { start: inText[inPlain[start] ?? 0] ?? 0, end: (inText[inPlain[end - 1] ?? 0] ?? 0) + 1 };
}

function targetsOf({ printedBy, product }: ErrorText, addresses: readonly FoundAddress[]): readonly ProbeSuggestion[] {
  const isAccepting = printedBy === 'accepts';
  const targets = addresses.flatMap(({ address, role, serverName, namedTarget, host }): ProbeSuggestion[] => {
    switch (role) {
      case 'dialled':
        return isAccepting
          ? []
          : [
              ...(namedTarget === undefined ? [] : [{ target: namedTarget }]),
              { target: address, ...(serverName !== undefined && { sni: serverName }) },
            ];
      case 'listener':
        return isAccepting && product === 'nginx' && !['0.0.0.0', '::', '*'].includes(host)
          ? [{ target: address }]
          : [];
      case 'mentioned':
        // In the log of a server it may be its client's, which is told by an IP address, and it may be one where the text does not say.
        return isAccepting || product === 'nginx' || (printedBy === undefined && isIp(host))
          ? []
          : [{ target: address }];
      case 'client':
      case 'own':
      case 'resolver':
        return [];
    }
  });
  return distinct(targets, ({ target, sni }) => `${target} ${sni ?? ''}`);
}

function isIp(host: string): boolean {
  return isIpv4(host) || host.includes(':');
}

/** Where the logs of both sides are in one text, they explain each other. */
function noteOf({ id }: ErrorText, all: ReadonlyMap<string, readonly Match[]>): string | undefined {
  if (id !== 'grpc-go-client-lost') return undefined;
  if (all.has('grpc-go-server-missing-alpn'))
    return 'The same text has the line of a server that refused a connection because nothing was offered to it: that is the likely reason.';
  if (all.has('grpc-go-server-not-tls'))
    return 'The same text has the line of a server that got no TLS: that is the likely reason.';
  return undefined;
}

function distinct<Value>(values: readonly Value[], key: (value: Value) => string): Value[] {
  const known = new Map<string, Value>();
  for (const value of values) if (!known.has(key(value))) known.set(key(value), value);
  return [...known.values()];
}
