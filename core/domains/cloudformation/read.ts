import type { DomainInput, FileRequest, ParsedFile } from '../domain.ts';
import type { EdgeListener } from '../edges.ts';
import type { DomainFacts } from '../facts.ts';
import { classicListenersOf } from './classic.ts';
import { listenersOf, natGatewaysOf } from './listeners.ts';
import { statedIn, type Stated } from './stated.ts';
import type { Template } from './template.ts';
import type { CloudFormationTree } from './tree.ts';

/** No other file. */
export function wants(): Iterable<FileRequest> {
  return [];
}

/** What the templates declare. */
export function read(input: DomainInput<CloudFormationTree>): DomainFacts {
  return {
    ...{ listeners: [], modules: [], nginxVersions: [], placements: [], grpcServers: [], optOuts: [], notes: [] },
    edges: [...input.files.values()].flatMap((file) => edgesOf(file, input)),
  };
}

/** What a template declares, for as long as the same is stated of its file. */
const cache = new WeakMap<CloudFormationTree, { readonly stated: string; readonly edges: readonly EdgeListener[] }>();

function edgesOf(
  { path, tree }: ParsedFile<CloudFormationTree>,
  input: DomainInput<CloudFormationTree>,
): readonly EdgeListener[] {
  const stated = JSON.stringify(input.options.grpcOf(path) ?? null);
  const known = cache.get(tree);
  if (known?.stated === stated) return known.edges;
  const template = tree.template();
  const edges = template === undefined ? [] : declaredIn(template, statedIn(template, tree, input));
  cache.set(tree, { stated, edges });
  return edges;
}

function declaredIn(template: Template, stated: Stated): readonly EdgeListener[] {
  return [...listenersOf(template, stated), ...classicListenersOf(template, stated), ...natGatewaysOf(template)];
}
