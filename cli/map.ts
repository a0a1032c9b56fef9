import { answeringFor } from '../core/features/answering.ts';
import { mapOf, modulesOf } from '../core/features/map.ts';
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
  const maps = opened.projects.map((it) => printedMap(it, name?.name, terminal));
  const all: PrintedMap = {
    modules: maps.flatMap(({ modules }) => modules),
    listeners: maps.flatMap(({ listeners }) => listeners),
  };
  terminal.out(textOf(all, options.format, terminal));
  return ExitCode.clean;
}

function textOf(all: PrintedMap, format: MapOptions['format'], terminal: Terminal): string {
  switch (format) {
    case 'text':
      return renderMap(all, terminal);
    case 'json':
      return jsonOf(all);
    case 'mermaid':
      return mermaidOf(all.listeners, (configuration) => configuration);
  }
}

/** One listener a line: of thousands, every blank counts. */
function jsonOf({ modules, listeners }: PrintedMap): string {
  const lines = (some: readonly object[]): string => some.map((it) => `\n${JSON.stringify(it)}`).join(',');
  return `{"schema":1,"modules":[${lines(modules)}],"listeners":[${lines(listeners)}]}\n`;
}

function printedMap({ snapshot, only }: OpenedProject, name: string | undefined, terminal: Terminal): PrintedMap {
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
  return {
    modules: modulesOf(project)
      .filter(isShown)
      .map(({ at, ...module }) => ({ ...place(at), ...module })),
    listeners: mapOf(project, answering.listeners.filter(isShown)).map((it) => placed(it, { place, file })),
  };
}
