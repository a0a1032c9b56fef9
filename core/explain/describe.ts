import { ERROR_TEXTS, type ErrorText } from '../alpn/errorTexts.ts';
import type { AddressRole, FoundAddress } from './addresses.ts';
import type { Explained, Explanation, ProbeSuggestion } from './explain.ts';
import { unfold } from './unfold.ts';

/** What is told of one known error. Sentences have back quotes around what is to be read letter by letter, and no other markup. */
export interface Description {
  readonly title: string;
  /** The text as it was found, on one line, without colours and escapes. It is not ours. */
  readonly quote: string;
  /** `grpc-go 1.70 and newer, the side that opens the connection` */
  readonly printedBy: string;
  /** Headed paragraphs, most important first. */
  readonly paragraphs: readonly { readonly heading: string; readonly words: string }[];
  readonly steps: readonly string[];
  /** Addresses and names of the text, which are not ours, what they are, and the name that was meant. */
  readonly places: readonly { readonly address: string; readonly words: string; readonly meant?: string }[];
  readonly targets: readonly ProbeSuggestion[];
}

/** Puts explanations into words. */
export function describe({ explanations }: Explained, text: string): readonly Description[] {
  return explanations.map((it) => description(it, text));
}

function description(explanation: Explanation, whole: string): Description {
  const { text, spans, note, addresses, names, targets } = explanation;
  const [first] = spans;
  return {
    title: text.title,
    quote: first === undefined ? '' : unfold(whole.slice(first.start, first.end)).plain.replace(/\s+/g, ' '),
    printedBy: printedByWords(explanation),
    paragraphs: [
      { heading: 'What it means', words: note === undefined ? text.means : `${text.means} ${note}` },
      { heading: 'Whose fault', words: text.faultWords },
      ...(text.since === undefined ? [] : [{ heading: 'Since when', words: text.since }]),
      { heading: 'ALPN', words: alpnWords(text) },
    ],
    steps: text.steps,
    places: [
      ...addresses.map(place),
      ...names.map((name) => ({ address: name, words: 'a name in the text, without a port' })),
    ],
    targets,
  };
}

const SIDES = { opens: 'the side that opens the connection', accepts: 'the side that accepts it' } as const;

function printedByWords({ text, versions, occurrences }: Explanation): string {
  const who = versions.length === 0 ? text.product : `${text.product} ${versions.join('; ')}`;
  const side = text.printedBy === undefined ? 'either side' : SIDES[text.printedBy];
  return `${who}, ${side}${occurrences === 1 ? '' : `; ${occurrences} times in this text`}`;
}

const CLASSES = {
  A: 'selects `h2`',
  B: 'selects no protocol (class B)',
  C: 'refuses an offer of `h2` (class C)',
  D: 'selects what was not offered (class D)',
} as const;

const STOPGAPS: Readonly<Record<ErrorText['stopgaps'], string>> = {
  helps: 'Stopgaps of grpc-go help for the time being.',
  useless: 'Stopgaps of grpc-go do not help.',
  missing: 'This is not grpc-go: its stopgaps are not there.',
  open: 'Whether stopgaps of grpc-go help depends on the cause.',
};

function alpnWords({ alpn, class: found, stopgaps }: ErrorText): string {
  const about = { yes: 'It is about ALPN', possibly: 'It may be about ALPN', no: 'It is not about ALPN' }[alpn];
  const suggests =
    found === undefined ? '' : `: the side that accepts TLS ${alpn === 'yes' ? '' : 'perhaps '}${CLASSES[found]}`;
  return `${about}${suggests}. ${STOPGAPS[stopgaps]}`;
}

const ROLES: Readonly<Record<AddressRole, string>> = {
  dialled: 'what the connection was opened to',
  listener: 'where the connection was accepted',
  client: 'where the connection came from: its port is another one every time, nobody listens there',
  own: 'the own end of the connection',
  resolver: 'the DNS server that was asked',
  mentioned: 'stands in the text near it',
};

function place({ address, role, namedTarget, serverName }: FoundAddress): Description['places'][number] {
  const meant = namedTarget ?? serverName;
  return { address, words: ROLES[role], ...(meant !== undefined && { meant }) };
}

/** What is known, for somebody whose text was not: each product with its texts, letter by letter. */
export function knownTexts(): readonly { readonly product: string; readonly texts: readonly string[] }[] {
  const products = [...new Set(ERROR_TEXTS.map(({ product }) => product))];
  return products.map((product) => ({
    product,
    texts: [...new Set(ERROR_TEXTS.filter((it) => it.product === product).map(({ wordings }) => shortest(wordings)))],
  }));
}

function shortest(wordings: ErrorText['wordings']): string {
  const texts = wordings.map(({ parts }) => parts.map((it) => it.trim()).join(' … '));
  return texts.reduce((best, it) => (it.length < best.length ? it : best));
}
