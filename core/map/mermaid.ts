import type { Band } from '../alpn/index.ts';
import { printable } from '../text/printable.ts';
import { judgementText, TONE_SIGNS, TONES, type Tone } from './tones.ts';
import type { DialerFacts, DialFacts, LeadFacts, ListenerFacts } from './types.ts';
import {
  answerWords,
  credentialsWords,
  dialerWords,
  hasNoEntry,
  judgementOf,
  judgementsOf,
  kindWords,
  namesWords,
  offerWords,
  routeWords,
  socketWords,
  targetWords,
} from './words.ts';

/** What is drawn of a listener. `Configuration`: how its configuration is told. */
interface Drawn<Configuration> extends ListenerFacts {
  readonly configuration: Configuration;
  readonly dials: readonly (DialFacts & { readonly leadsTo: readonly DrawnLead<Configuration>[] })[];
}

/** What is drawn of what something leads to. */
type DrawnLead<Configuration> = LeadFacts & { readonly configuration: Configuration };

/** What is drawn of a client. */
interface DrawnDialer<Configuration> extends DialerFacts {
  readonly configuration: Configuration;
  readonly leadsTo: readonly DrawnLead<Configuration>[];
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
 * The map as a Mermaid flowchart, which GitHub and others draw: clients, listeners, routes and upstreams, with what is offered and selected.
 * What stands in a file is data in it, whatever it says.
 * @param nameOf the name of a configuration, as people write it
 * @param band whose verdicts give the colours; the words tell of every one
 */
export function mermaidOf<Configuration>(
  map: { readonly listeners: readonly Drawn<Configuration>[]; readonly dialers: readonly DrawnDialer<Configuration>[] },
  nameOf: (configuration: Configuration) => string,
  band: Band = '>=1.70',
): string {
  const { listeners, dialers } = map;
  const head = ['flowchart LR', ...TONES.map((tone) => `  classDef ${tone} ${STYLES[tone]}`)];
  if (listeners.length + dialers.length === 0) return `${[...head, '  nothing["no listener was found"]'].join('\n')}\n`;
  const sheet = new Sheet<Configuration>();
  const ids = new Map<string, string>();
  let drawn = 0;
  for (const listener of listeners) {
    const id = `l${drawn}`;
    if (!sheet.take(listener.configuration, linesOf(listener, id, band), 1 + 2 * listener.dials.length)) break;
    const key = keyOf(listener, nameOf);
    if (!ids.has(key)) ids.set(key, id);
    drawn++;
  }
  const more = [moreOf(listeners.length - drawn, 'listener')];
  for (const [at, { dials }] of listeners.slice(0, drawn).entries()) {
    for (const [way, { leadsTo }] of dials.entries()) {
      const arrows = leadsTo.flatMap((it) => ids.get(keyOf(it, nameOf)) ?? []).map((id) => `l${at}u${way} -.-> ${id}`);
      if (arrows.length > 0) sheet.connect(arrows);
    }
  }
  drawn = 0;
  for (const dialer of dialers) {
    const leads = dialer.leadsTo.flatMap((it) => ids.get(keyOf(it, nameOf)) ?? []);
    if (!sheet.take(dialer.configuration, dialerLines(dialer, `d${drawn}`, band, leads), 1 + leads.length)) break;
    drawn++;
  }
  more.push(moreOf(dialers.length - drawn, 'client'));
  const lines = [
    ...head,
    ...(listeners.length > 0 ? ['  client(["grpc-go client"])'] : []),
    ...[...sheet.groups].flatMap(([configuration, its], index) => [
      `  subgraph configuration${index} [${quoted(nameOf(configuration))}]`,
      ...its.map((line) => `    ${line}`),
      '  end',
    ]),
    // Inside of a group they would draw the client into it.
    ...sheet.arrows.map((line) => `  ${line}`),
    ...more.flat(),
  ];
  return `${lines.join('\n')}\n`;
}

/** What is drawn so far, as long as Mermaid draws it. */
class Sheet<Configuration> {
  readonly groups = new Map<Configuration, string[]>();
  readonly arrows: string[] = [];
  readonly #room = { ...MOST };

  /** Takes lines in; `false`: there is no room for them. */
  take(configuration: Configuration, { arrows, inside }: Lines, count: number): boolean {
    this.#room.characters -= [...arrows, ...inside].reduce((sum, line) => sum + line.length + INDENT, 0);
    this.#room.arrows -= count;
    if (this.#room.characters < 0 || this.#room.arrows < 0) return false;
    const group = this.groups.get(configuration);
    if (group === undefined) this.groups.set(configuration, [...inside]);
    else group.push(...inside);
    this.arrows.push(...arrows);
    return true;
  }

  /** Takes in where ways out lead that are drawn, as far as there is room. */
  connect(arrows: readonly string[]): void {
    this.#room.characters -= arrows.reduce((sum, line) => sum + line.length + INDENT, 0);
    this.#room.arrows -= arrows.length;
    if (this.#room.characters >= 0 && this.#room.arrows >= 0) this.arrows.push(...arrows);
  }
}

/** The arrows, and what stands in the group of the configuration. */
interface Lines {
  readonly arrows: readonly string[];
  readonly inside: readonly string[];
}

function moreOf(count: number, name: string): readonly string[] {
  return count > 0 ? [`  more${name}["and ${count} more ${name}${count === 1 ? '' : 's'}"]`] : [];
}

/** What tells a listener from others. */
function keyOf<Configuration>(
  { configuration, name, address, port, serverNames }: DrawnLead<Configuration>,
  nameOf: (configuration: Configuration) => string,
): string {
  return JSON.stringify([nameOf(configuration), name, address, port, serverNames]);
}

function linesOf<Configuration>(listener: Drawn<Configuration>, id: string, band: Band): Lines {
  const { dials, tls } = listener;
  const names = namesWords(listener, 2);
  const tone = judgementOf(listener, band)?.tone ?? 'silent';
  const title = `${socketWords(listener)}${names === '' ? '' : ` ${names}`}`;
  const label = quoted(title, kindWords(listener), ...verdictLines(listener));
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
    // A NAT gateway takes no connections.
    arrows: hasNoEntry(listener) ? [] : [`client -->|${quoted(`${offered}${answerWords(listener)}`)}| ${id}`],
    inside: [`${id}[${label}]:::${tone}`, ...ways],
  };
}

/** @param leads the listeners that it leads to, as they are drawn; none: its target is drawn alone */
function dialerLines<Configuration>(
  dialer: DrawnDialer<Configuration>,
  id: string,
  band: Band,
  leads: readonly string[],
): Lines {
  const tone = judgementOf(dialer, band)?.tone ?? 'silent';
  const label = quoted(`client of ${dialerWords(dialer)}`, credentialsWords(dialer), ...verdictLines(dialer));
  const arrow = `-->|${quoted(offerWords(dialer))}|`;
  const alone = leads.length === 0 ? [`${id} ${arrow} ${id}u[${quoted(dialerWords(dialer))}]`] : [];
  return {
    arrows: [...alone, ...leads.map((lead) => `${id} ${arrow} ${lead}`)],
    inside: [`${id}([${label}]):::${tone}`],
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
