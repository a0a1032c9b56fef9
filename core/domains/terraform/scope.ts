import type { SyntaxNode } from '../syntaxTree.ts';
import { attributesIn, bodyOf, isBroken, type BlockAttribute } from './hcl.ts';
import { atMost, evaluate, type Names, type Step } from './evaluate.ts';
import { localsIn, namesApart, overrides, type ModuleFiles } from './moduleFiles.ts';
import { isValues } from './recognise.ts';
import type { Block } from './tree.ts';
import {
  shared,
  unknown,
  type Declaration,
  type Reference,
  type TerraformFile,
  type Unknown,
  type Value,
} from './values.ts';
import { valueOfVariable } from './variables.ts';

/** One module, with what its names stand for. */
export interface Scope {
  readonly module: ModuleFiles;
  /** Resources, data sources and modules that are declared, in the order of the files. */
  readonly declarations: readonly Declaration[];
  /** Of several blocks with one address none is the one. */
  readonly declared: (address: string) => Declaration | undefined;
  /** What an attribute of a block, the declaration's own or one within, comes to; `undefined`: it is not there. */
  readonly attribute: (block: Block, file: TerraformFile, name: string) => Value | undefined;
  readonly evaluate: Names;
}

const HALF_TYPED = unknown('the text is half typed');

interface Definition extends BlockAttribute {
  readonly file: TerraformFile;
}

/** Reads what the files of a module declare; values are found out when they are asked for. */
export function scopeOf(module: ModuleFiles): Scope {
  const { declarations, byAddress, overridden } = declarationsOf(module);
  const locals = localsOf(module);
  const variables = new Map(declarationsNamed(module, 'variable').map((it) => [it.labels[0] ?? '', it] as const));
  const uses = usesIn(module);
  const known = new Map<string, Value>();
  // Each block is asked for many names.
  const attributes = new WeakMap<SyntaxNode, readonly BlockAttribute[]>();

  const once = (name: string, make: () => Value): Value => {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, unknown(`${name} refers to itself`));
    const value = make();
    known.set(name, value);
    return value;
  };
  const used = (name: string, value: Value): Value => ((uses.get(name) ?? 0) > 1 ? shared(value) : value);
  const local = (name: string): Value => {
    const definitions = locals.get(name) ?? [];
    const [definition, another] = definitions;
    if (definition === undefined || another !== undefined) return unknown(`nothing here declares local.${name}`);
    const { file, expression } = definition;
    if (isBroken(file.tree, definition.node)) return HALF_TYPED;
    if (module.elsewhere.some((it) => !isValues(it.path) && namesApart(it, name)))
      return unknown(`a file that is not evaluated names local.${name}`);
    return used(
      `local.${name}`,
      once(`local.${name}`, () => evaluate(expression, file, names)),
    );
  };
  const variable = (name: string): Value => {
    const declaration = overridden.has(`variable.${name}`) ? undefined : variables.get(name);
    const value = once(`var.${name}`, () => valueOfVariable({ name, declaration, module }));
    return used(`var.${name}`, value);
  };
  const resource = (address: string): Value => {
    const declaration = byAddress.get(address);
    return declaration === undefined || overridden.has(address)
      ? unknown(`nothing here declares ${address}`)
      : { kind: 'reference', to: declaration, path: [] };
  };
  const attribute = (block: Block, file: TerraformFile, name: string): Value | undefined => {
    let all = attributes.get(block.node);
    if (all === undefined) attributes.set(block.node, (all = attributesIn(bodyOf(block))));
    const [only, another] = all.filter((it) => it.name === name);
    if (only === undefined) return undefined;
    if (another !== undefined || isBroken(file.tree, only.node)) return HALF_TYPED;
    return evaluate(only.expression, file, names);
  };
  const names: Names = {
    named: (root, steps) => {
      const [first, second] = steps.map(nameOf);
      if (first === undefined) return { value: WITHOUT.get(root) ?? unknown(`${root} is not known`), used: 0 };
      if (root === 'local') return { value: local(first), used: 1 };
      if (root === 'var') return { value: variable(first), used: 1 };
      const without = WITHOUT.get(root);
      if (without !== undefined) return { value: without, used: steps.length };
      if (root === 'module') return { value: resource(`module.${first}`), used: 1 };
      if (root === 'data') return { value: resource(`data.${first}.${second ?? ''}`), used: 2 };
      return { value: resource(`${root}.${first}`), used: 1 };
    },
    stated: ({ to }: Reference, name) => {
      if (to.type === 'module') return undefined;
      const value = once(`${to.address}.${name}`, () => attribute(to, to.file, name) ?? NOT_STATED);
      return value === NOT_STATED ? undefined : shared(value);
    },
    deeper: atMost(),
  };
  return {
    module,
    declarations,
    declared: (address) => (overridden.has(address) ? undefined : byAddress.get(address)),
    attribute,
    evaluate: names,
  };
}

