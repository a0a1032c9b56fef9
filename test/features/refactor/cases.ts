import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { refactoringsAt, type Refactoring } from '../../../core/features/refactor/refactoring.ts';
import { filePath } from '../../../core/text/filePath.ts';
import type { Snapshot } from '../../../core/workspace/workspace.ts';
import { applyFix } from '../../rules/harness.ts';
import { FOLDER } from '../../support/openWorkspace.ts';

/** A small workspace, where the cursor stands in it, and the texts after the refactoring. */
export interface RefactorCase {
  readonly id: Refactoring['id'];
  readonly name: string;
  /** The texts by their relative names, without the line that says where the cursor is. */
  readonly texts: Readonly<Record<string, string>>;
  readonly cursor: { readonly file: string; readonly offset: number };
  /** The texts that are other ones afterwards; empty: it is not offered there. */
  readonly refactored: Readonly<Record<string, string>>;
}

/** A line of its own, above the one that the cursor stands in. */
const CURSOR = /^[ \t]*# cursor\r?\n/m;

/** Reads `test/features/refactor/<id>/<case>/`: `nginx.conf`, and `nginx.conf.refactored` where it changes. */
export function readRefactorCases(id: Refactoring['id']): readonly RefactorCase[] {
  const folder = path.join(import.meta.dirname, id);
  return readdirSync(folder).map((name) => readCase(id, name, path.join(folder, name)));
}

function readCase(id: Refactoring['id'], name: string, folder: string): RefactorCase {
  const texts: Record<string, string> = {};
  const refactored: Record<string, string> = {};
  let cursor: RefactorCase['cursor'] | undefined;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(folder, file).replaceAll('\\', '/');
    const text = readFileSync(file, 'utf8');
    if (relative.endsWith('.refactored')) {
      refactored[relative.slice(0, -'.refactored'.length)] = text;
      continue;
    }
    const at = text.search(CURSOR);
    if (at >= 0) cursor = { file: relative, offset: at };
    texts[relative] = text.replace(CURSOR, '');
  }
  if (cursor === undefined) throw new Error(`${id}/${name} has no cursor`);
  const { file, offset } = cursor;
  // Where the line is indented, the cursor stands on its first word.
  const indent = /^[ \t]*/.exec(texts[file]?.slice(offset) ?? '')?.[0].length ?? 0;
  return { id, name, texts, cursor: { file, offset: offset + indent }, refactored };
}

/** What is offered at a case's cursor. */
export function offeredAt(
  { project }: Snapshot,
  { cursor: { file, offset } }: Pick<RefactorCase, 'cursor'>,
): readonly Refactoring[] {
  return refactoringsAt(project, filePath(`${FOLDER}/${file}`), { start: offset, end: offset });
}

/** The texts after a refactoring. */
export function refactoredTexts(
  texts: RefactorCase['texts'],
  { edits }: Pick<Refactoring, 'edits'>,
): RefactorCase['texts'] {
  return applyFix(texts, { title: '', safety: 'unsafe', edits });
}
