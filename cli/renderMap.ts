import type { PositionRange } from '../core/text/lineIndex.ts';
import { printable } from '../core/text/printable.ts';
import { judgementText, TONE_SIGNS, type Judgement, type Tone } from '../core/map/tones.ts';
import type { MapDialer, MapListener, MapModule } from '../core/map/types.ts';
import {
  answerWords,
  credentialsWords,
  dialerWords,
  hasNoEntry,
  judgementsOf,
  kindWords,
  leadWords,
  namesWords,
  offerWords,
  routeWords,
  socketWords,
  targetWords,
  versionWords,
} from '../core/map/words.ts';
import { painter, type Terminal } from './terminal.ts';

/** How the command line tells a place. */
export interface PlaceInFile {
  readonly file: string;
  readonly range: PositionRange;
}

/** A map as the command line prints it. */
export interface PrintedMap {
  readonly modules: readonly MapModule<PlaceInFile>[];
  readonly listeners: readonly MapListener<PlaceInFile, string>[];
  readonly dialers: readonly MapDialer<PlaceInFile, string>[];
}

type Listener = PrintedMap['listeners'][number];
type Dialer = PrintedMap['dialers'][number];

const COLOUR = {
  works: 'green',
  fails: 'red',
  depends: 'yellow',
  unknown: 'blue',
  silent: 'dim',
} as const satisfies Readonly<Record<Tone, string>>;

/** What stands in a file may be long. */
const LONGEST = 500;

type Paint = ReturnType<typeof painter>;

/** The map as text: for each configuration its listeners, a paragraph each, with their ways out; and the clients. */
export function renderMap({ modules, listeners, dialers }: PrintedMap, terminal: Pick<Terminal, 'colours'>): string {
  const paint = painter(terminal.colours);
  const configurations = new Map<string, { readonly version: string; readonly paragraphs: string[] }>();
  const add = (of: Listener | Dialer, paragraph: string): void => {
    const known = configurations.get(of.configuration);
    if (known === undefined)
      configurations.set(of.configuration, { version: versionWords(of), paragraphs: [paragraph] });
    else known.paragraphs.push(paragraph);
  };
  for (const it of listeners) add(it, listenerParagraph(it, paint));
  for (const it of dialers) add(it, dialerParagraph(it, paint));
  const paragraphs = [
    ...(modules.length === 0 ? [] : [modules.map((it) => moduleLine(it, paint)).join('')]),
    ...[...configurations].flatMap(([configuration, its]) => [
      `${paint('bold', printable(configuration, LONGEST))}: ${printable(its.version, LONGEST)}\n`,
      ...its.paragraphs,
    ]),
    `${counted(listeners.length, 'listener')}${dialers.length === 0 ? '' : `, ${counted(dialers.length, 'client')}`}\n`,
  ];
  return paragraphs.join('\n');
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

function moduleLine({ path, grpcGo, certainty, ...place }: MapModule<PlaceInFile>, paint: Paint): string {
  const words = { exact: '', 'at-least': ' or newer', unknown: ', replaced: not known', stated: ', stated' }[certainty];
  return `${paint('bold', printable(path ?? 'a module without a name', LONGEST))} builds with grpc-go ${printable(grpcGo)}${words} ${paint('dim', placeWords(place))}\n`;
}

function listenerParagraph(listener: Listener, paint: Paint): string {
  const { grpc, dials, tls } = listener;
  const names = namesWords(listener);
  const lines = [
    `  ${paint('bold', printable(socketWords(listener)))} (${kindWords(listener)})${names === '' ? '' : ` for ${printable(names, LONGEST)}`} ${paint('dim', placeWords(listener))}`,
    `    ${tls === 'plain' || hasNoEntry(listener) ? '' : 'offered h2: '}${printable(answerWords(listener), LONGEST)}`,
    ...judgementsOf(listener).map(({ bands, judgement }) =>
      verdictLine(`${bands} as client`, judgement, paint, '    '),
    ),
    `    gRPC: ${grpc.evidence} (${printable(grpc.because.join('; '), LONGEST)})`,
    ...listener.remarks.map((it) => `    ${printable(it, LONGEST)}`),
    ...dials.flatMap((dial) => dialLines(listener, dial, paint)),
  ];
  return `${lines.join('\n')}\n`;
}

function dialerParagraph(dialer: Dialer, paint: Paint): string {
  const lines = [
    `  client of ${paint('bold', printable(dialerWords(dialer), LONGEST))} (${credentialsWords(dialer)}) ${paint('dim', placeWords(dialer))}`,
    `    ${printable(offerWords(dialer), LONGEST)}`,
    ...judgementsOf(dialer).map(({ bands, judgement }) =>
      verdictLine(`${bands} as ${dialer.verdicts[0]?.side ?? 'client'}`, judgement, paint, '    '),
    ),
    ...leadLines(dialer, paint, '    ', 'or'),
  ];
  return `${lines.join('\n')}\n`;
}

/** @param others how the second one and more are told: of several listeners that a client may mean, it reaches one */
function leadLines(
  { leadsTo }: Pick<Dialer, 'leadsTo'>,
  paint: Paint,
  indent: string,
  others: '->' | 'or' = '->',
): readonly string[] {
  return leadsTo.map(
    (it, index) =>
      `${indent}${paint('cyan', index === 0 ? '->' : others)} ${printable(leadWords(it), LONGEST)} ${paint('dim', placeWords(it))}`,
  );
}

function dialLines(listener: Listener, dial: Listener['dials'][number], paint: Paint): readonly string[] {
  return [
    `    ${printable(routeWords(dial), LONGEST)} ${paint('cyan', '->')} ${printable(targetWords(dial), LONGEST)}: ${printable(offerWords(dial, listener), LONGEST)} ${paint('dim', placeWords(dial))}`,
    ...judgementsOf(dial).map(({ bands, judgement }) => verdictLine(`${bands} as server`, judgement, paint, '       ')),
    ...leadLines(dial, paint, '       '),
  ];
}

function verdictLine(who: string, judgement: Judgement, paint: Paint, indent: string): string {
  const { tone } = judgement;
  return `${indent}${paint(COLOUR[tone], `${TONE_SIGNS[tone]} ${who}: ${printable(judgementText(judgement), LONGEST)}`)}`;
}

function placeWords({ file, range }: PlaceInFile): string {
  return `${printable(file, LONGEST)}:${range.start.line + 1}`;
}
