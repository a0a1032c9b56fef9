import { isAlias, isMap, isPair, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { textOf } from './yamlReader.ts';
import type { YamlValue } from './yamlEdits.ts';

/** Whether two mappings are the same but for one entry, which is added or replaced, and has this value in the second. */
export function differsInEntry(before: YAMLMap, after: unknown, key: string, value: YamlValue): boolean {
  if (!isMap(after)) return false;
  const others = ({ items }: YAMLMap): readonly Pair[] => items.filter((it) => textOf(it.key) !== key);
  const found = after.items.filter((it) => textOf(it.key) === key);
  const rest = others(after);
  return (
    found.length === 1 && is(found[0]?.value, value) && areSame(others(before), rest) && isInPlace(before, after, key)
  );
}

/** An entry that was there is where it was. */
function isInPlace(before: YAMLMap, after: YAMLMap, key: string): boolean {
  const at = before.items.findIndex((it) => textOf(it.key) === key);
  return at < 0 || textOf(after.items[at]?.key) === key;
}

function is(node: unknown, value: YamlValue): boolean {
  if (isScalar(node)) return node.tag === undefined && node.anchor === undefined && node.value === value;
  if (typeof value === 'string' || typeof value === 'boolean') return false;
  if ('key' in value) {
    const only = isMap(node) && node.items.length === 1 ? node.items[0] : undefined;
    return only !== undefined && textOf(only.key) === value.key && is(only.value, value.value);
  }
  return isSeq(node) && node.items.length === value.length && value.every((it, i) => is(node.items[i], it));
}

/** Whether nodes say the same: values, tags, anchors and aliases, and the order of all of it. A stack of its own: texts may be nested deep. */
function areSame(these: readonly unknown[], those: readonly unknown[]): boolean {
  const pending: (readonly [readonly unknown[], readonly unknown[]])[] = [[these, those]];
  for (let lists = pending.pop(); lists !== undefined; lists = pending.pop()) {
    const [some, others] = lists;
    if (some.length !== others.length) return false;
    for (const [i, one] of some.entries()) {
      const other = others[i];
      if (!isSameAlone(one, other)) return false;
      if (isPair(one) && isPair(other))
        pending.push([
          [one.key, one.value],
          [other.key, other.value],
        ]);
      else if ((isMap(one) && isMap(other)) || (isSeq(one) && isSeq(other))) pending.push([one.items, other.items]);
    }
  }
  return true;
}

function isSameAlone(one: unknown, other: unknown): boolean {
  if (isAlias(one)) return isAlias(other) && one.source === other.source;
  if (isPair(one)) return isPair(other);
  if (isScalar(one)) return isScalar(other) && sameProperties(one, other) && Object.is(one.value, other.value);
  if (isMap(one)) return isMap(other) && sameProperties(one, other);
  if (isSeq(one)) return isSeq(other) && sameProperties(one, other);
  return (one ?? undefined) === (other ?? undefined);
}

interface Properties {
  readonly tag?: string | undefined;
  readonly anchor?: string | undefined;
}

function sameProperties(one: Properties, other: Properties): boolean {
  return one.tag === other.tag && one.anchor === other.anchor;
}
