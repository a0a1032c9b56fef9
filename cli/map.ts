import { answeringFor } from '../core/features/answering.ts';
import { mapListenerOf, modulesOf } from '../core/features/map.ts';
import { mermaidOf } from '../core/map/mermaid.ts';
import { placed } from '../core/map/placed.ts';
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
  terminal.out(textOf({ modules, listeners: inTurn(listeners) }, options.format, terminal));
  return ExitCode.clean;
}

function* inTurn<Item>(lists: readonly Iterable<Item>[]): Iterable<Item> {
  for (const list of lists) yield* list;
}

/** As `PrintedMap`, but that each listener is made when its turn comes: thousands of them, all at once, take memory and time. */
interface MapInTurn {
  readonly modules: PrintedMap['modules'];
  readonly listeners: Iterable<PrintedMap['listeners'][number]>;
}

function textOf({ modules, listeners }: MapInTurn, format: MapOptions['format'], terminal: Terminal): string {
  switch (format) {
    case 'text':
      return renderMap({ modules, listeners: [...listeners] }, terminal);
    case 'json':
      return jsonOf({ modules, listeners });
    case 'mermaid':
      return mermaidOf([...listeners], (configuration) => configuration);
  }
}

/** One listener a line: of thousands, every blank counts. */
function jsonOf({ modules, listeners }: MapInTurn): string {
  return `{"schema":1,"modules":[${linesOf(modules)}],"listeners":[${linesOf(listeners)}]}\n`;
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
  const rangeOf = rangesIn(snapshot.texts);
  const shown = new Map<FilePath, string>();
  const file = (it: FilePath): string => {
    const name = shown.get(it) ?? shownPath(it, terminal.cwd);
    shown.set(it, name);
    return name;
  };
  const place = (at: Location): PlaceInFile => ({ file: file(at.file), range: rangeOf(at) });
  const isShown = ({ at }: { readonly at: Location }): boolean => only === undefined || only.has(at.file);
  const answering = name === undefined ? { listeners: project.listeners, undecided: [] } : answeringFor(project, name);
  for (const listener of answering.undecided.filter(isShown))
    terminal.error(
      `grpc-alpn: ${printable(`${file(listener.at.file)}: which server of ${socketWords({ address: listener.address, port: listener.port ?? null })} answers for ${name ?? ''} cannot be said: a regular expression decides that is not understood`, 1000)}\n`,
    );
  for (const listener of answering.listeners)
    if (isShown(listener)) yield placed(mapListenerOf(project, listener), { place, file });
}
