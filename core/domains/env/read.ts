import { filePath, folderOf, isInside, relativeTo, resolvePath, type FilePath } from '../../text/filePath.ts';
import { LineIndex } from '../../text/lineIndex.ts';
import type { DomainInput, FileRequest, ParsedFile } from '../domain.ts';
import type { OptOut } from '../facts.ts';
import type { EnvFacts, Stopgap } from './facts.ts';
import type { Build, EnvTree, NamedFile } from './tree.ts';

type Input = DomainInput<EnvTree>;
type File = ParsedFile<EnvTree>;

/** The files of variables that compose files, units and launch configurations name. */
export function* wants(input: Input): Iterable<FileRequest> {
  for (const file of input.files.values()) {
    for (const named of file.tree.files) for (const path of placesOf(named, file, input)) yield { kind: 'file', path };
  }
}

/** Where the variable is given to processes, and where it could be. */
export function read(input: Input): EnvFacts {
  const readers = readersOf(input);
  const files = [...input.files.values()];
  return {
    ...{ listeners: [], modules: [], nginxVersions: [], placements: [], grpcServers: [], edges: [], notes: [] },
    optOuts: files.flatMap((file) => optOutsOf(file, readers.get(file.path) ?? [], input)),
    stopgaps: files.flatMap((file) => stopgapsOf(file, input)),
  };
}

/** A file that names another one, and what for. */
interface NamedBy {
  readonly named: NamedFile;
  readonly file: File;
}

function readersOf(input: Input): ReadonlyMap<FilePath, readonly NamedBy[]> {
  const readers = new Map<FilePath, NamedBy[]>();
  for (const file of input.files.values()) {
    for (const named of file.tree.files) {
      for (const path of placesOf(named, file, input)) {
        const same = readers.get(path);
        if (same === undefined) readers.set(path, [{ named, file }]);
        else same.push({ named, file });
      }
    }
  }
  return readers;
}

/** Where in the workspace a named file may stand. An absolute name is one of another machine: it is looked for beside the unit, and below a folder that mirrors that machine. */
function placesOf({ name, reader }: NamedFile, { path }: File, { folder }: Input): readonly FilePath[] {
  const found = (() => {
    if (reader === 'dotenv') return [resolved(name, path, folder)];
    if (!name.startsWith('/') || /[%*?[]/.test(name)) return [];
    const own = folderOf(path);
    const at = path.lastIndexOf('/etc/');
    const mirror = at < 0 ? [] : [filePath(`${path.slice(0, at)}${name}`)];
    return [filePath(`${own}/${name.slice(name.lastIndexOf('/') + 1)}`), ...mirror];
  })();
  return found.filter((it) => it !== undefined).filter((it) => isInside(it, folder) && it !== folder);
}

/** A name as compose and the editor take it; `undefined`: something else decides a part of it. */
function resolved(name: string, path: FilePath, folder: FilePath): FilePath | undefined {
  const [, rest] = /^\$\{workspace(?:Folder|Root)\}(\/.{0,1000}|)$/.exec(name) ?? [];
  if (rest !== undefined) return filePath(`${folder}${rest}`);
  return name.includes('$') || name.includes('://') ? undefined : resolvePath(folderOf(path), name);
}

function optOutsOf(file: File, readers: readonly NamedBy[], input: Input): readonly OptOut[] {
  const { path, text, tree } = file;
  const isForSystemd = readers.length > 0 && readers.every(({ named }) => named.reader === 'systemd');
  const assignments = isForSystemd ? tree.forSystemd : tree.assignments;
  if (assignments.length === 0) return [];
  const lines = new LineIndex(text);
  const inherited = readers.flatMap((it) => foldersOf(it.named.folders, it.file, input));
  const programs = new Set(readers.map(({ named }) => named.program));
  const [program] = programs.size === 1 ? programs : [];
  return assignments.flatMap((it): readonly OptOut[] => {
    const unreached = it.argumentOf === undefined ? it.unreached : unreachedArgument(it.argumentOf, file, input);
    if (unreached === 'unknown') return [];
    const line = `line ${lines.positionAt(it.start).line + 1} of ${relativeTo(input.folder, path)}`;
    const removal = it.removal;
    return [
      {
        at: { file: path, span: { start: it.start, end: it.end } },
        from: it.words === '' ? line : `${it.words} in ${line}`,
        by: {
          kind: 'environment',
          form: it.form,
          value: it.value,
          valueAt: it.valueAt && { file: path, span: it.valueAt },
          correct: it.correct,
          refused: it.refused,
          unreached,
          folders: [...foldersOf(it.folders ?? [], file, input), ...inherited],
          program: it.program ?? program,
          removal: removal && [{ file: path, span: removal, newText: '' }],
        },
      },
    ];
  });
}

/** Why an argument of a build reaches nothing; `unknown`: its Dockerfile is not there, or cannot be told. */
function unreachedArgument(build: Build, file: File, input: Input): string | undefined {
  const dockerfile = dockerfileOf(build, file, input);
  if (dockerfile === undefined) return 'unknown';
  return dockerfile.tree.usesArgument
    ? undefined
    : `The build of ${relativeTo(input.folder, dockerfile.path)} gets it, and hands it on to nothing that the image runs.`;
}

function dockerfileOf(build: Build, file: File, input: Input): File | undefined {
  const context = resolved(build.context, file.path, input.folder);
  const found = context && input.files.get(resolvePath(context, build.dockerfile));
  return found;
}

/** The folders that a file names; of what a launch configuration starts, `${fileDirname}` and its kin say nothing. */
function foldersOf(names: readonly string[], file: File, { folder }: Input): readonly FilePath[] {
  return names.flatMap((name) => {
    const found = resolved(name, file.path, folder);
    if (found === undefined || !isInside(found, folder)) return [];
    return [found.endsWith('.go') ? folderOf(found) : found];
  });
}

function stopgapsOf(file: File, input: Input): readonly Stopgap[] {
  return file.tree.slots.flatMap((slot): readonly Stopgap[] => {
    const dockerfile = slot.build && dockerfileOf(slot.build, file, input);
    if (slot.form === 'dockerfile' && !file.tree.buildsGo) return [];
    if (slot.form === 'compose' && dockerfile?.tree.buildsGo !== true) return [];
    // A Dockerfile that gives the variable already leaves nothing to be added.
    if (dockerfile !== undefined && dockerfile.tree.assignments.length > 0) return [];
    return [
      {
        form: slot.form,
        file: file.path,
        words: `${slot.words} of ${relativeTo(input.folder, file.path)}`,
        folders: foldersOf(slot.folders, file, input),
        edit: { file: file.path, span: { start: slot.start, end: slot.end }, newText: slot.newText },
      },
    ];
  });
}
