import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsOf, ruleOf, untilNoRule, untilRule } from './diagnostics.ts';
import { show } from './folders.ts';
import { polled } from './waiting.ts';

/** The quick fixes offered where a diagnostic is. VS Code answers with none, or cancels what was asked, while an extension registers providers. */
export function quickFixes(uri: vscode.Uri, diagnostic: vscode.Diagnostic): Promise<readonly vscode.CodeAction[]> {
  return polled(`quick fixes of ${ruleOf(diagnostic)}`, async () => {
    const actions = await uncancelled(
      vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        diagnostic.range,
        vscode.CodeActionKind.QuickFix.value,
        20,
      ),
    );
    return actions === undefined || actions.length === 0 ? undefined : actions;
  });
}

/** What comes of a request, `undefined` where VS Code cancelled it itself. */
async function uncancelled<Value>(request: Thenable<Value>): Promise<Value | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Error && error.name === new vscode.CancellationError().name) return undefined;
    throw error;
  }
}

/** Applies an action's edit to an open file. */
export async function applyAction({ title, edit }: vscode.CodeAction): Promise<void> {
  assert.ok(edit, `${title} has an edit`);
  assert.ok(await vscode.workspace.applyEdit(edit), `${title} was applied`);
}

/**
 * Applies every quick fix of a rule's first finding, one after the other, each time from the text on disk: the finding
 * goes, and comes back with undo. Answers the titles.
 */
export async function applyEveryFix(uri: vscode.Uri, rule: string): Promise<readonly string[]> {
  const { document } = await show(uri);
  const original = document.getText();
  const count = (await quickFixes(uri, await untilRule(uri, rule))).filter(({ edit }) => edit !== undefined).length;
  const titles: string[] = [];
  for (let i = 0; i < count; i++) {
    const actions = await quickFixes(uri, await untilRule(uri, rule));
    const action = actions.filter(({ edit }) => edit !== undefined)[i];
    assert.ok(action, `the same ${count} fixes are offered again`);
    titles.push(action.title);
    await applyAction(action);
    assert.notEqual(document.getText(), original, action.title);
    await untilNoRule(uri, rule);
    assert.deepEqual(
      diagnosticsOf(uri).filter((it) => ruleOf(it) === 'syntax'),
      [],
      `${action.title} leaves the syntax right`,
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), original, `${action.title} is undone in one step`);
  }
  return titles;
}
