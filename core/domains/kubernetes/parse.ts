import type { FilePath } from '../../text/filePath.ts';
import type { Parse } from '../domain.ts';
import { manifestOf } from './manifest.ts';
import { manifestTextsOf } from './manifests.ts';
import { statedIn } from './stated.ts';
import { statementsOf } from './statements.ts';
import type { KubernetesTree } from './tree.ts';

/** Parses a file. What is wrong with it is none of this product's problems. */
export function parse(text: string, path: FilePath): Parse<KubernetesTree> {
  const { comments, statements } = statementsOf(text);
  const spans = manifestTextsOf(text, path);
  const statedOf = statedIn(comments, spans);
  return {
    tree: {
      comments,
      marker: '#',
      get statements() {
        return statements();
      },
      manifests: spans.map((span) =>
        manifestOf({
          ...{ file: path, kind: span.kind, text: text.slice(span.start, span.end), start: span.start },
          stated: statedOf(span),
        }),
      ),
    },
    problems: [],
  };
}
