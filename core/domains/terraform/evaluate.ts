import type { SyntaxNode } from '../syntaxTree.ts';
import { call } from './functions.ts';
import { templateParts } from './strings.ts';
import {
  decidedBy,
  entryOf,
  itemsOf,
  shared,
  unknown,
  type Entry,
  type Reference,
  type TerraformFile,
  type Value,
} from './values.ts';

/** What names stand for. */
export interface Names {
  /** What begins with a name: `local.port`, `aws_lb.main`. `used`: how many of the steps behind the name are part of it. */
  readonly named: (root: string, steps: readonly Step[]) => { readonly value: Value; readonly used: number };
  /** What a declaration says of itself; `undefined`: it does not. */
  readonly stated: (reference: Reference, name: string) => Value | undefined;
  /** Runs what may lead to itself or too deep. */
  readonly deeper: (evaluate: () => Value) => Value;
}

/** Runs what may lead to itself, as deep as values of real modules lead to each other. */
export function atMost(): Names['deeper'] {
  let depth = 0;
  return (make) => {
    if (depth >= DEEPEST) return TOO_DEEP;
    depth++;
    try {
      return make();
    } finally {
      depth--;
    }
  };
}

const DEEPEST = 150;
const TOO_DEEP = unknown('its values lead to each other too deeply');

/** One step from a value to what is in it. */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'index'; readonly node: SyntaxNode | undefined; readonly number: number | undefined }
  /** `[*]`: what follows is of each item. `.*`: only the attributes are. */
  | { readonly kind: 'splat'; readonly isFull: boolean };

/** More text than this is no name, number or policy, in UTF-16 code units. */
const LONGEST = 100_000;

/** More items than this nobody writes. */
const MOST_ITEMS = 10_000;

/** So many steps from a name to what is in it, with comments between them, nobody writes. */
const MOST_STEPS = 100;

/** What an expression comes to. */
export function evaluate(node: SyntaxNode, file: TerraformFile, names: Names): Value {
  return names.deeper(() => term(node.type === 'expression' ? node.children : [node], { file, names }));
}

interface Sight {
  readonly file: TerraformFile;
  readonly names: Names;
}

/** A term and the steps behind it: the nodes of an expression, or of one side of an operation. */
function term(nodes: readonly SyntaxNode[], sight: Sight): Value {
  if (nodes.length > MOST_STEPS) return NOT_READ;
  const [first, second, ...others] = nodes.filter(({ type }) => type !== 'comment');
  if (first === undefined) return unknown('the text is half typed');
  if (first.type === '(') {
    const inner = second === undefined ? unknown('the text is half typed') : evaluate(second, sight.file, sight.names);
    return follow(inner, stepsOf(others.slice(1)), sight);
  }
  const steps = stepsOf(second === undefined ? [] : [second, ...others]);
  if (first.type === 'variable_expr') {
    const { value, used } = sight.names.named(first.text, steps);
    return follow(value, steps.slice(used), sight);
  }
  return follow(primary(first, sight), steps, sight);
}

function primary(node: SyntaxNode, sight: Sight): Value {
  const [inner] = node.children.filter(({ type }) => type !== 'comment');
  switch (node.type) {
    case 'expression':
      return evaluate(node, sight.file, sight.names);
    case 'literal_value':
      return inner === undefined ? unknown('the text is half typed') : literal(inner, sight);
    case 'template_expr':
      return inner === undefined ? unknown('the text is half typed') : template(inner, sight);
    case 'collection_value':
      return inner?.type === 'tuple' ? list(inner, sight) : inner?.type === 'object' ? object(inner, sight) : NOT_READ;
    case 'conditional':
      return conditional(node, sight);
    case 'operation':
      return inner === undefined ? NOT_READ : sight.names.deeper(() => operation(inner, sight));
    case 'function_call':
      return called(node, sight);
    default:
      return NOT_READ;
  }
}

const NOT_READ = unknown('an expression decides that is not evaluated here');

function literal(node: SyntaxNode, { file }: Sight): Value {
  const scalar = (value: string | number | boolean | null): Value => ({
    kind: 'scalar',
    value,
    file,
    node,
    isOwn: true,
  });
  switch (node.type) {
    case 'string_lit': {
      const parts = templateParts(node);
      return parts === undefined ? NOT_READ : scalar(parts.map((it) => (it.kind === 'text' ? it.text : '')).join(''));
    }
    case 'numeric_lit':
      return Number.isNaN(Number(node.text)) ? NOT_READ : scalar(Number(node.text));
    case 'bool_lit':
      return scalar(node.text === 'true');
    case 'null_lit':
      return scalar(null);
    default:
      return NOT_READ;
  }
}

