import type { DomainInput, ParsedFile } from '../../../core/domains/domain.ts';
import type { Attribute, EdgeListener } from '../../../core/domains/edges.ts';
import { kubernetesDomain } from '../../../core/domains/kubernetes/index.ts';
import type { KubernetesTree } from '../../../core/domains/kubernetes/tree.ts';
import { filePath, type FilePath } from '../../../core/text/filePath.ts';
import type { Location } from '../../../core/text/location.ts';
import { applyEdits } from '../../../core/text/textEdit.ts';

/** Texts by the names of their files in a folder; one text stands for `all.yaml`. */
export type Texts = Readonly<Record<string, string>> | string;

/** What is made of a folder. */
export interface Folder {
  readonly edges: readonly EdgeListener[];
  /** The only edge; throws where there are more or fewer. */
  readonly edge: EdgeListener;
  /** What stands at a place. */
  readonly at: (location: Location) => string;
  /** The text of the only file after an attribute is set; `undefined`: it cannot be. */
  readonly after: <Value extends string | boolean>(
    attribute: Attribute<Value> | undefined,
    value: Value,
  ) => string | undefined;
}

const NONE = new Map();

/**
 * Reads a folder of texts as the workspace does: what is not recognised is left out.
 * @param products those whose edges are asked for
 */
export function folder(texts: Texts, products = /^aws-/): Folder {
  const input = inputOf(texts);
  const edges = kubernetesDomain.read(input).edges.filter(({ product }) => products.test(product));
  const textOf = (file: FilePath): string => input.files.get(file)?.text ?? '';
  return {
    edges,
    get edge() {
      const [edge, ...more] = edges;
      if (edge === undefined || more.length > 0) throw new Error(`${edges.length} edges`);
      return edge;
    },
    at: ({ file, span }) => textOf(file).slice(span.start, span.end),
    after: (attribute, value) => {
      const edits = attribute?.set(value);
      const [first] = edits ?? [];
      return edits === undefined || first === undefined ? undefined : applyEdits(textOf(first.file), edits);
    },
  };
}

/** What the room gets of a folder. */
export function inputOf(texts: Texts): DomainInput<KubernetesTree> {
  const files = new Map<FilePath, ParsedFile<KubernetesTree>>();
  for (const [name, text] of Object.entries(typeof texts === 'string' ? { 'all.yaml': texts } : texts)) {
    const path = filePath(`/ws/${name}`);
    if (kubernetesDomain.candidate(path) && kubernetesDomain.recognise(path, text))
      files.set(path, { path, text, ...kubernetesDomain.parse(text, path) });
  }
  return {
    folder: filePath('/ws'),
    files,
    ...{ globs: NONE, names: NONE, absent: NONE, links: NONE, placements: [], grpcServers: [] },
    options: { nginx: { configurations: [] }, grpcOf: () => undefined },
  };
}

/** An edge in a line: `aws-nlb TLS 443 terminated absent`. */
export function lineOf({ product, protocol, port, tls, alpnPolicy }: EdgeListener): string {
  const policy = alpnPolicy === undefined ? [] : [said(alpnPolicy)];
  return [product, protocol, port, tls, ...policy].join(' ');
}

/** What an attribute says: its value, `absent` or `unknown`. */
export function said(attribute: Attribute<string> | Attribute<boolean> | undefined): string | undefined {
  const declared = attribute?.declared;
  return declared?.kind === 'stated' ? String(declared.value) : declared?.kind;
}
