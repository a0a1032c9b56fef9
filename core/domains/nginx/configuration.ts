import { baseName, isInside, type FilePath } from '../../text/filePath.ts';
import type { Absence, DomainInput } from '../domain.ts';
import type { Note } from '../facts.ts';
import { contextOf, type FragmentContext } from './fragment.ts';
import { leavesWorkspace, SHIPPED_WITH_NGINX } from './include.ts';
import { reachable, rootsOf, targetsOf, type Root } from './roots.ts';
import { Scope, type Inclusion, type Segment } from './scope.ts';
import type { Directive, NginxTree } from './tree.ts';

/** One configuration: a root file and all that it includes. */
export interface Configuration extends Root {
  /** The main file first, then in the order of inclusion. */
  readonly files: readonly FilePath[];
  readonly root: Scope;
  /** What is known of the block that includes its files, where its main file is not in the workspace. */
  readonly context: FragmentContext | undefined;
  /** Whether a word stands anywhere in the texts of its files. */
  readonly mentions: (word: string) => boolean;
  /** The files that an `include` of one of its files names, whether or not they are there. */
  readonly targetsOf: (include: Directive) => readonly FilePath[];
  /** What was left out, as far as the configuration has been looked at. */
  notes(): readonly Note[];
}

type Input = DomainInput<NginxTree>;

/** The configurations of a folder: those that are stated, then every main file that no other one includes, then loose fragments. */
export function configurationsOf(input: Input): readonly Configuration[] {
  return rootsOf(input).map((root) => expand(input, root));
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
      openness: input.files.get(file)?.tree.openness,
      expand: (directives) => {
        if (!mayInclude || !holdsInclude(directives)) return undefined;
        const segments: Segment[] = [];
        let from = 0;
        directives.forEach((directive, i) => {
          if (directive.name.value !== 'include') return;
          if (i > from) segments.push({ inclusion, directives: directives.slice(from, i) });
          from = i + 1;
          if (leavesWorkspace(directive, root)) {
            note(
              'outside',
              file,
              `includes ${directive.args[0]?.value ?? ''}, which is outside of the workspace: not read`,
            );
          }
          if (isMissing(directive, input, root)) segments.push({ inclusion, directives: [], isMissing: true });
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

  const inclusionsOf = (file: FilePath): readonly Segment[] => {
    const inclusion = inclusionOf(file, new Set([file]));
    const directives = input.files.get(file)?.tree.directives ?? [];
    return inclusion.expand(directives) ?? [{ inclusion, directives }];
  };
  // The block of the image's own main file that includes these files is in no file of the workspace.
  const stock = root.stock.flatMap(({ path }) => inclusionsOf(path));
  const first =
    stock.length === 0
      ? inclusionOf(root.main, new Set([root.main]))
      : { file: root.main, openness: undefined, expand: (): readonly Segment[] => stock };
  const files = reachable(input, root);
  const mentioned = new Map<string, boolean>();
  return {
    ...root,
    files,
    context: contextOf(root, input),
    root: new Scope({
      mayBeOpen: files.some((it) => mayBeOpen(input.files.get(it)?.tree, input, root)),
      parent: undefined,
      of: undefined,
      inclusion: first,
      directives: stock.length === 0 ? (input.files.get(root.main)?.tree.directives ?? []) : [],
    }),
    mentions: (word) => {
      const known = mentioned.get(word);
      if (known !== undefined) return known;
      const found = files.some((it) => input.files.get(it)?.text.includes(word) === true);
      mentioned.set(word, found);
      return found;
    },
    targetsOf: (include) => targetsOf(input, root, include),
    notes: () => [...notes.values()],
  };
}

function mayBeOpen(tree: NginxTree | undefined, input: Input, root: Root): boolean {
  return tree?.template === true || tree?.includes.some((it) => isMissing(it, input, root)) === true;
}

/** Whether an include names a file that is not to be had and may say anything. A pattern that matches nothing says nothing. */
function isMissing(include: Directive, input: Input, root: Root): boolean {
  if (leavesWorkspace(include, root)) return true;
  return targetsOf(input, root, include).some((it) => !input.files.has(it) && !SHIPPED_WITH_NGINX.has(baseName(it)));
}

function holdsInclude(directives: readonly Directive[]): boolean {
  for (const { name } of directives) if (name.value === 'include') return true;
  return false;
}

function noteAbsence(input: Input, file: FilePath, target: FilePath, note: AddNote): void {
  const absence = isInside(target, input.folder) ? input.absent.get(target) : LINK_OUTSIDE;
  if (absence === undefined || SHIPPED_WITH_NGINX.has(baseName(target))) return;
  const [kind, words] = wordsFor(absence);
  note(kind, file, `includes ${baseName(target)}, which ${words}`);
}

/** Where a link of the workspace leads that an include names. */
const LINK_OUTSIDE: Absence = { kind: 'outside' };

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