/** A template of one expression alone is that expression: `"${aws_lb.main.arn}"`. */
function template(node: SyntaxNode, { file, names }: Sight): Value {
  const parts = templateParts(node);
  if (parts === undefined) return NOT_READ;
  const [only, another] = parts;
  if (only?.kind === 'expression' && another === undefined && node.type === 'quoted_template')
    return evaluate(only.node, file, names);
  let text = '';
  let isOwn = true;
  const values: Value[] = [];
  for (const part of parts) {
    isOwn &&= part.kind === 'text';
    const value = part.kind === 'text' ? undefined : evaluate(part.node, file, names);
    if (value !== undefined) values.push(value);
    if (value?.kind === 'unknown') return value;
    const scalar = part.kind === 'text' ? part.text : scalarOf(value);
    if (scalar === undefined || scalar === null) return unknown('a part of the text is not known');
    text += String(scalar);
    if (text.length > LONGEST) return NOT_READ;
  }
  return decidedBy({ kind: 'scalar', value: text, file, node, isOwn }, values);
}

/** The value of a scalar; `undefined`: it is none, or not known. */
export function scalarOf(value: Value | undefined): string | number | boolean | null | undefined {
  return value?.kind === 'scalar' ? value.value : undefined;
}

function list(node: SyntaxNode, { file, names }: Sight): Value {
  const items = node.children.filter(({ type }) => type === 'expression');
  if (items.length > MOST_ITEMS) return NOT_READ;
  return { kind: 'list', items: items.map((it) => evaluate(it, file, names)), isOwn: true };
}

function object(node: SyntaxNode, { file, names }: Sight): Value {
  const entries = new Map<string, Entry>();
  for (const element of node.children) {
    if (element.type !== 'object_elem') continue;
    const [keyNode, valueNode] = [element.child('key'), element.child('val')];
    const key = keyNode === undefined ? undefined : keyOf(keyNode, file, names);
    if (key === undefined || keyNode === undefined || valueNode === undefined) return unknown('a key is not known');
    if (entries.size > MOST_ITEMS) return NOT_READ;
    entries.set(key, { key: { file, node: keyNode }, value: evaluate(valueNode, file, names) });
  }
  return { kind: 'object', entries, literal: { file, node }, isOwn: true, isOpen: false };
}

/** A name as a key stands for itself; in brackets it is an expression. */
function keyOf(node: SyntaxNode, file: TerraformFile, names: Names): string | undefined {
  const [first, another] = node.children;
  if (first?.type === 'variable_expr' && another === undefined) return first.text;
  const value = scalarOf(evaluate(node, file, names));
  return value === undefined || value === null ? undefined : String(value);
}

/** What is chosen is no longer alone: the other branch belongs to it. */
function conditional(node: SyntaxNode, { file, names }: Sight): Value {
  const [condition, yes, no] = node.parts;
  if (condition === undefined || yes === undefined || no === undefined) return unknown('the text is half typed');
  const by = evaluate(condition, file, names);
  const decides = booleanOf(by);
  if (decides !== undefined) return decidedBy(shared(evaluate(decides ? yes : no, file, names)), [by]);
  const [one, other] = [evaluate(yes, file, names), evaluate(no, file, names)];
  const same = scalarOf(one);
  return same !== undefined && same === scalarOf(other)
    ? decidedBy(shared(one), [other])
    : unknown('a condition decides that is not known');
}

/** A truth value, be it written as a text, which Terraform converts. */
export function booleanOf(value: Value | undefined): boolean | undefined {
  const scalar = scalarOf(value);
  return scalar === true || scalar === 'true' ? true : scalar === false || scalar === 'false' ? false : undefined;
}

function operation(node: SyntaxNode, sight: Sight): Value {
  const { children } = node;
  const of: Value[] = [];
  const made = (value: boolean | number): Value =>
    decidedBy({ kind: 'scalar', value, file: sight.file, node, isOwn: false }, of);
  if (node.type === 'unary_operation') {
    const operand = term(children.slice(1), sight);
    of.push(operand);
    const [truth, number] = [booleanOf(operand), scalarOf(operand)];
    if (children[0]?.text === '!') return truth === undefined ? NOT_READ : made(!truth);
    return typeof number === 'number' ? made(-number) : NOT_READ;
  }
  const at = children.findIndex(({ isNamed, type }) => !isNamed && type !== '(' && type !== ')');
  const [left, right] = [term(children.slice(0, at), sight), term(children.slice(at + 1), sight)];
  of.push(left, right);
  const [a, b] = [scalarOf(left), scalarOf(right)];
  const [p, q] = [booleanOf(left), booleanOf(right)];
  switch (children[at]?.type) {
    case '==':
      return a === undefined || b === undefined ? NOT_READ : made(a === b);
    case '!=':
      return a === undefined || b === undefined ? NOT_READ : made(a !== b);
    case '&&':
      return p === false || q === false ? made(false) : p === true && q === true ? made(true) : NOT_READ;
    case '||':
      return p === true || q === true ? made(true) : p === false && q === false ? made(false) : NOT_READ;
    case '+':
      return typeof a === 'number' && typeof b === 'number' ? made(a + b) : NOT_READ;
    case '-':
      return typeof a === 'number' && typeof b === 'number' ? made(a - b) : NOT_READ;
    case '>':
      return typeof a === 'number' && typeof b === 'number' ? made(a > b) : NOT_READ;
    default:
      return NOT_READ;
  }
}

