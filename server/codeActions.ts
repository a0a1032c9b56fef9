import { CodeActionKind, type CodeAction, type Range } from 'vscode-languageserver';
import type { FixState } from '../core/features/fixAll.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { ActionProvider, ProposedAction } from './actions/provider.ts';
import { fixesOfDocument } from './actions/fixAll.ts';
import { ignoring } from './actions/ignoring.ts';
import { preUpgradeCheck } from './actions/preUpgradeCheck.ts';
import { probeHere } from './actions/probeHere.ts';
import { quickFixes } from './actions/quickFixes.ts';
import { refactorings } from './actions/refactorings.ts';
import { stopgaps } from './actions/stopgaps.ts';
import { workspaceEditOf, type EditContext } from './actions/workspaceEdit.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { diagnosticOf, type DiagnosticContext } from './diagnostics.ts';
import type { OpenDocuments } from './documents.ts';
import type { Checked, Folder } from './folder.ts';

/** All code actions, in the order in which they are offered. */
const PROVIDERS: readonly ActionProvider[] = [
  quickFixes,
  stopgaps,
  preUpgradeCheck,
  ignoring,
  probeHere,
  ...refactorings,
  fixesOfDocument,
];

/** The kinds of code actions that the server has. */
export const CODE_ACTION_KINDS: readonly CodeActionKind[] = [...new Set(PROVIDERS.map(({ kind }) => kind))];

/** What code actions depend on beside findings. */
export interface CodeActionContext extends DiagnosticContext {
  readonly features: ClientFeatures;
  readonly documents: OpenDocuments;
}

/** The code actions for what is selected in a file. */
export async function codeActionsAt(
  folder: Folder,
  at: {
    readonly path: FilePath;
    readonly range: Range;
    readonly only: readonly string[] | undefined;
    /** Whether a user asks, and not the editor by itself. */
    readonly isInvoked: boolean;
  },
  context: CodeActionContext,
): Promise<readonly CodeAction[]> {
  const { checked } = folder;
  const { features } = context;
  const { path, range } = at;
  if (checked === undefined || !features.codeActions || !checked.snapshot.texts.has(path)) return [];
  const lines = checked.lines.of(checked.snapshot, path);
  const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
  const findings = checked.analysis.findings.filter(
    (it) => it.at.file === path && it.at.span.start <= span.end && span.start <= it.at.span.end,
  );
  const uriOf = (file: FilePath): string => context.uris.uriOf(file);
  const check = (texts: ReadonlyMap<FilePath, string>): Promise<FixState> => folder.checkWith(texts);
  const proposed: Proposed[] = [];
  for (const provider of PROVIDERS.filter((it) => isWanted(it, at))) {
    const actions = await provider.propose({ checked, path, span, findings, features, uriOf, check });
    for (const action of actions) addTo(proposed, { provider, action });
  }
  const stale = await staleFiles(
    folder,
    checked,
    proposed.map(({ action }) => action),
  );
  return proposed.flatMap(({ provider, action }) => {
    const done = doing(action, checked, { ...context, stale });
    if (done === undefined) return [];
    const diagnostics = action.findings.map((it) => diagnosticOf(it, checked, context));
    return [
      {
        title: action.title,
        kind: provider.kind,
        ...(diagnostics.length > 0 && { diagnostics }),
        ...(action.isPreferred && { isPreferred: true }),
        ...done,
      },
    ];
  });
}

interface Proposed {
  readonly provider: ActionProvider;
  readonly action: ProposedAction;
}

/** What mends several of the selected findings in the same way is offered once, for all of them. */
function addTo(proposed: Proposed[], { provider, action }: Proposed): void {
  const same = proposed.findIndex((it) => it.provider === provider && isSame(it.action, action));
  const before = proposed[same]?.action;
  if (before === undefined) proposed.push({ provider, action });
  else proposed[same] = { provider, action: { ...before, findings: [...before.findings, ...action.findings] } };
}

function isSame(a: ProposedAction, b: ProposedAction): boolean {
  return a.title === b.title && JSON.stringify(a.does) === JSON.stringify(b.does);
}

function isWanted(
  { kind, onlyWhenNamed, onlyWhenInvoked }: ActionProvider,
  { only, isInvoked }: { readonly only: readonly string[] | undefined; readonly isInvoked: boolean },
): boolean {
  if (only === undefined) return !onlyWhenNamed && (isInvoked || onlyWhenInvoked !== true);
  return only.some((it) => kind === it || kind.startsWith(`${it}.`) || it === CodeActionKind.Empty);
}

/** Files that would be edited and that are not as they were read. The folder takes them in anew. */
async function staleFiles(
  folder: Folder,
  { snapshot }: Checked,
  actions: readonly ProposedAction[],
): Promise<ReadonlySet<FilePath>> {
  const files = new Set(
    actions.flatMap(({ does }) => (does.kind === 'edits' ? does.edits.map(({ file }) => file) : [])),
  );
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

/** `undefined`: a file that it would change is not as it was read. */
function doing(
  { does }: ProposedAction,
  checked: Checked,
  context: EditContext,
): Pick<CodeAction, 'edit' | 'command'> | undefined {
  if (does.kind === 'command') return { command: does.command };
  const edit = workspaceEditOf(does, checked, context);
  return edit && { edit };
}
