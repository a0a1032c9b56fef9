import type { Location } from '../../text/location.ts';
import type { Attribute, Declared } from '../edges.ts';
import { addAttribute, addEntry, replaceLiteral } from './edits.ts';
import { booleanOf, scalarOf } from './evaluate.ts';
import { attributesIn, bodyOf, isBroken, nameNodeOf } from './hcl.ts';
import { nestedIn } from './moduleFiles.ts';
import type { NameClue } from './evidence.ts';
import type { Scope } from './scope.ts';
import type { Block } from './tree.ts';
import { entryOf, locationOf, type ObjectValue, type Placed, type TerraformFile, type Value } from './values.ts';

/** What is set by names, be it in a block or in an object: `aws_lb_listener`, one of the `listeners` of a module. */
export interface Settings {
  /** Where its name stands. */
  readonly name: Placed;
  /** All of it. */
  readonly whole: Placed;
  /** What a name is set to; `undefined`: it is not. */
  readonly get: (name: string) => Value | undefined;
  /** Where it is set: the expression. `undefined`: nowhere. */
  readonly expression: (name: string) => Placed | undefined;
  /** Why what is not set may have a value all the same, as a clause; `undefined`: it has none. */
  readonly open: string | undefined;
  /** Whether Terraform leaves what a name is set to as it finds it, whatever the text says: `lifecycle` says so. */
  readonly ignores: (name: string) => boolean;
  readonly add: (entry: Parameters<typeof addEntry>[1]) => ReturnType<typeof addEntry>;
}

/** What a block sets. */
export function blockSettings(block: Block, file: TerraformFile, scope: Scope): Settings {
  const whole = { file, node: block.node };
  return {
    name: { file, node: nameNodeOf(block) },
    whole,
    get: (name) => scope.attribute(block, file, name),
    expression: (name) => {
      const attribute = bodyOf(block)?.children.find(
        ({ type, children: [first] }) => type === 'attribute' && first?.text === name,
      );
      const node = attribute?.children.find(({ type }) => type === 'expression');
      return node === undefined ? undefined : { file, node };
    },
    open: isBroken(file.tree, block.node) ? 'the text is half typed' : undefined,
    ignores: (name) =>
      nestedIn(block, 'lifecycle').some((it) => {
        const ignored = attributesIn(bodyOf(it)).find((one) => one.name === 'ignore_changes')?.expression;
        const texts = [...(ignored?.ofTypes('identifier', 'string_lit') ?? [])].map((one) => one.text);
        return texts.some((text) => text === name || text === `"${name}"` || text === 'all');
      }),
    add: (entry) => addAttribute(whole, entry),
  };
}

/** What an object sets. */
export function objectSettings(object: ObjectValue, name: Placed): Settings {
  const { literal, isOwn, isOpen, isDefault } = object;
  const open = isOpen ? 'the type of a variable may give it a value' : isDefault && BY_DEFAULT;
  const isHalf = literal !== undefined && isBroken(literal.file.tree, literal.node);
  return {
    name,
    whole: literal ?? name,
    get: (key) => entryOf(object, key),
    expression: (key) => {
      const element = object.entries.get(key)?.key;
      const node = element?.node.parent?.child('val');
      return element === undefined || node === undefined ? undefined : { file: element.file, node };
    },
    open: isHalf ? 'the text is half typed' : open,
    ignores: () => false,
    add: (entry) => (literal === undefined || !isOwn ? undefined : addEntry(literal, entry)),
  };
}

const BY_DEFAULT = 'who uses this module may give the variable that it is in another value';

/** How an attribute is read and written. */
interface Kind<Type> {
  readonly name: string;
  /** `undefined`: it is none of its values. */
  readonly read: (value: Value) => Type | undefined;
  /** Names of neighbours that it goes well with, the best first. */
  readonly near: readonly string[];
  /** Whether it may be added where it is not set. */
  readonly canAdd: boolean;
}

