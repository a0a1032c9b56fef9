import type { GradedFinding } from '../analyze.ts';
import type { Fix } from '../rules/rule.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import { edited, editsOf, offsetBefore, unedited, type Piece } from '../text/pieces.ts';
import { applyEdits, type TextEdit } from '../text/textEdit.ts';
import { chooseFixes } from './chooseFixes.ts';

/** A check, as far as fixes need it. */
export interface FixState {
  readonly findings: readonly GradedFinding[];
  readonly texts: ReadonlyMap<FilePath, string>;
}

/** What is to be fixed, and how what came of it is checked again. */
export interface FixAllOptions<State extends FixState> {
  readonly start: State;
  /** Files that have been fixed already, by their names as `fileOf` gives them: `start` is of their new texts. */
  readonly earlier?: ReadonlyMap<FilePath, FixedFile>;
  /** Checks with these texts in the place of what the files hold. */
  readonly check: (texts: ReadonlyMap<FilePath, string>) => Promise<State>;
  readonly mayFix: (finding: GradedFinding) => boolean;
  /** A fix that edits a file which may not be edited is not applied. */
  readonly mayEdit: (file: FilePath) => boolean;
  /** The file that a name leads to, where links give one several names. */
  readonly fileOf: (name: FilePath) => FilePath;
  /** Whether to end where no fix waits for another, without one more check. */
  readonly isQuick: boolean;
}

/** A finding that has been fixed. */
export interface FixedFinding {
  readonly finding: GradedFinding;
  readonly fix: Fix;
  /** Where it was, in the texts as they were before everything. */
  readonly at: Location;
}

/** What came of fixing, by files as `fileOf` names them, those that had been fixed before included. */
export interface FixAllResult<State extends FixState> {
  readonly files: ReadonlyMap<FilePath, FixedFile>;
  readonly fixed: readonly FixedFinding[];
  /** The last check; of the beginning where nothing was fixed, or where none was needed any more. */
  readonly left: State;
}

/** One file that fixes have changed. */
export interface FixedFile {
  readonly before: string;
  readonly after: string;
  /** They lead from `before` to `after`. */
  readonly edits: readonly TextEdit[];
}

/** Fixes can wait for each other where they overlap, but not for long. */
const MOST_ROUNDS = 10;

/** A file that is being fixed. */
interface Work {
  readonly before: string;
  text: string;
  pieces: readonly Piece[];
}

/** Applies the single safe fix of each finding, again and again, until no finding has one. */
export async function fixAll<State extends FixState>(options: FixAllOptions<State>): Promise<FixAllResult<State>> {
  const { mayFix, mayEdit, fileOf } = options;
  const work = new Map([...(options.earlier ?? [])].map(([file, it]) => [file, workOn(it)]));
  const fixed: FixedFinding[] = [];
  const done = new Set<string>();
  let left = options.start;
  const before = ({ file, span }: Location): Location => {
    const pieces = work.get(fileOf(file))?.pieces;
    if (pieces === undefined) return { file, span };
    return { file, span: { start: offsetBefore(pieces, span.start), end: offsetBefore(pieces, span.end) } };
  };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // What a fix did not mend is not mended by applying it once more.
    const isNew = (finding: GradedFinding): boolean => !done.has(keyOf(finding, before(finding.at), fileOf));
    const findings = left.findings.filter((it) => mayFix(it) && isNew(it));
    const { chosen, edits, waiting } = chooseFixes(findings, { mayEdit, fileOf });
    if (chosen.length === 0) break;
    for (const { finding, fix } of chosen) {
      const at = before(finding.at);
      fixed.push({ finding, fix, at });
      done.add(keyOf(finding, at, fileOf));
    }
    for (const [file, ofFile] of edits) apply(work, file, ofFile, left.texts);
    if (options.isQuick && waiting === 0) break;
    left = await options.check(new Map([...work].map(([file, { text }]) => [file, text])));
  }
  return { files: new Map([...work].map(([file, it]) => [file, resultOf(file, it)])), fixed, left };
}

function workOn({ before, after, edits }: FixedFile): Work {
  return { before, text: after, pieces: edited(unedited(before.length), edits) };
}

function keyOf(
  { rule, message }: GradedFinding,
  { file, span }: Location,
  fileOf: (name: FilePath) => FilePath,
): string {
  return `${rule} ${span.start} ${fileOf(file)}\n${message}`;
}

function apply(
  work: Map<FilePath, Work>,
  file: FilePath,
  edits: readonly TextEdit[],
  texts: ReadonlyMap<FilePath, string>,
): void {
  let it = work.get(file);
  if (it === undefined) {
    // Under which of its names a file was read does not matter.
    const name = edits[0]?.file ?? file;
    const before = texts.get(name) ?? '';
    work.set(file, (it = { before, text: before, pieces: unedited(before.length) }));
  }
  it.text = applyEdits(it.text, edits);
  it.pieces = edited(it.pieces, edits);
}

function resultOf(file: FilePath, { before, text, pieces }: Work): FixedFile {
  return { before, after: text, edits: editsOf(pieces, before.length).map((edit) => ({ ...edit, file })) };
}
