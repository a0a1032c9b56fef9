import type { Band } from '../alpn/index.ts';
import { printable } from '../text/printable.ts';
import { judgementText, TONE_SIGNS, TONES, type Tone } from './tones.ts';
import type { DialFacts, ListenerFacts } from './types.ts';
import {
  answerWords,
  judgementOf,
  judgementsOf,
  namesWords,
  offerWords,
  routeWords,
  socketWords,
  targetWords,
  tlsWords,
} from './words.ts';

/** What is drawn of a listener. `Configuration`: how its configuration is told. */
interface Drawn<Configuration> extends ListenerFacts {
  readonly configuration: Configuration;
  readonly dials: readonly DialFacts[];
}

/** Mermaid draws no more than 50,000 characters and 500 arrows unless it is configured to (its `maxTextSize` and `maxEdges`). */
const MOST = { characters: 45_000, arrows: 450 };

/** Of each line, and its end. */
const INDENT = 5;

/** What stands in a file may be long. */
const LONGEST = 60;

/** Longer than any words of our own. */
const LONGEST_WORDS = 200;

/** Colours that can be read on a light and on a dark page. */
const STYLES: Readonly<Record<Tone, string>> = {
  works: 'fill:#e6f4ea,stroke:#137333,color:#0b3d1c',
  fails: 'fill:#fce8e6,stroke:#b3261e,color:#5c120d,stroke-width:3px',
  depends: 'fill:#fef3d6,stroke:#9a6700,color:#4d3300,stroke-dasharray:6 3',
  unknown: 'fill:#e8eefc,stroke:#3b5bab,color:#1c2f5e,stroke-dasharray:2 3',
  silent: 'fill:#f1f1f1,stroke:#767676,color:#333333',
};

/**
 * The map as a Mermaid flowchart, which GitHub and others draw: client, listeners, routes and upstreams, with what is offered and selected.
 * What stands in a file is data in it, whatever it says.
 * @param nameOf the name of a configuration, as people write it
 * @param band whose verdicts give the colours; the words tell of every one
 */
export function mermaidOf<Configuration>(
  listeners: readonly Drawn<Configuration>[],
  nameOf: (configuration: Configuration) => string,
  band: Band = '>=1.70',
): string {
  const head = ['flowchart LR', ...TONES.map((tone) => `  classDef ${tone} ${STYLES[tone]}`)];
  if (listeners.length === 0) return `${[...head, '  nothing["no listener was found"]'].join('\n')}\n`;
  const groups = new Map<Configuration, string[]>();
  const arrows: string[] = [];
  const room = { ...MOST };
  let drawn = 0;
  for (const listener of listeners) {
    const { arrow, inside } = linesOf(listener, drawn, band);
    room.characters -= [arrow, ...inside].reduce((sum, line) => sum + line.length + INDENT, 0);
    room.arrows -= 1 + 2 * listener.dials.length;
    if (room.characters < 0 || room.arrows < 0) break;
    const group = groups.get(listener.configuration);
    if (group === undefined) groups.set(listener.configuration, [...inside]);
    else group.push(...inside);
    arrows.push(arrow);
    drawn++;
  }
  const more = listeners.length - drawn;
  const lines = [
    ...head,
    '  client(["grpc-go client"])',
    ...[...groups].flatMap(([configuration, its], index) => [
      `  subgraph configuration${index} [${quoted(nameOf(configuration))}]`,
      ...its.map((line) => `    ${line}`),
      '  end',
    ]),
    // Inside of a group they would draw the client into it.
    ...arrows.map((line) => `  ${line}`),
    ...(more > 0 ? [`  more["and ${more} more listener${more === 1 ? '' : 's'}"]`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The arrow from the client, and what stands in the group of the configuration. */
function linesOf<Configuration>(
  listener: Drawn<Configuration>,
  index: number,
  band: Band,
): { readonly arrow: string; readonly inside: readonly string[] } {
  const { dials, module, tls } = listener;
  const id = `l${index}`;
  const names = namesWords(listener, 2);
  const tone = judgementOf(listener, band)?.tone ?? 'silent';
  const title = `${socketWords(listener)}${names === '' ? '' : ` ${names}`}`;
  const label = quoted(title, `${module}, ${tlsWords(listener)}`, ...verdictLines(listener));
  const offered = tls === 'plain' ? '' : 'offers h2: ';
  const ways = dials.flatMap((dial, at) => {
    const leg = judgementOf(dial, band)?.tone ?? 'silent';
    const upstream = quoted(targetWords(dial, 2), ...verdictLines(dial));
    return [
      `${id} --> ${id}r${at}(${quoted(routeWords(dial))})`,
      `${id}r${at} -->|${quoted(offerWords(dial, listener))}| ${id}u${at}[${upstream}]:::${leg}`,
    ];
  });
  return {
    arrow: `client -->|${quoted(`${offered}${answerWords(listener)}`)}| ${id}`,
    inside: [`${id}[${label}]:::${tone}`, ...ways],
  };
}

/** Each with the sign of its own tone. */
function verdictLines(leg: Parameters<typeof judgementsOf>[0]): readonly string[] {
  return judgementsOf(leg).map(({ bands, judgement }) =>
    printable(`${TONE_SIGNS[judgement.tone]} ${bands}: ${judgementText(judgement)}`, LONGEST_WORDS),
  );
}

/** A label: what stands in a file, and lines of our own below. */
function quoted(text: string, ...lines: readonly string[]): string {
  return `"${[printable(text, LONGEST), ...lines].map(escaped).join('<br/>')}"`;
}

/**
 * Text as a part of a quoted label: what could be Mermaid's syntax, Markdown or HTML (a label is read as all three) becomes a character
 * reference as Mermaid writes it, `#35;`. A dot, a hyphen and the like inside a name stay, so that the source can be read.
 */
function escaped(text: string): string {
  // Mermaid's own placeholder for a reference begins with the ligature.
  const plain = text.replaceAll('ﬂ', 'fl');
  return plain.replace(/[^\p{L}\p{N} ]/gu, (character, offset: number) => {
    const [before, after] = [plain.charAt(offset - 1), plain.charAt(offset + character.length)];
    const isInside = isPlain(before) && isPlain(after);
    if (character === '/' || (isInside && (character === '-' || character === '_'))) return character;
    // Markdown makes a link of what begins with "www.".
    if (isInside && character === '.' && before !== 'w' && before !== 'W') return character;
    if (character === ',' || (character === ':' && (after === ' ' || /\d/.test(after)))) return character;
    return `#${character.codePointAt(0) ?? 0};`;
  });
}

function isPlain(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
