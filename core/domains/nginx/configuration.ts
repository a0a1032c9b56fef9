import { baseName, folderOf, type FilePath } from '../../text/filePath.ts';
import type { Absence, DomainInput, NginxConfigurationOption } from '../domain.ts';
import type { Note } from '../facts.ts';
import { includeRequest, leavesWorkspace, SHIPPED_WITH_NGINX } from './include.ts';
import { Scope, type Inclusion, type Segment } from './scope.ts';
import type { Directive, NginxTree } from './tree.ts';

/** One configuration: a root file and all that it includes. */
export interface Configuration extends Root {
  /** The main file first, then in the order of inclusion. */
  readonly files: readonly FilePath[];
  readonly root: Scope;
  /** Whether a word stands anywhere in the texts of its files. */
  readonly mentions: (word: string) => boolean;
  /** What was left out, as far as the configuration has been looked at. */
  notes(): readonly Note[];
}

type Input = DomainInput<NginxTree>;

/** Blocks that stand only in a main file (or in what it includes at its outermost level). */
const MAIN_BLOCKS: ReadonlySet<string> = new Set(['http', 'stream', 'mail', 'events']);

/** The configurations of a folder: those that are stated, then every main file that no other one includes, then loose fragments. */
export function configurationsOf(input: Input): readonly Configuration[] {
  return rootsOf(input).map((root) => expand(input, root));
}

/** A root file and where its relative includes start. */
export interface Root {
  readonly main: FilePath;
  readonly prefix: FilePath;
  /** What the user states about it. */
  readonly stated: NginxConfigurationOption | undefined;
  /** Whether it is only a part of a configuration, whose main file is not known. */
  readonly fragment: boolean;
}

/** The root files of a folder, in the order of their names. */
export function rootsOf(input: Input): readonly Root[] {
  const stated = new Map(input.options.nginx.configurations.map((it) => [it.main, it]));
  const paths = [...input.files.keys()].sort();
  const mains = new Set(paths.filter((path) => stated.has(path) || isMain(input.files.get(path)?.tree)));
  const homes = new Set([...mains].map(folderOf));
  const root = (main: FilePath): Root => {
    const fragment = !mains.has(main);
    // A fragment that nobody includes belongs, as far as one can tell, to the main file nearest above it.
    const home = (fragment ? nearest(folderOf(main), homes) : undefined) ?? folderOf(main);
    return { main, prefix: stated.get(main)?.prefix ?? home, stated: stated.get(main), fragment };
  };
  const includedBy = (path: FilePath): readonly FilePath[] => reachable(input, root(path)).slice(1);
  const included = new Set<FilePath>();
  const roots = new Set<FilePath>();
  for (const path of [...mains, ...paths]) {
    if (included.has(path) || roots.has(path)) continue;
    roots.add(path);
    for (const other of includedBy(path)) included.add(other);
  }
  return [...roots]
    .filter((path) => stated.has(path) || !included.has(path))
    .sort()
    .map(root);
}

/** The folder itself, or the innermost one around it, that is one of some. */
function nearest(folder: FilePath, folders: ReadonlySet<FilePath>): FilePath | undefined {
  for (let it = folder; ; it = folderOf(it)) {
    if (folders.has(it)) return it;
    if (it === folderOf(it)) return undefined;
  }
}

function isMain(tree: NginxTree | undefined): boolean {
  return tree?.directives.some(({ name, block }) => block !== undefined && MAIN_BLOCKS.has(name.value)) ?? false;
}

/** All files of a root, itself first. */
export function reachable(input: Input, root: Root): readonly FilePath[] {
  const seen = new Set<FilePath>([root.main]);
  for (const path of seen) {
    const tree = input.files.get(path)?.tree;
    if (tree === undefined) continue;
    for (const include of tree.includes) {
      for (const target of targetsOf(input, root, include)) if (input.files.has(target)) seen.add(target);
    }
  }
  return [...seen];
}

/** The files that an include names, whether or not they are there. */
function targetsOf(input: Input, root: Root, include: Directive): readonly FilePath[] {
  const request = includeRequest(include, { folder: input.folder, prefix: root.prefix });
  if (request === undefined) return [];
  return request.kind === 'file' ? [request.path] : (input.globs.get(request.pattern) ?? []);
}

