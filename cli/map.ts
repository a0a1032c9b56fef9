import { answeringFor } from '../core/features/answering.ts';
import { edgeListenerOf } from '../core/features/edgeMap.ts';
import { goDialersOf, goListenersOf } from '../core/features/goMap.ts';
import { mapListenerOf, modulesOf } from '../core/features/map.ts';
import { mermaidOf } from '../core/map/mermaid.ts';
import { placed, placedDialer } from '../core/map/placed.ts';
import { answersFor } from '../core/project/edgePlaces.ts';
import type { FilePath } from '../core/text/filePath.ts';
import { rangesIn } from '../core/text/lineIndexes.ts';
import type { Location } from '../core/text/location.ts';
import { printable } from '../core/text/printable.ts';
import { socketWords } from '../core/map/words.ts';
import { parseServerName } from '../probe/index.ts';
import type { MapOptions } from './commandLine.ts';
import { openProjects, shownPath, type OpenedProject } from './projects.ts';
import { renderMap, type PlaceInFile, type PrintedMap } from './renderMap.ts';
import { ExitCode, refuse, type Terminal } from './terminal.ts';

/** `grpc-alpn map`: as text, as the JSON of design section 5, or as a Mermaid flowchart. */
export async function map(paths: readonly string[], options: MapOptions, terminal: Terminal): Promise<number> {
  const name = options.sni === undefined ? undefined : parseServerName(options.sni);
  if (name?.kind === 'refused') return refuse(terminal, `--sni: ${name.message}; ${name.hint}`);
  terminal.progress('Reading …');
  const opened = await openProjects(paths, terminal.cwd, options);
  terminal.progress('');
  if (opened.kind === 'refused') return refuse(terminal, opened.problem);
  const modules = opened.projects.flatMap((it) => modulesIn(it, terminal));
  const listeners = opened.projects.map((it) => listenersIn(it, name?.name, terminal));
  const dialers = opened.projects.flatMap((it) => dialersIn(it, terminal));
  terminal.out(textOf({ modules, listeners: inTurn(listeners), dialers }, options.format, terminal));
  return ExitCode.clean;
}

function* inTurn<Item>(lists: readonly Iterable<Item>[]): Iterable<Item> {
  for (const list of lists) yield* list;
}

/** As `PrintedMap`, but that each listener is made when its turn comes: thousands of them, all at once, take memory and time. */
interface MapInTurn extends Omit<PrintedMap, 'listeners'> {
  readonly listeners: Iterable<PrintedMap['listeners'][number]>;
}

function textOf({ modules, listeners, dialers }: MapInTurn, format: MapOptions['format'], terminal: Terminal): string {
  switch (format) {
    case 'text':
      return renderMap({ modules, listeners: [...listeners], dialers }, terminal);
    case 'json':
      return jsonOf({ modules, listeners, dialers });
    case 'mermaid':
      return mermaidOf({ listeners: [...listeners], dialers }, (configuration) => configuration);
  }
}

/** One listener a line: of thousands, every blank counts. */
function jsonOf({ modules, listeners, dialers }: MapInTurn): string {
  return `{"schema":1,"modules":[${linesOf(modules)}],"listeners":[${linesOf(listeners)}],"dialers":[${linesOf(dialers)}]}\n`;
}

function linesOf(some: Iterable<object>): string {
  const lines: string[] = [];
  for (const it of some) lines.push(`\n${JSON.stringify(it)}`);
  return lines.join(',');
}

function modulesIn({ snapshot, only }: OpenedProject, terminal: Terminal): PrintedMap['modules'] {
  const rangeOf = rangesIn(snapshot.texts);
  return modulesOf(snapshot.project)
    .filter(({ at }) => only === undefined || only.has(at.file))
    .map(({ at, ...module }) => ({ file: shownPath(at.file, terminal.cwd), range: rangeOf(at), ...module }));
}

function* listenersIn(
  { snapshot, only }: OpenedProject,
  name: string | undefined,
  terminal: Terminal,
): Iterable<PrintedMap['listeners'][number]> {
  const { project } = snapshot;
  const tell = tellerOf(snapshot, terminal);
  const isShown = ({ at }: { readonly at: Location }): boolean => only === undefined || only.has(at.file);
  const answering = name === undefined ? { listeners: project.listeners, undecided: [] } : answeringFor(project, name);
  for (const listener of answering.undecided.filter(isShown))
    terminal.error(
      `grpc-alpn: ${printable(`${tell.file(listener.at.file)}: which server of ${socketWords({ address: listener.address, port: listener.port ?? null })} answers for ${name ?? ''} cannot be said: a regular expression decides that is not understood`, 1000)}\n`,
    );
  for (const listener of answering.listeners)
    if (isShown(listener)) yield placed(mapListenerOf(project, listener), tell);
  // A listener in Go answers whatever name is sent.
  for (const listener of goListenersOf(project)) if (isShown(listener)) yield placed(listener, tell);
  for (const edge of project.edges)
    if (isShown(edge) && (name === undefined || answersFor(edge, name)))
      yield placed(edgeListenerOf(project, edge), tell);
}

function dialersIn({ snapshot, only }: OpenedProject, terminal: Terminal): PrintedMap['dialers'] {
  const tell = tellerOf(snapshot, terminal);
  return goDialersOf(snapshot.project)
    .filter(({ at }) => only === undefined || only.has(at.file))
    .map((it) => placedDialer(it, tell));
}

/** How this command line tells places and files. */
function tellerOf(
  { texts }: OpenedProject['snapshot'],
  terminal: Terminal,
): { readonly place: (at: Location) => PlaceInFile; readonly file: (file: FilePath) => string } {
  const rangeOf = rangesIn(texts);
  const shown = new Map<FilePath, string>();
  const file = (it: FilePath): string => {
    const name = shown.get(it) ?? shownPath(it, terminal.cwd);
    shown.set(it, name);
    return name;
  };
  return { file, place: (at) => ({ file: file(at.file), range: rangeOf(at) }) };
}
