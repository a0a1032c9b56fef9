import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { textOf, type YamlReader } from '../yamlReader.ts';

/** What a value of a template comes to, as far as the template alone tells. */
export type Value =
  | Text
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'map'; readonly node: Node }
  /** Another resource of the template, or an attribute of one. */
  | { readonly kind: 'resource'; readonly id: string; readonly attribute: string | undefined }
  /** Not there, null, or `AWS::NoValue`. */
  | { readonly kind: 'nothing' }
  | Unknown;

/** One value that is known. */
export interface Text {
  readonly kind: 'text';
  readonly text: string;
  /** Where it is written, be it as the default of a parameter. */
  readonly node: Scalar;
  /** The parameters whose defaults it is made of: a deployment may give them other values. */
  readonly parameters: readonly string[];
}

/** Something else than the template decides. */
export interface Unknown {
  readonly kind: 'unknown';
  /** A clause. */
  readonly because: string;
  /** What is known of it, with `GAP` for what is not: enough to look for a name in. */
  readonly rough?: string;
}

/** Stands for what is not known in a text: of the private use area, so that nothing else means it. */
export const GAP = '\uE000';

const NOTHING: Value = { kind: 'nothing' };

/** Nobody nests functions deeper. */
const DEEPEST = 40;

/** What a template has that values may refer to. */
export interface Declarations {
  readonly reader: YamlReader;
  /** By their names. */
  readonly parameters: ReadonlyMap<string, Node>;
  readonly mappings: Node | undefined;
  /** Whether there is a resource of this id. */
  readonly isResource: (id: string) => boolean;
}

/** Evaluates the values of one template, each once. */
export class Values {
  readonly #of: Declarations;
  readonly #known = new Map<Node, Value>();
  #depth = 0;

  constructor(declarations: Declarations) {
    this.#of = declarations;
  }

  /** What a node comes to. */
  at(written: Node | undefined): Value {
    const node = this.#of.reader.resolved(written);
    if (node === undefined) return NOTHING;
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    if (this.#depth > DEEPEST) return unknown('it is nested too deep');
    // Kept before it is known: what leads to itself ends there.
    this.#known.set(node, unknown('it leads to itself'));
    this.#depth++;
    const value = this.#evaluate(node);
    this.#depth--;
    this.#known.set(node, value);
    return value;
  }

  #evaluate(node: Node): Value {
    const called = this.#callIn(node);
    if (called !== undefined) return this.#call(called.name, called.argument);
    if (isSeq(node)) {
      const items = this.#of.reader.items(node).map((it) => this.at(it));
      return { kind: 'list', items: items.filter(({ kind }) => kind !== 'nothing') };
    }
    if (isMap(node)) return { kind: 'map', node };
    return isScalar(node) ? literal(node) : NOTHING;
  }

