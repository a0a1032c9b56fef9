import type { DomainInput, FileRequest } from '../domain.ts';
import type { EdgeListener } from '../edges.ts';
import type { DomainFacts } from '../facts.ts';
import { albModuleListeners } from './albModule.ts';
import { classicListeners } from './classic.ts';
import { hostsByRecord } from './hosts.ts';
import { listenersOf } from './listeners.ts';
import { modulesOf, type ModuleFiles } from './moduleFiles.ts';
import { natGateways } from './natGateways.ts';
import { programsByTarget } from './programs.ts';
import { scopeOf } from './scope.ts';
import type { TerraformTree } from './tree.ts';
import { weighed } from './weighing.ts';

/** No other file. */
export function wants(): Iterable<FileRequest> {
  return [];
}

/** The load balancers and NAT gateways that the modules of a folder declare. */
export function read(input: DomainInput<TerraformTree>): DomainFacts {
  return {
    ...{ listeners: [], modules: [], nginxVersions: [], placements: [], grpcServers: [], optOuts: [] },
    notes: [...input.files.values()].flatMap(({ path, tree: { refusal } }) =>
      refusal === undefined ? [] : [{ file: path, ...refusal }],
    ),
    edges: modulesOf(input.files.values()).flatMap((it) => edgesOf(it, input.options)),
  };
}

/** The same, module by module. */
export function* prepare(input: DomainInput<TerraformTree>): Iterable<undefined> {
  for (const module of modulesOf(input.files.values())) {
    edgesOf(module, input.options);
    yield;
  }
}

/** What a module came to, by the first of its files: most modules of a folder stay as they are while one is edited. */
const cache = new WeakMap<
  TerraformTree,
  { readonly key: readonly unknown[]; readonly edges: readonly EdgeListener[] }
>();

function edgesOf(module: ModuleFiles, options: DomainInput<TerraformTree>['options']): readonly EdgeListener[] {
  const [first] = module.files;
  if (first === undefined) return [];
  const key = keyOf(module, options);
  const known = cache.get(first.tree);
  if (known?.key.length === key.length && known.key.every((it, i) => it === key[i])) return known.edges;
  const scope = scopeOf(module);
  const reading = { scope, options, hosts: hostsByRecord(scope), programs: programsByTarget(scope) };
  const listeners = [...listenersOf(reading), ...albModuleListeners(reading), ...classicListeners(reading)];
  const edges = [...weighed(listeners, options), ...natGateways(reading)];
  cache.set(first.tree, { key, edges });
  return edges;
}

/** All that its edges depend on. */
function keyOf({ files, read: given, named, elsewhere, calls }: ModuleFiles, options: unknown): readonly unknown[] {
  const trees = [...files, ...given, ...named, ...elsewhere].flatMap(({ path, tree }) => [path, tree]);
  return [options, ...trees, ...calls.map(({ file, gives }) => [file.path, ...gives].join(' '))];
}
