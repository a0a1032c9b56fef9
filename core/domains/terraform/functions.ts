import {
  entryOf,
  itemsOf,
  shared,
  unknown,
  type Entry,
  type List,
  type Placed,
  type Scalar,
  type Value,
} from './values.ts';

/** What a function of Terraform's comes to, where that is certain; `undefined`: it is not one of those that are known here. */
export function call(name: string, given: readonly Value[], at: Placed): Value | undefined {
  const [first, second, third] = given;
  const made = (value: string | number | boolean): Value => ({ kind: 'scalar', value, ...at, isOwn: false });
  const text = textOf(first);
  switch (name) {
    case 'tostring':
    case 'tonumber':
    case 'tobool':
      return first?.kind === 'scalar' ? converted(name, first, made) : undefined;
    case 'tolist':
    case 'tomap':
    case 'nonsensitive':
    case 'sensitive':
      return first;
    case 'toset':
      return first?.kind === 'list' ? setOf(first) : undefined;
    case 'jsonencode':
      // What holds others is looked into by who knows that it is JSON.
      return first?.kind === 'scalar' ? encoded(first, made) : first;
    case 'lower':
      return text === undefined ? undefined : made(text.toLowerCase());
    case 'upper':
      return text === undefined ? undefined : made(text.toUpperCase());
    case 'trimspace':
      return text === undefined ? undefined : made(text.trim());
    case 'length':
      return first?.kind === 'list'
        ? made(first.items.length)
        : first?.kind === 'object'
          ? made(first.entries.size)
          : undefined;
    case 'coalesce':
      return coalesced(given);
    case 'try':
      // What is known does not fail.
      return first?.kind === 'scalar' || first?.kind === 'list' || first?.kind === 'object' ? shared(first) : undefined;
    case 'one':
      return first?.kind === 'list' && first.items.length !== 1 ? undefined : oneOf(first);
    case 'element':
      return elementOf(first, second);
    case 'join':
      return second?.kind === 'reference' && text === '' ? second : joined(text, second, made);
    case 'lookup':
      return lookedUp(first, textOf(second), third);
    case 'concat':
      return concatenated(given);
    case 'merge':
      return merged(given);
    case 'format':
      return formatted(text, given.slice(1), made);
    default:
      return undefined;
  }
}

function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : undefined;
}

/** `undefined`: Terraform refuses it, or writes it in a way that is not known here. */
function converted(
  name: 'tostring' | 'tonumber' | 'tobool',
  scalar: Scalar,
  made: (value: string | number | boolean) => Value,
): Value | undefined {
  const { value } = scalar;
  if (value === null || typeof value === name.slice(2)) return scalar;
  const text = String(value);
  const isPlain = typeof value === 'boolean' || /^-?(?:0|[1-9]\d{0,14})(?:\.\d{0,5}[1-9])?$/.test(text);
  switch (name) {
    case 'tostring':
      return isPlain ? made(text) : undefined;
    case 'tonumber':
      return isPlain && typeof value === 'string' ? made(Number(text)) : undefined;
    case 'tobool':
      return text === 'true' || text === 'false' ? made(text === 'true') : undefined;
  }
}

/** Each once; `undefined`: some are not known, or of different types, which are converted. */
function setOf(list: List): List | undefined {
  const items = new Map<Scalar['value'], Value>();
  let type: string | undefined;
  for (const it of itemsOf(list)) {
    if (it.kind !== 'scalar' || typeof it.value !== (type ?? typeof it.value)) return undefined;
    type = typeof it.value;
    if (!items.has(it.value)) items.set(it.value, it);
  }
  return { ...list, items: [...items.values()] };
}

/** `<`, `>` and `&` are written as their numbers, as are some line ends. */
function encoded({ value }: Scalar, made: (value: string) => Value): Value | undefined {
  const isPlain = typeof value !== 'number' && !/[<>&\u2028\u2029]/.test(String(value));
  return isPlain ? made(JSON.stringify(value)) : undefined;
}

function oneOf(value: Value | undefined): Value | undefined {
  return value?.kind === 'list' ? itemsOf(value)[0] : value;
}

/** Of a resource with instances, each says the same. */
function elementOf(list: Value | undefined, index: Value | undefined): Value | undefined {
  if (list?.kind === 'reference') return list;
  if (list?.kind !== 'list' || index?.kind !== 'scalar' || typeof index.value !== 'number') return undefined;
  return itemsOf(list)[index.value % Math.max(1, list.items.length)];
}

/** The first that is neither null nor empty. */
function coalesced(given: readonly Value[]): Value | undefined {
  for (const it of given) {
    if (it.kind !== 'scalar') return undefined;
    if (it.value !== null && it.value !== '') return shared(it);
  }
  return undefined;
}

function joined(
  separator: string | undefined,
  list: Value | undefined,
  made: (value: string) => Value,
): Value | undefined {
  if (separator === undefined || list?.kind !== 'list') return undefined;
  // `join("", aws_lb.main.*.arn)` is how the one of a list was taken before `one` was there.
  const [only, another] = list.items;
  if (only?.kind === 'reference' && another === undefined) return only;
  const texts = list.items.map(textOf);
  return texts.every((it) => it !== undefined) ? made(texts.join(separator)) : undefined;
}

function lookedUp(object: Value | undefined, key: string | undefined, otherwise: Value | undefined): Value | undefined {
  if (object?.kind !== 'object' || key === undefined) return undefined;
  const found = entryOf(object, key) ?? (object.isOpen ? undefined : otherwise);
  return found === undefined ? undefined : shared(found);
}

function concatenated(given: readonly Value[]): Value | undefined {
  const lists = given.filter((it) => it.kind === 'list');
  return lists.length < given.length ? undefined : { kind: 'list', items: lists.flatMap(itemsOf), isOwn: true };
}

/** Later objects count more. Null ones are left out. */
function merged(given: readonly Value[]): Value | undefined {
  const entries = new Map<string, Entry>();
  let isOpen = false;
  for (const it of given) {
    if (it.kind === 'scalar' && it.value === null) continue;
    if (it.kind !== 'object') return unknown('a part of what is merged is not known');
    isOpen ||= it.isOpen;
    for (const [key, { key: at }] of it.entries) {
      const value = entryOf(it, key);
      if (value !== undefined) entries.set(key, { key: at, value });
    }
    if (entries.size > 10_000) return undefined;
  }
  return { kind: 'object', entries, literal: undefined, isOwn: true, isOpen };
}

/** With `%s` and `%d` only. */
function formatted(
  format: string | undefined,
  given: readonly Value[],
  made: (value: string) => Value,
): Value | undefined {
  const texts = given.map(textOf);
  if (format === undefined || texts.includes(undefined)) return undefined;
  const parts = format.split(/%[sd]/);
  if (parts.length !== texts.length + 1 || parts.some((it) => it.includes('%'))) return undefined;
  return made(parts.map((part, i) => part + (texts[i] ?? '')).join(''));
}
