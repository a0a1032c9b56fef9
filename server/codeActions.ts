import { CodeActionKind, type CodeAction, type Command, type Range, type WorkspaceEdit } from 'vscode-languageserver';
import type { GradedFinding } from '../core/analyze.ts';
import type { Copy, Fix } from '../core/rules/rule.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { diagnosticOf, type DiagnosticContext } from './diagnostics.ts';
import type { OpenDocuments } from './documents.ts';
import type { Checked, Folder } from './folder.ts';
import { COPY_COMMAND } from './protocol.ts';

/** What code actions depend on beside findings. */
export interface CodeActionContext extends DiagnosticContext {
  readonly features: ClientFeatures;
  readonly documents: OpenDocuments;
}

export async function codeActionsAt(
  folder: Folder,
  at: { readonly path: FilePath; readonly range: Range; readonly only: readonly string[] | undefined },
  context: CodeActionContext,
): Promise<readonly CodeAction[]> {
  const { checked } = folder;
  const { path, range, only } = at;
  if (checked === undefined || !context.features.codeActions) return [];
  if (only?.every((kind) => !isOrHolds(kind, CodeActionKind.QuickFix))) return [];
  const lines = checked.lines.of(checked.snapshot, path);
  const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
  const findings = checked.analysis.findings.filter(
    (it) => it.at.file === path && it.at.span.start <= end && start <= it.at.span.end,
  );
  if (findings.length === 0) return [];
  const stale = await staleFiles(folder, checked, findings);
  return findings.flatMap((finding) => actionsFor(finding, checked, { ...context, stale }));
}

function isOrHolds(outer: string, kind: string): boolean {
  return kind === outer || kind.startsWith(`${outer}.`) || outer === CodeActionKind.Empty;
}

/** Files that findings would edit and that are not as they were read. The folder takes them in anew. */
async function staleFiles(
  folder: Folder,
  { snapshot }: Checked,
  findings: readonly GradedFinding[],
): Promise<ReadonlySet<FilePath>> {
  const files = new Set(findings.flatMap(({ fixes }) => fixes.flatMap(({ edits }) => edits.map(({ file }) => file))));
  const stale = new Set<FilePath>();
  await Promise.all(
    [...files].map(async (file) => {
      if ((await folder.currentText(file)) === snapshot.texts.get(file)) return;
      stale.add(file);
      folder.changeText(file, 'now');
    }),
  );
  return stale;
}

function actionsFor(
  finding: GradedFinding,
  checked: Checked,
  context: CodeActionContext & { readonly stale: ReadonlySet<FilePath> },
): readonly CodeAction[] {
  const diagnostics = [diagnosticOf(finding, checked, context)];
  const safe = finding.fixes.filter(({ safety }) => safety === 'safe');
  const fixes = finding.fixes.flatMap((fix): readonly CodeAction[] => {
    const edit = editOf(fix, checked, context);
    if (edit === undefined) return [];
    const isPreferred = safe.length === 1 && fix === safe[0];
    return [
      { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics, ...(isPreferred && { isPreferred }), edit },
    ];
  });
  const copies = context.features.copyCommand ? finding.copies : [];
  return [
    ...fixes,
    ...copies.map((copy): CodeAction => ({
      title: copy.title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      command: commandOf(copy),
    })),
  ];
}

function commandOf({ title, text }: Copy): Command {
  return { title, command: COPY_COMMAND, arguments: [text] };
}

/** `undefined`: a file that it changes is not as it was read. */
function editOf(
  fix: Fix,
  { snapshot, lines }: Checked,
  context: CodeActionContext & { readonly stale: ReadonlySet<FilePath> },
): WorkspaceEdit | undefined {
  const { documents, uris, features, stale } = context;
  const files = [];
  for (const file of new Set(fix.edits.map((edit) => edit.file))) {
    const document = documents.get(file);
    if (stale.has(file) || (document !== undefined && document.getText() !== snapshot.texts.get(file)))
      return undefined;
    const edits = fix.edits.filter((edit) => edit.file === file);
    files.push({
      textDocument: { uri: uris.uriOf(file), version: document?.version ?? null },
      edits: edits.map(({ span, newText }) => ({ range: lines.rangeOf(snapshot, { file, span }), newText })),
    });
  }
  return features.documentChanges
    ? { documentChanges: files }
    : { changes: Object.fromEntries(files.map(({ textDocument, edits }) => [textDocument.uri, edits])) };
}
