import { mapOf } from '../core/features/map.ts';
import { LineIndex, type PositionRange } from '../core/text/lineIndex.ts';
import { printable } from '../core/text/printable.ts';
import type { Location } from '../core/text/location.ts';
import type { MapOptions } from './commandLine.ts';
import { openProjects, shownPath, type OpenedProject } from './projects.ts';
import { ExitCode, type Terminal } from './terminal.ts';

/** `grpc-alpn map`: the JSON of design section 5. */
export async function map(paths: readonly string[], options: MapOptions, terminal: Terminal): Promise<number> {
  const opened = await openProjects(paths, terminal.cwd, options);
  if (opened.kind === 'refused') {
    terminal.error(`grpc-alpn: ${printable(opened.problem, 1000)}\n`);
    return ExitCode.usage;
  }
  const listeners = opened.projects.flatMap((it) => listenersOf(it, terminal.cwd));
  terminal.out(`${JSON.stringify({ schema: 1, listeners }, undefined, 2)}\n`);
  return ExitCode.clean;
}

function listenersOf({ snapshot, only }: OpenedProject, cwd: string): readonly unknown[] {
  const indexes = new Map([...snapshot.texts].map(([file, text]) => [file, new LineIndex(text)]));
  const place = ({ file, span }: Location): { readonly file: string; readonly range: PositionRange | null } => ({
    file: shownPath(file, cwd),
    range: indexes.get(file)?.rangeOf(span) ?? null,
  });
  return mapOf(snapshot.project)
    .filter(({ at }) => only === undefined || only.has(at.file))
    .map(({ source, configuration, module, at, dials, ...listener }) => ({
      source,
      configuration: shownPath(configuration, cwd),
      module,
      ...place(at),
      ...listener,
      dials: dials.map(({ at: dialAt, route, to, addresses, tls, offer, verdicts }) => ({
        route,
        to,
        addresses,
        tls,
        offer,
        ...place(dialAt),
        verdicts,
      })),
    }));
}
