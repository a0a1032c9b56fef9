import { Range, Uri, ViewColumn, window, workspace } from 'vscode';
import type { PlaceByUri } from '../server/protocol.ts';

/**
 * Opens a place of the workspace where an editor is already, but not over the page that leads to it.
 * @param own the column of that page
 */
export async function openPlace(
  { uri, range: { start, end } }: PlaceByUri,
  own: ViewColumn | undefined,
): Promise<void> {
  const other = window.visibleTextEditors.find(({ viewColumn }) => viewColumn !== undefined && viewColumn !== own);
  try {
    await window.showTextDocument(Uri.parse(uri), {
      selection: new Range(start.line, start.character, end.line, end.character),
      viewColumn: other?.viewColumn ?? (own === ViewColumn.One ? ViewColumn.Two : ViewColumn.One),
    });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`gRPC ALPN: the file cannot be opened: ${words}`);
  }
}

/** A file as people of this workspace write it; with its folder, where there are several. */
export function nameOf(uri: string): string {
  return workspace.asRelativePath(Uri.parse(uri));
}
