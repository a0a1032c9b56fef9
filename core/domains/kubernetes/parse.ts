import type { FilePath } from '../../text/filePath.ts';
import type { Parse } from '../domain.ts';
import { manifestOf } from './manifest.ts';
import { manifestTextsOf } from './manifests.ts';
import { statedIn } from './stated.ts';
import { statementsOf } from './statements.ts';
import type { KubernetesTree } from './tree.ts';

/** Parses a file. What is wrong with it is none of this product's problems. */
export function parse(text: string, path: FilePath): Parse<KubernetesTree> {
  return { tree: new Tree(text, path), problems: [] };
}

class Tree implements KubernetesTree {
  readonly marker = '#';
  readonly comments: KubernetesTree['comments'];
  readonly manifests: KubernetesTree['manifests'];
  readonly #statements: () => KubernetesTree['statements'];

  constructor(text: string, file: FilePath) {
    const { comments, statements } = statementsOf(text);
    const spans = manifestTextsOf(text, file);
    const statedOf = statedIn(comments, spans);
    this.comments = comments;
    this.#statements = statements;
    this.manifests = spans.map((span) =>
      manifestOf({
        ...{ file, kind: span.kind, text: text.slice(span.start, span.end), start: span.start },
        stated: statedOf(span),
      }),
    );
  }

  get statements(): KubernetesTree['statements'] {
    return this.#statements();
  }
}