const NOT_STATED: Unknown = unknown('its platform decides');

/** Names whose values are never in the text. */
const WITHOUT: ReadonlyMap<string, Unknown> = new Map([
  ['each', unknown('it differs between the instances of for_each')],
  ['count', unknown('it differs between the instances of count')],
  ['self', unknown('its platform decides')],
  ['path', unknown('it depends on where Terraform runs')],
  ['terraform', unknown('it depends on where Terraform runs')],
]);

function nameOf(step: Step): string | undefined {
  return step.kind === 'attribute' ? step.name : undefined;
}

function declarationsOf(module: ModuleFiles): {
  readonly declarations: readonly Declaration[];
  readonly byAddress: ReadonlyMap<string, Declaration>;
  /** What a file that overrides others, or a second block, says something else of. */
  readonly overridden: ReadonlySet<string>;
} {
  const declarations: Declaration[] = [];
  const byAddress = new Map<string, Declaration>();
  const overridden = new Set<string>();
  for (const file of module.files) {
    for (const block of file.tree.blocks) {
      const address = addressOf(block);
      if (address === undefined) continue;
      const declaration = { ...block, file, address };
      if (overrides(file.path) || byAddress.has(address)) overridden.add(address);
      else declarations.push(declaration);
      byAddress.set(address, declaration);
    }
  }
  for (const [address, { labels }] of byAddress) {
    if (module.elsewhere.some((it) => !isValues(it.path) && namesApart(it, labels.at(-1) ?? '')))
      overridden.add(address);
  }
  return { declarations: declarations.filter(({ address }) => !overridden.has(address)), byAddress, overridden };
}

function addressOf({ type, labels: [first, second] }: Block): string | undefined {
  switch (type) {
    case 'resource':
      return first === undefined || second === undefined ? undefined : `${first}.${second}`;
    case 'data':
      return first === undefined || second === undefined ? undefined : `data.${first}.${second}`;
    case 'module':
    case 'variable':
      return first === undefined ? undefined : `${type}.${first}`;
    default:
      return undefined;
  }
}

function declarationsNamed(module: ModuleFiles, type: string): readonly Declaration[] {
  return module.files.flatMap((file) =>
    file.tree.blocks.flatMap((block) =>
      block.type === type ? [{ ...block, file, address: `${type}.${block.labels[0] ?? ''}` }] : [],
    ),
  );
}

function localsOf(module: ModuleFiles): ReadonlyMap<string, readonly Definition[]> {
  const locals = new Map<string, Definition[]>();
  for (const file of module.files) {
    for (const it of localsIn(file)) {
      const same = locals.get(it.name);
      if (same === undefined) locals.set(it.name, [{ ...it, file }]);
      else same.push({ ...it, file });
    }
  }
  return locals;
}

/** How often `local.x` and `var.x` are used in a module. */
function usesIn(module: ModuleFiles): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { tree } of module.files) {
    for (const node of tree.syntax.ofTypes('variable_expr')) {
      const root = node.text;
      if (root !== 'local' && root !== 'var') continue;
      const behind = /^\s{0,8}\.\s{0,8}([\w-]{1,200})/.exec(tree.syntax.text.slice(node.end, node.end + 220));
      const name = `${root}.${behind?.[1] ?? ''}`;
      uses.set(name, (uses.get(name) ?? 0) + 1);
    }
  }
  return uses;
}