/** More inclusions than this are not a configuration that anybody runs; files that include each other multiply without end. */
const MOST_INCLUSIONS = 20_000;

/** nginx would take longer chains; nobody writes them. */
const LONGEST_CHAIN = 100;

type AddNote = (kind: Note['kind'], file: FilePath, message: string) => void;

function expand(input: Input, root: Root): Configuration {
  const notes = new Map<string, Note>();
  const note: AddNote = (kind, file, message) => void notes.set(`${file} ${message}`, { kind, file, message });
  let inclusions = 0;

  // The chain of files that lead here ends a cycle where it closes.
  const inclusionOf = (file: FilePath, chain: ReadonlySet<FilePath>): Inclusion => {
    const mayInclude = input.files.get(file)?.tree.includes.length !== 0;
    const inclusion: Inclusion = {
      file,
      expand: (directives) => {
        if (!mayInclude || !holdsInclude(directives)) return undefined;
        const segments: Segment[] = [];
        let from = 0;
        directives.forEach((directive, i) => {
          if (directive.name.value !== 'include') return;
          if (i > from) segments.push({ inclusion, directives: directives.slice(from, i) });
          from = i + 1;
          if (leavesWorkspace(directive, { folder: input.folder, prefix: root.prefix })) {
            note(
              'outside',
              file,
              `includes ${directive.args[0]?.value ?? ''}, which is outside of the workspace: not read`,
            );
          }
          for (const target of targetsOf(input, root, directive))
            for (const segment of include(file, target, chain)) segments.push(segment);
        });
        if (from < directives.length) segments.push({ inclusion, directives: directives.slice(from) });
        return segments;
      },
    };
    return inclusion;
  };
  const include = (file: FilePath, target: FilePath, chain: ReadonlySet<FilePath>): readonly Segment[] => {
    const tree = input.files.get(target)?.tree;
    if (chain.has(target)) {
      note(
        'cycle',
        file,
        `includes ${baseName(target)}, which leads back here: left out; nginx itself crashes on such a cycle`,
      );
    } else if (tree === undefined) {
      // Where a fragment's relative includes start is a guess: what is missing then says nothing.
      if (!root.fragment) noteAbsence(input, file, target, note);
    } else if (chain.size > LONGEST_CHAIN) {
      note('not-understood', file, `is included ${LONGEST_CHAIN} files deep: what it includes is left out`);
    } else if (++inclusions > MOST_INCLUSIONS) {
      note('not-understood', root.main, `includes more than ${MOST_INCLUSIONS} files: the rest is left out`);
    } else {
      const inclusion = inclusionOf(target, new Set([...chain, target]));
      return inclusion.expand(tree.directives) ?? [{ inclusion, directives: tree.directives }];
    }
    return [];
  };

  const first = inclusionOf(root.main, new Set([root.main]));
  const files = reachable(input, root);
  const mentioned = new Map<string, boolean>();
  return {
    ...root,
    files,
    root: new Scope({
      parent: undefined,
      of: undefined,
      inclusion: first,
      directives: input.files.get(root.main)?.tree.directives ?? [],
    }),
    mentions: (word) => {
      const known = mentioned.get(word);
      if (known !== undefined) return known;
      const found = files.some((it) => input.files.get(it)?.text.includes(word) === true);
      mentioned.set(word, found);
      return found;
    },
    notes: () => [...notes.values()],
  };
}

function holdsInclude(directives: readonly Directive[]): boolean {
  for (const { name } of directives) if (name.value === 'include') return true;
  return false;
}

function noteAbsence(input: Input, file: FilePath, target: FilePath, note: AddNote): void {
  const absence = input.absent.get(target);
  if (absence === undefined || SHIPPED_WITH_NGINX.has(baseName(target))) return;
  const [kind, words] = wordsFor(absence);
  note(kind, file, `includes ${baseName(target)}, which ${words}`);
}

function wordsFor(absence: Absence): readonly [Note['kind'], string] {
  switch (absence.kind) {
    case 'missing':
      return ['missing', 'is not there: what it says is unknown'];
    case 'outside':
      return ['outside', 'is a link that leaves the workspace: not read'];
    case 'too-large':
      return ['too-large', `has ${absence.bytes} bytes: not read`];
    case 'not-text':
      return ['not-text', 'is no text: not read'];
    case 'unreadable':
      return ['unreadable', `could not be read: ${absence.because}`];
  }
}
