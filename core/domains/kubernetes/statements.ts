import { isMap } from 'yaml';
import { lazy } from '../../text/lazy.ts';
import type { Span } from '../../text/span.ts';
import type { FileComment } from '../commented.ts';
import { documentsOf, pairSpan, placesOf, spanOf, yamlComments } from '../yamlFile.ts';
import { documentSpans, LONGEST } from './manifests.ts';
import { shifted } from './objects.ts';

/** How every comment begins that states something. */
const STATEMENT = 'grpc-alpn:';

/** What a file's comments of this product are read from. */
export interface Statements {
  readonly comments: readonly FileComment[];
  /** What is longer than a line: entries of mappings, and whole documents, each behind those that begin where it does and end sooner. */
  readonly statements: () => readonly Span[];
}

/** Comments are asked for where this product's stand, and what is longer than a line in these documents and those below them. */
export function statementsOf(text: string): Statements {
  if (!text.includes(STATEMENT)) return { comments: [], statements: () => [] };
  const spans = documentSpans(text).map((it) => ({
    ...it,
    isStated: text.slice(it.start, it.end).includes(STATEMENT),
  }));
  const near = spans.filter(
    ({ start, end, isStated }, i) => end - start <= LONGEST && (isStated || spans[i - 1]?.isStated === true),
  );
  return {
    comments: spans
      .filter(({ isStated }) => isStated)
      .flatMap(({ start, end }) =>
        yamlComments(text.slice(start, end)).map((it) => ({ ...shifted(it, start), value: it.value })),
      ),
    statements: lazy(() =>
      near.flatMap(({ start, end }) => longIn(text.slice(start, end)).map((it) => shifted(it, start))),
    ),
  };
}

function longIn(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const document of documentsOf(text)) {
    for (const { node } of placesOf(document)) {
      if (!isMap(node)) continue;
      const own = spanOf(node);
      if (own !== undefined) spans.push(own);
      for (const pair of node.items) spans.push(pairSpan(pair) ?? { start: 0, end: 0 });
    }
  }
  return spans
    .filter(({ start, end }) => text.slice(start, end).trimEnd().includes('\n'))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}
