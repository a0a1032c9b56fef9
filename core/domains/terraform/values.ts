import type { Location } from '../../text/location.ts';
import type { ParsedFile } from '../domain.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import type { Block, TerraformTree } from './tree.ts';

/** A file of a module. */
export type TerraformFile = ParsedFile<TerraformTree>;

/** A node, and the file that it stands in. */
export interface Placed {
  readonly file: TerraformFile;
  readonly node: SyntaxNode;
}

/** What an expression comes to. */
export type Value = Scalar | List | ObjectValue | Reference | Unknown;

/** A text, a number, a truth value or null. */
export interface Scalar extends Placed {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** Whether its node is a literal that stands for this one use: it may be replaced. */
  readonly isOwn: boolean;
  /** Whether the default of a variable, which a deployment may give another value, has a say in it. */
  readonly isDefault?: true;
}

/** `[…]`, and what is made of it. */
export interface List {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** Whether what is in it stands for this one use. */
  readonly isOwn: boolean;
  /** As of a scalar. */
  readonly isDefault?: true;
}

/** `{ … }`, and what is made of it. */
export interface ObjectValue {
  readonly kind: 'object';
  readonly entries: ReadonlyMap<string, Entry>;
  /** Where it is written; `undefined`: it is made of others. */
  readonly literal: Placed | undefined;
  /** Whether what is in it stands for this one use: where it has a literal, an entry may be added. */
  readonly isOwn: boolean;
  /** Whether what has no entry may have a value all the same: a type gives it one. */
  readonly isOpen: boolean;
  /** As of a scalar. */
  readonly isDefault?: true;
}

/** An entry of an object, and its key. */
export interface Entry {
  readonly key: Placed;
  readonly value: Value;
}

/** Something that a resource or a module yields once it is there: `aws_lb.main.arn`. */
export interface Reference {
  readonly kind: 'reference';
  readonly to: Declaration;
  /** What of it: `['arn']`; empty: all of it. */
  readonly path: readonly string[];
}

/** Something else than the text decides. `because`: a clause. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly because: string;
}

/** A block of a module, and the file that it stands in. */
export interface Declaration extends Block {
  readonly file: TerraformFile;
  /** As Terraform calls it: `aws_lb.main`, `module.alb`, `data.aws_lb.main`. */
  readonly address: string;
}

/** A value that is not known. */
export function unknown(because: string): Unknown {
  return { kind: 'unknown', because };
}

/** The same value, where others have a say in it, too: its text is not to be changed. */
export function shared(value: Value): Value {
  switch (value.kind) {
    case 'scalar':
    case 'object':
    case 'list':
      return value.isOwn ? { ...value, isOwn: false } : value;
    case 'reference':
    case 'unknown':
      return value;
  }
}

/** The same value, where the default of a variable has a say in it. */
export function byDefault(value: Value): Value {
  return value.kind === 'reference' || value.kind === 'unknown' ? value : { ...value, isDefault: true };
}

/** A value, where others have a say in it, too. */
export function decidedBy(value: Value, others: readonly (Value | undefined)[]): Value {
  return others.some(isByDefault) ? byDefault(value) : value;
}

/** Whether the default of a variable has a say in a value. */
export function isByDefault(value: Value | undefined): boolean {
  return value !== undefined && value.kind !== 'reference' && value.kind !== 'unknown' && value.isDefault === true;
}

/** What an object has under a key; `undefined`: nothing. */
export function entryOf(object: ObjectValue, key: string): Value | undefined {
  const value = object.entries.get(key)?.value;
  return value === undefined ? undefined : within(object, value);
}

/** What is in a list. */
export function itemsOf(list: List): readonly Value[] {
  return list.isOwn && list.isDefault === undefined ? list.items : list.items.map((it) => within(list, it));
}

function within(whole: List | ObjectValue, part: Value): Value {
  const own = whole.isOwn ? part : shared(part);
  return decidedBy(own, [whole]);
}

/** Where a node stands. */
export function locationOf({ file, node }: Placed): Location {
  return { file: file.path, span: { start: node.start, end: node.end } };
}
