import { mapOf } from '../core/features/map.ts';
import type { PositionRange } from '../core/text/lineIndex.ts';
import { rangesIn } from '../core/text/lineIndexes.ts';
import type { Location } from '../core/text/location.ts';
import type { MapOptions } from './commandLine.ts';
import { openProjects, shownPath, type OpenedProject } from './projects.ts';
import { ExitCode, refuse, type Terminal } from './terminal.ts';

/** `grpc-alpn map`: the JSON of design section 5. */
export async function map(paths: readonly string[], options: MapOptions, terminal: Terminal): Promise<number> {
  const opened = await openProjects(paths, terminal.cwd, options);
  if (opened.kind === 'refused') return refuse(terminal, opened.problem);
  const listeners = opened.projects.flatMap((it) => listenersOf(it, terminal.cwd));
  terminal.out(`${JSON.stringify({ schema: 1, listeners }, undefined, 2)}\n`);
  return ExitCode.clean;
}

function listenersOf({ snapshot, only }: OpenedProject, cwd: string): readonly unknown[] {
  const rangeOf = rangesIn(snapshot.texts);
  const place = (at: Location): { readonly file: string; readonly range: PositionRange } => ({
    file: shownPath(at.file, cwd),
    range: rangeOf(at),
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
