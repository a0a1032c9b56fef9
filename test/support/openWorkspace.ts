import { analyze, type Analysis } from '../../core/analyze.ts';
import type { AnyRule } from '../../core/rules/rule.ts';
import { filePath, type FilePath } from '../../core/text/filePath.ts';
import { Workspace, type Snapshot } from '../../core/workspace/workspace.ts';
import { memoryFileSource, textFiles } from './memoryFileSource.ts';
import { grammars } from './grammars.ts';

/** The folder that test workspaces stand in. */
export const FOLDER: FilePath = filePath('/ws');

/** A workspace of these texts, read and checked. */
export async function checkTexts(
  texts: Readonly<Record<string, string>>,
  rules?: readonly AnyRule[],
): Promise<{ readonly snapshot: Snapshot; readonly analysis: Analysis }> {
  const workspace = new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(textFiles(FOLDER, texts)) });
  const snapshot = await workspace.open();
  return { snapshot, analysis: analyze(snapshot.project, rules) };
}