  /** `!Sub x` and `{Fn::Sub: x}` are the same. */
  #callIn(node: Node): { readonly name: string; readonly argument: Node } | undefined {
    const tag = node.tag !== undefined && /^!(?!!)/.test(node.tag) ? node.tag.slice(1) : undefined;
    if (tag !== undefined) return { name: tag, argument: node };
    if (!isMap(node) || node.items.length !== 1) return undefined;
    const key = textOf(node.items[0]?.key) ?? '';
    const argument = this.#of.reader.at(node, key);
    const name = key === 'Ref' ? key : /^Fn::(.{1,60})$/s.exec(key)?.[1];
    return name === undefined || argument === undefined ? undefined : { name, argument };
  }

  #call(name: string, argument: Node): Value {
    switch (name) {
      case 'Ref':
        return this.#ref(this.#of.reader.text(argument) ?? '');
      case 'GetAtt':
        return this.#getAtt(argument);
      case 'Sub':
        return this.#sub(argument);
      case 'If':
        return this.#either(argument);
      case 'Join':
        return this.#join(argument);
      case 'FindInMap':
        return this.#findInMap(argument);
      case 'Select':
        return this.#select(argument);
      case 'ImportValue':
        return unknown('it comes from another stack');
      default:
        return unknown(`\`${name.slice(0, 60)}\` decides`);
    }
  }

  #ref(name: string): Value {
    if (name === 'AWS::NoValue') return NOTHING;
    if (this.#of.isResource(name)) return { kind: 'resource', id: name, attribute: undefined };
    const parameter = this.#of.parameters.get(name);
    if (parameter === undefined) return unknown(`\`${name.slice(0, 60)}\` is not of this template`);
    const { reader } = this.#of;
    const type = reader.text(reader.at(parameter, 'Type')) ?? '';
    if (type.startsWith('AWS::SSM::')) return unknown(`the parameter \`${name}\` is the name of another value`);
    const node = reader.at(parameter, 'Default');
    const value = isScalar(node) ? literal(node) : NOTHING;
    if (value.kind !== 'text') return unknown(`the parameter \`${name}\` has no default`);
    const one: Text = { ...value, parameters: [name] };
    if (!type.includes('List')) return one;
    return { kind: 'list', items: one.text.split(',').map((it) => ({ ...one, text: it.trim() })) };
  }

  #getAtt(argument: Node): Value {
    const { reader } = this.#of;
    const [id = '', ...attribute] =
      reader.text(argument)?.split('.') ?? reader.items(argument).map((it) => reader.text(it) ?? '');
    return this.#of.isResource(id)
      ? { kind: 'resource', id, attribute: attribute.join('.') }
      : unknown(`\`${id.slice(0, 60)}\` is not of this template`);
  }

  #sub(argument: Node): Value {
    const { reader } = this.#of;
    const [first, own] = isSeq(argument) ? reader.items(argument) : [argument];
    if (!isScalar(first)) return unknown('`Sub` decides');
    const parts: Value[] = [];
    const text = textOf(first) ?? '';
    let done = 0;
    for (const { 0: all, 1: name = '', index } of text.matchAll(/\$\{([^}]{1,300})\}/g)) {
      parts.push(written(text.slice(done, index), first));
      parts.push(name.startsWith('!') ? written(`\${${name.slice(1)}}`, first) : this.#named(name.trim(), own));
      done = index + all.length;
    }
    return joined([...parts, written(text.slice(done), first)], first);
  }

  #named(name: string, own: Node | undefined): Value {
    const { reader } = this.#of;
    const given = reader.at(own, name);
    if (given !== undefined) return this.at(given);
    const [id = '', ...attribute] = name.split('.');
    if (attribute.length === 0) return this.#ref(name);
    return this.#of.isResource(id) ? { kind: 'resource', id, attribute: attribute.join('.') } : this.#ref(name);
  }

  #either(argument: Node): Value {
    const { reader } = this.#of;
    const [condition, ...branches] = reader.items(argument);
    const [one, other] = branches.map((it) => this.at(it));
    if (one !== undefined && other !== undefined && branches.length === 2 && isSame(one, other)) return one;
    return unknown(`the condition \`${(reader.text(condition) ?? '').slice(0, 60)}\` decides`);
  }

  #join(argument: Node): Value {
    const [separator, list] = this.#of.reader.items(argument).map((it) => this.at(it));
    if (separator?.kind !== 'text' || list?.kind !== 'list') return unknown('`Join` decides');
    const parts = list.items.flatMap((it, i): readonly Value[] => (i === 0 ? [it] : [separator, it]));
    return joined(parts, separator.node);
  }

  #findInMap(argument: Node): Value {
    const { reader, mappings } = this.#of;
    const keys = reader
      .items(argument)
      .slice(0, 3)
      .map((it) => this.at(it));
    let node = mappings;
    const parameters: string[] = [];
    for (const key of keys) {
      if (key.kind !== 'text') return unknown('a mapping decides');
      node = reader.at(node, key.text);
      parameters.push(...key.parameters);
    }
    const value = node === undefined ? NOTHING : this.at(node);
    return value.kind === 'text' ? { ...value, parameters } : unknown('a mapping decides');
  }

  #select(argument: Node): Value {
    const [index, list] = this.#of.reader.items(argument).map((it) => this.at(it));
    const item = index?.kind === 'text' && list?.kind === 'list' ? list.items[Number(index.text)] : undefined;
    return item ?? unknown('`Select` decides');
  }
}

/** Values put together; a single reference stays one. */
function joined(parts: readonly Value[], node: Scalar): Value {
  const full = parts.filter((it) => it.kind !== 'text' || it.text !== '');
  const [only] = full;
  if (only?.kind === 'resource' && full.length === 1) return only;
  const rough = full
    .map((it) => (it.kind === 'text' ? it.text : it.kind === 'unknown' ? (it.rough ?? GAP) : GAP))
    .join('');
  const texts = full.filter((it) => it.kind === 'text');
  if (texts.length === full.length)
    return { kind: 'text', text: rough, node, parameters: texts.flatMap((it) => it.parameters) };
  const open = full.find((it) => it.kind === 'unknown');
  return { kind: 'unknown', because: open?.because ?? 'another resource decides a part of it', rough };
}

function literal(node: Scalar): Value {
  const text = textOf(node);
  if (text === undefined) return NOTHING;
  if (!isFilledIn(text)) return written(text, node);
  const rough = text.replace(/\{\{[^}]{0,500}\}\}|\$\{[^}]{0,500}\}|<%[^%]{0,500}%>/g, GAP);
  return { kind: 'unknown', because: 'it is filled in elsewhere', rough };
}

/** Whether a text is not what it comes to: `{{resolve:ssm:…}}` is AWS's own, the others are of what makes templates of templates, or of `Sub`. */
export function isFilledIn(text: string): boolean {
  return /\{\{|\$\{|<%/.test(text);
}

function written(text: string, node: Scalar): Text {
  return { kind: 'text', text, node, parameters: [] };
}

function unknown(because: string): Unknown {
  return { kind: 'unknown', because };
}

function isSame(one: Value, other: Value): boolean {
  if (one.kind === 'text') return other.kind === 'text' && one.text === other.text;
  if (one.kind === 'resource')
    return other.kind === 'resource' && one.id === other.id && one.attribute === other.attribute;
  if (one.kind === 'list') {
    return (
      other.kind === 'list' &&
      one.items.length === other.items.length &&
      one.items.every((it, i) => isSame(it, other.items[i] ?? NOTHING))
    );
  }
  return one.kind === 'nothing' && other.kind === 'nothing';
}
