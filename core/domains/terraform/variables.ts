import { isInside } from '../../text/filePath.ts';
import { atMost, evaluate, type Names } from './evaluate.ts';
import { attributesIn, bodyOf, isBroken, type BlockAttribute } from './hcl.ts';
import { namesApart, valuesByName, type ModuleFiles } from './moduleFiles.ts';
import { isTerragrunt, isValues } from './recognise.ts';
import { byDefault, shared, unknown, type Declaration, type TerraformFile, type Value } from './values.ts';

/** A variable of a module. */
interface Variable {
  readonly name: string;
  readonly declaration: Declaration | undefined;
  readonly module: ModuleFiles;
}

/**
 * What a variable is, as far as the files of the workspace tell: what a file of values gives it that Terraform reads by itself, else its default.
 * Not known where a call of the module or another file of values gives it something else, or where only a call or the user can:
 * its default is null, and no call leaves it at that.
 */
export function valueOfVariable(variable: Variable): Value {
  const { name, declaration, module } = variable;
  if (declaration === undefined) return unknown(`nothing here declares var.${name}`);
  if (isBroken(declaration.file.tree, declaration.node)) return unknown('the text is half typed');
  if (module.calls.some(({ gives }) => gives.has(name))) return unknown(`who calls this module decides var.${name}`);
  if (module.elsewhere.some(({ path }) => isTerragrunt(path))) return unknown(`Terragrunt decides var.${name}`);
  const apart = module.elsewhere.filter(({ path }) => isValues(path) && module.calls.length === 0);
  if (apart.some((it) => namesApart(it, name)))
    return unknown(`a file that is not evaluated gives var.${name} a value`);
  const attributes = attributesIn(bodyOf(declaration));
  // A child module gets no files of values.
  const files = module.calls.length > 0 ? NONE : module;
  const read = givenIn(files.read, name).at(-1);
  const named = givenIn(files.named, name);
  const definition = read ?? defaultOf(declaration, attributes) ?? named[0];
  if (definition === undefined) return unknown(`nothing here gives var.${name} a value`);
  const value = typed(evaluate(definition.expression, definition.file, LITERALS), attributes);
  if (isBroken(definition.file.tree, definition.node)) return unknown('the text is half typed');
  // What is written alike is the same: it names nothing.
  const different = new Map(named.map((it) => [it.expression.text, it] as const));
  const others = [...different.values()].map((it) => evaluate(it.expression, it.file, LITERALS));
  if (others.some((it) => !isSame(it, value))) return unknown(`files of values give var.${name} different values`);
  // Calls from outside, none of which gives it another value, leave nothing open.
  const isCalled = module.calls.some(({ file }) => !isInside(file.path, module.folder));
  if (value.kind === 'scalar' && value.value === null) {
    const isLeftOut = read === undefined ? isCalled : !attributes.some((it) => it.name === 'nullable');
    return isLeftOut ? shared(value) : unknown(`who uses this module decides var.${name}`);
  }
  if (read === undefined && others.length === 0 && !isCalled) return byDefault(value);
  return others.length > 0 || givenIn(files.read, name).length > 1 ? shared(value) : value;
}

/** Neither a default nor a file of values can name anything. */
const LITERALS: Names = {
  named: (root, steps) => ({ value: unknown(`${root} cannot be used there`), used: steps.length }),
  stated: () => undefined,
  deeper: atMost(),
};

const NONE: Pick<ModuleFiles, 'read' | 'named'> = { read: [], named: [] };

interface Given extends BlockAttribute {
  readonly file: TerraformFile;
}

function givenIn(files: readonly TerraformFile[], name: string): readonly Given[] {
  return allGiven(files).get(name) ?? [];
}

/** What files of values give, by the first of them: most stay as they are while something else is edited. */
const cache = new WeakMap<
  TerraformFile['tree'],
  { readonly files: readonly TerraformFile[]; readonly given: ReadonlyMap<string, readonly Given[]> }
>();

function allGiven(files: readonly TerraformFile[]): ReadonlyMap<string, readonly Given[]> {
  const [first] = files;
  if (first === undefined) return NOTHING;
  const before = cache.get(first.tree);
  if (before !== undefined && isSameFiles(before.files, files)) {
    cache.set(first.tree, { files, given: before.given });
    return before.given;
  }
  const given = new Map<string, Given[]>();
  for (const file of files) {
    for (const [name, all] of valuesByName(file)) {
      const own = all.map((it) => ({ ...it, file }));
      const same = given.get(name);
      if (same === undefined) given.set(name, own);
      else same.push(...own);
    }
  }
  cache.set(first.tree, { files, given });
  return given;
}

function isSameFiles(some: readonly TerraformFile[], others: readonly TerraformFile[]): boolean {
  if (some === others) return true;
  return (
    some.length === others.length &&
    some.every(({ path, tree }, i) => others[i]?.tree === tree && others[i].path === path)
  );
}

const NOTHING: ReadonlyMap<string, readonly Given[]> = new Map();

function defaultOf({ file }: Declaration, attributes: readonly BlockAttribute[]): Given | undefined {
  const found = attributes.find((it) => it.name === 'default');
  return found === undefined ? undefined : { ...found, file };
}

/** A type may give an object's attributes values that stand in no entry. */
function typed(value: Value, attributes: readonly BlockAttribute[]): Value {
  const type = attributes.find((it) => it.name === 'type');
  return type?.expression.text.includes('optional') === true ? opened(value) : value;
}

function opened(value: Value): Value {
  switch (value.kind) {
    case 'object': {
      const entries = new Map([...value.entries].map(([key, it]) => [key, { ...it, value: opened(it.value) }]));
      return { ...value, entries, isOpen: true };
    }
    case 'list':
      return { ...value, items: value.items.map(opened) };
    default:
      return value;
  }
}

function isSame(one: Value, other: Value): boolean {
  if (one.kind === 'scalar' && other.kind === 'scalar') return one.value === other.value;
  if (one.kind === 'list' && other.kind === 'list')
    return (
      one.items.length === other.items.length &&
      one.items.every((it, i) => isSame(it, other.items[i] ?? unknown('nothing is there')))
    );
  if (one.kind !== 'object' || other.kind !== 'object' || one.entries.size !== other.entries.size) return false;
  return [...one.entries].every(([key, { value }]) => {
    const same = other.entries.get(key)?.value;
    return same !== undefined && isSame(value, same);
  });
}
