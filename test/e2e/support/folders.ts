import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './waiting.ts';

/** One of the two folders that scripts/e2e.mjs opens in the window. */
export function folder(name: 'samples' | 'scratch'): vscode.WorkspaceFolder {
  const found = vscode.workspace.workspaceFolders?.find((it) => it.name === name);
  assert.ok(found, `the window has a folder ${name}`);
  return found;
}

/** A file of a folder. */
export function fileIn(name: 'samples' | 'scratch', file: string): vscode.Uri {
  return vscode.Uri.joinPath(folder(name).uri, file);
}

/**
 * Writes a file of the scratch folder as another program does, not the editor. Every test takes a path of its own: the
 * editor keeps what it has read for a while, and also what can be undone.
 */
export function writeOnDisk(file: string, text: string): vscode.Uri {
  const uri = fileIn('scratch', file);
  fs.mkdirSync(path.dirname(uri.fsPath), { recursive: true });
  fs.writeFileSync(uri.fsPath, text);
  return uri;
}

/**
 * Closes all editors without saving and removes all files of the scratch folder, by the editor: it keeps a document that a
 * test has opened for minutes, and the next test would meet it. Then waits until nothing is said of these files any more.
 */
export async function clearScratch(): Promise<void> {
  while (vscode.window.activeTextEditor?.document.isDirty === true) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const { uri } = folder('scratch');
  const entries = fs.readdirSync(uri.fsPath, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of entries.filter((it) => it.isFile())) {
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(vscode.Uri.file(path.join(parentPath, name)));
    assert.ok(await vscode.workspace.applyEdit(edit), `${name} was deleted`);
  }
  for (const it of fs.readdirSync(uri.fsPath)) fs.rmSync(path.join(uri.fsPath, it), { recursive: true });
  await eventually({
    what: 'an empty scratch folder without diagnostics',
    events: [vscode.languages.onDidChangeDiagnostics, vscode.workspace.onDidCloseTextDocument],
    look: () => (remainders(uri).length === 0 ? true : undefined),
    instead: () => remainders(uri).join(),
  });
}

/** What is open or complained about in a folder. */
function remainders({ path: parent }: vscode.Uri): readonly string[] {
  const isInside = ({ path: child }: vscode.Uri): boolean => child.startsWith(`${parent}/`);
  const open = vscode.workspace.textDocuments.filter(({ uri }) => isInside(uri)).map(({ uri }) => `open: ${uri.path}`);
  const told = vscode.languages
    .getDiagnostics()
    .filter(([uri, found]) => isInside(uri) && found.length > 0)
    .map(([uri]) => `diagnostics: ${uri.path}`);
  return [...open, ...told];
}

/** Opens a file in an editor. */
export async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

/** Replaces the first occurrence of a text in an open file, as typing does: the file is not saved. */
export async function replaceText(document: vscode.TextDocument, text: string, replacement: string): Promise<void> {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `${text} is in ${document.uri.path}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(start), document.positionAt(start + text.length)),
    replacement,
  );
  assert.ok(await vscode.workspace.applyEdit(edit), 'the edit was applied');
}
