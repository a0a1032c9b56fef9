import type { PositionRange } from '../core/text/lineIndex.ts';
import { printable } from '../core/text/printable.ts';
import { judgementText, TONE_SIGNS, type Judgement, type Tone } from '../core/map/tones.ts';
import type { MapDial, MapListener, MapModule } from '../core/map/types.ts';
import {
  answerWords,
  judgementsOf,
  namesWords,
  offerWords,
  routeWords,
  socketWords,
  targetWords,
  tlsWords,
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
}

type Listener = PrintedMap['listeners'][number];

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

/** The map as text: for each configuration its listeners, a paragraph each, with their ways out. */
export function renderMap({ modules, listeners }: PrintedMap, terminal: Pick<Terminal, 'colours'>): string {
  const paint = painter(terminal.colours);
  const configurations = new Map<string, Listener[]>();
  for (const listener of listeners) {
    const { configuration } = listener;
    const known = configurations.get(configuration);
    if (known === undefined) configurations.set(configuration, [listener]);
    else known.push(listener);
  }
  const paragraphs = [
    ...(modules.length === 0 ? [] : [modules.map((it) => moduleLine(it, paint)).join('')]),
    ...[...configurations].flatMap(([configuration, its]) => [
      `${paint('bold', printable(configuration, LONGEST))}${versionWords(its[0])}\n`,
      ...its.map((it) => listenerParagraph(it, paint)),
    ]),
    `${listeners.length} listener${listeners.length === 1 ? '' : 's'}\n`,
  ];
  return paragraphs.join('\n');
}

function moduleLine({ path, grpcGo, certainty, ...place }: MapModule<PlaceInFile>, paint: Paint): string {
  const words = { exact: '', 'at-least': ' or newer', unknown: ', replaced: not known', stated: ', stated' }[certainty];
  return `${paint('bold', printable(path ?? 'a module without a name', LONGEST))} builds with grpc-go ${printable(grpcGo)}${words} ${paint('dim', placeWords(place))}\n`;
}

function versionWords(listener: Listener | undefined): string {
  const version = listener?.nginxVersion ?? undefined;
  return version === undefined
    ? ': nginx of an unknown version'
    : `: nginx ${version.value}, from ${printable(version.from, LONGEST)}`;
}

function listenerParagraph(listener: Listener, paint: Paint): string {
  const { module, grpc, dials, tls } = listener;
  const names = namesWords(listener);
  const lines = [
    `  ${paint('bold', printable(socketWords(listener)))} (${module}, ${tlsWords(listener)})${names === '' ? '' : ` for ${printable(names, LONGEST)}`} ${paint('dim', placeWords(listener))}`,
    `    ${tls === 'plain' ? '' : 'offered h2: '}${printable(answerWords(listener), LONGEST)}`,
    ...judgementsOf(listener).map(({ bands, judgement }) =>
      verdictLine(`${bands} as client`, judgement, paint, '    '),
    ),
    `    gRPC: ${grpc.evidence} (${printable(grpc.because.join('; '), LONGEST)})`,
    ...dials.flatMap((dial) => dialLines(listener, dial, paint)),
  ];
  return `${lines.join('\n')}\n`;
}

function dialLines(listener: Listener, dial: MapDial<PlaceInFile>, paint: Paint): readonly string[] {
  return [
    `    ${printable(routeWords(dial), LONGEST)} ${paint('cyan', '->')} ${printable(targetWords(dial), LONGEST)}: ${printable(offerWords(dial, listener), LONGEST)} ${paint('dim', placeWords(dial))}`,
    ...judgementsOf(dial).map(({ bands, judgement }) => verdictLine(`${bands} as server`, judgement, paint, '       ')),
  ];
}

function verdictLine(who: string, judgement: Judgement, paint: Paint, indent: string): string {
  const { tone } = judgement;
  return `${indent}${paint(COLOUR[tone], `${TONE_SIGNS[tone]} ${who}: ${printable(judgementText(judgement), LONGEST)}`)}`;
}

function placeWords({ file, range }: PlaceInFile): string {
  return `${printable(file, LONGEST)}:${range.start.line + 1}`;
}
