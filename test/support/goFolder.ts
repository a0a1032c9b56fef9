import type { Absence, DomainInput, ParsedFile } from '../../core/domains/domain.ts';
import type { DomainFacts } from '../../core/domains/facts.ts';
import { goDomain } from '../../core/domains/go/index.ts';
import type { GoTree } from '../../core/domains/go/tree.ts';
import { filePath, type FilePath } from '../../core/text/filePath.ts';

/** The folder that module files of tests stand in. */
export const GO_FOLDER: FilePath = filePath('/project');

/** What the room of Go modules says of these files, and what it wants to read: go.mod and go.work are found, all others only where they are asked for. */
export function readGoFolder(
  texts: Readonly<Record<string, string>>,
): DomainFacts & { readonly wanted: readonly string[] } {
  const paths = new Map(Object.entries(texts).map(([name, text]) => [filePath(`${GO_FOLDER}/${name}`), text]));
  const files = new Map<FilePath, ParsedFile<GoTree>>();
  const absent = new Map<FilePath, Absence>();
  const take = (path: FilePath): void => {
    const text = paths.get(path);
    if (text === undefined) absent.set(path, { kind: 'missing' });
    else files.set(path, { path, text, ...goDomain.parse(text, path) });
  };
  for (const path of paths.keys()) if (goDomain.candidate(path)) take(path);
  const wanted = new Set<FilePath>();
  for (let before = -1; before < wanted.size;) {
    before = wanted.size;
    for (const request of goDomain.wants(inputOf(files, absent))) if (request.kind === 'file') wanted.add(request.path);
    for (const path of wanted) if (!files.has(path) && !absent.has(path)) take(path);
  }
  const names = [...wanted].map((it) => it.slice(GO_FOLDER.length + 1)).sort();
  return { ...goDomain.read(inputOf(files, absent)), wanted: names };
}

function inputOf(files: Map<FilePath, ParsedFile<GoTree>>, absent: Map<FilePath, Absence>): DomainInput<GoTree> {
  return {
    folder: GO_FOLDER,
    files: new Map(files),
    absent: new Map(absent),
    globs: new Map(),
    names: new Map(),
    links: new Map(),
    placements: [],
    grpcServers: [],
    options: { nginx: { configurations: [] }, grpcOf: () => undefined },
  };
}