/** An attribute that is a text, in the spelling of `values`, as the provider takes any. */
export function textAttribute(
  settings: Settings,
  options: Omit<Kind<string>, 'read'> & { readonly values: readonly string[] },
): Attribute<string> {
  const read = (value: Value): string | undefined => {
    const scalar = scalarOf(value);
    const text = typeof scalar === 'string' ? scalar : undefined;
    return options.values.find((it) => it.toLowerCase() === text?.toLowerCase()) ?? text;
  };
  return attribute(settings, { ...options, read }, (value) => `"${value}"`);
}

/** An attribute that is a truth value. */
export function truthAttribute(settings: Settings, options: Omit<Kind<boolean>, 'read'>): Attribute<boolean> {
  return attribute(settings, { ...options, read: booleanOf }, String);
}

function attribute<Type extends string | boolean>(
  settings: Settings,
  kind: Kind<Type>,
  write: (value: Type) => string,
): Attribute<Type> {
  const { name, near, canAdd } = kind;
  const value = settings.get(name);
  const declared = declaredBy(value, settings, kind);
  const expression = settings.expression(name);
  return {
    name,
    declared,
    at: locationOf(expression ?? settings.name),
    set: onceForEach((wanted) => {
      if (declared.kind === 'stated' && declared.value === wanted) return [];
      if (value === undefined)
        return settings.open === undefined && canAdd ? settings.add({ name, near, value: write(wanted) }) : undefined;
      return value.kind === 'scalar' && value.isOwn ? replaceLiteral(value, write(wanted)) : undefined;
    }),
  };
}

/** The same is asked of all files after every keystroke in one. */
function onceForEach<Wanted, Found>(find: (wanted: Wanted) => Found): (wanted: Wanted) => Found {
  const found = new Map<Wanted, { readonly it: Found }>();
  return (wanted) => {
    const known = found.get(wanted) ?? { it: find(wanted) };
    found.set(wanted, known);
    return known.it;
  };
}

function declaredBy<Type>(value: Value | undefined, settings: Settings, { name, read }: Kind<Type>): Declared<Type> {
  const { open } = settings;
  if (settings.ignores(name)) return { kind: 'unknown', because: 'Terraform ignores changes of it (`ignore_changes`)' };
  if (value === undefined) return open === undefined ? { kind: 'absent' } : { kind: 'unknown', because: open };
  if (value.kind === 'unknown') return value;
  if (value.kind !== 'scalar') return { kind: 'unknown', because: `${name} is no plain value` };
  const { isDefault } = value;
  if (value.value === null) return isDefault ? { kind: 'unknown', because: BY_DEFAULT } : { kind: 'absent' };
  const stated = read(value);
  if (stated === undefined) return { kind: 'unknown', because: `${name} has a value that is none of its values` };
  const at = locationOf(value);
  return isDefault ? { kind: 'stated', value: stated, at, isDefault } : { kind: 'stated', value: stated, at };
}

/** A text in capitals, as providers keep protocols. */
export function protocolOf(value: Value | undefined): string | undefined {
  const scalar = scalarOf(value);
  return typeof scalar === 'string' && scalar !== '' ? scalar.toUpperCase() : undefined;
}

/** A port, be it written as a text. */
export function portOf(value: Value | undefined): number | undefined {
  const scalar = scalarOf(value);
  const text = typeof scalar === 'string' ? scalar : typeof scalar === 'number' ? String(scalar) : '';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  return port !== undefined && port > 0 && port < 65_536 ? port : undefined;
}

/** A name as far as the text tells: what is filled in is left out, as a dash. */
function nameIn(settings: Settings, name: string): string | undefined {
  const value = scalarOf(settings.get(name));
  if (typeof value === 'string') return value;
  const text = settings.expression(name)?.node.text;
  return text?.startsWith('"') === true ? text.slice(1, -1).replace(/\$\{[^}"]{0,200}\}/g, '-') : undefined;
}

/** What the names of something say: the one that the code gives it, and those that it has on the platform. */
export function namesOf(settings: Settings, label: string | undefined, of: string): readonly NameClue[] {
  const names = [label, nameIn(settings, 'name'), nameIn(settings, 'name_prefix')].flatMap((it) => it ?? []);
  return [...new Set(names)].map((name) => ({ of, name }));
}

/** Where something is told of. */
export function placeOf(settings: Settings, name: string): Location {
  return locationOf(settings.expression(name) ?? settings.name);
}
