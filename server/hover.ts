import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import { hoverAt } from '../core/features/hover.ts';
import type { SightingAt } from '../core/features/observed.ts';
import { hoverSection } from '../core/features/observedWords.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { touches } from '../core/text/span.ts';
import type { Checked } from './folder.ts';

/** So many probes of one listener are told of. */
const MOST = 3;

/** What is told at a position: what is written there, and what probes have seen. `undefined`: nothing. */
export function hoverOf(
  { snapshot, lines }: Checked,
  at: {
    readonly path: FilePath;
    readonly position: Position;
    /** What was seen at the listeners of the file, the latest first. */
    readonly seen: readonly SightingAt[];
  },
  { markdown }: Pick<ClientFeatures, 'markdown'>,
): Hover | undefined {
  const { path, position } = at;
  if (!snapshot.texts.has(path)) return undefined;
  const offset = lines.of(snapshot, path).offsetAt(position);
  const hover = hoverAt(snapshot, path, offset);
  const seen = at.seen.filter((it) => touches(it.at.span, offset)).slice(0, MOST);
  const span = hover?.span ?? seen[0]?.at.span;
  if (span === undefined) return undefined;
  const told = { now: new Date() };
  // What was seen is the news, and a hover is cut where it is long.
  const sections = [...seen.map((it) => hoverSection(it, told)), ...(hover === undefined ? [] : [hover.markdown])];
  return {
    contents: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: sections.join('\n\n---\n\n') },
    range: lines.rangeOf(snapshot, { file: path, span }),
  };
}
