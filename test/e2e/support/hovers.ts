import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { show } from './folders.ts';
import { polled } from './waiting.ts';

/** Waits until the hover over the first occurrence of a text says all of this. */
export async function expectHover(uri: vscode.Uri, text: string, words: readonly string[]): Promise<void> {
  const { document } = await show(uri);
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, text);
  await polled(`a hover over ${text} with ${words.join(' and ')}`, async () => {
    const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      document.positionAt(offset + 1),
    );
    const shown = hovers.flatMap(({ contents }) => contents.map(textOf)).join('\n');
    return words.every((it) => shown.includes(it)) ? shown : undefined;
  });
}

function textOf(content: vscode.Hover['contents'][number]): string {
  return content instanceof vscode.MarkdownString ? content.value : JSON.stringify(content);
}
