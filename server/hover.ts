import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import { hoverAt } from '../core/features/hover.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import type { Checked } from './folder.ts';

/** What is told at a position. `undefined`: nothing. */
export function hoverOf(
  { snapshot, lines }: Checked,
  at: { readonly path: FilePath; readonly position: Position },
  { markdown }: Pick<ClientFeatures, 'markdown'>,
): Hover | undefined {
  const { path, position } = at;
  if (!snapshot.texts.has(path)) return undefined;
  const hover = hoverAt(snapshot, path, lines.of(snapshot, path).offsetAt(position));
  if (hover === undefined) return undefined;
  return {
    contents: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: hover.markdown },
    range: lines.rangeOf(snapshot, { file: path, span: hover.span }),
  };
}