function called(node: SyntaxNode, { file, names }: Sight): Value {
  const [name] = node.children;
  const given = node.children.find(({ type }) => type === 'function_arguments');
  if (given?.children.some(({ type }) => type === 'ellipsis') === true) return NOT_READ;
  const values = (given?.parts ?? []).map((it) => evaluate(it, file, names));
  const made = call(name?.text ?? '', values, { file, node });
  if (made?.kind === 'list' && made.items.length > MOST_ITEMS) return NOT_READ;
  const text = scalarOf(made);
  if (made === undefined || (typeof text === 'string' && text.length > LONGEST)) return NOT_READ;
  return decidedBy(made, values);
}

function stepsOf(nodes: readonly SyntaxNode[]): readonly Step[] {
  return nodes.flatMap((node): readonly Step[] => {
    const [first] = node.parts;
    switch (node.type) {
      case 'get_attr':
        return [{ kind: 'attribute', name: first?.text ?? '' }];
      case 'index': {
        const number = first?.type === 'legacy_index' ? Number(first.text.replace('.', '')) : undefined;
        return [{ kind: 'index', node: first?.parts[0], number }];
      }
      case 'splat':
        return [{ kind: 'splat', isFull: first?.type === 'full_splat' }, ...stepsOf(first?.children ?? [])];
      default:
        return [];
    }
  });
}

function follow(value: Value, steps: readonly Step[], sight: Sight): Value {
  const [step, ...others] = steps;
  if (step === undefined || value.kind === 'unknown') return value;
  if (step.kind === 'splat' && value.kind === 'list') {
    // Lists of lists of the same list would grow without end.
    if (others.some(({ kind }) => kind === 'splat')) return NOT_READ;
    const ofAll = step.isFull ? -1 : others.findIndex(({ kind }) => kind === 'index');
    const count = ofAll < 0 ? others.length : ofAll;
    const items = itemsOf(value).map((it) => follow(it, others.slice(0, count), sight));
    return follow({ kind: 'list', items, isOwn: true }, others.slice(count), sight);
  }
  const by = step.kind === 'index' ? indexOf(step, sight) : undefined;
  const index = typeof by === 'object' ? keyIn(by) : by;
  const chosen = typeof by === 'object' ? [by] : [];
  switch (value.kind) {
    case 'scalar':
      return NOT_READ;
    case 'list': {
      const item = typeof index === 'number' ? itemsOf(value)[index] : undefined;
      return item === undefined
        ? unknown('an item is chosen that is not known')
        : follow(decidedBy(item, chosen), others, sight);
    }
    case 'object': {
      const key = step.kind === 'attribute' ? step.name : index === undefined ? undefined : String(index);
      const entry = key === undefined ? undefined : entryOf(value, key);
      return entry === undefined
        ? unknown('an entry is chosen that is not known')
        : follow(decidedBy(entry, chosen), others, sight);
    }
    case 'reference': {
      const name = step.kind === 'attribute' ? step.name : index === undefined ? undefined : String(index);
      // Every instance of a resource says what its block says.
      const isInstance = step.kind !== 'attribute' && value.path.length === 0;
      if (isInstance || name === undefined) return follow(value, others, sight);
      const stated = value.path.length === 0 ? sight.names.stated(value, name) : undefined;
      return follow(stated ?? { ...value, path: [...value.path, name] }, others, sight);
    }
  }
}

function indexOf(
  { node, number }: Extract<Step, { kind: 'index' }>,
  { file, names }: Sight,
): Value | number | undefined {
  return number ?? (node === undefined ? undefined : evaluate(node, file, names));
}

function keyIn(index: Value): string | number | undefined {
  const key = scalarOf(index);
  return typeof key === 'string' || typeof key === 'number' ? key : undefined;
}
