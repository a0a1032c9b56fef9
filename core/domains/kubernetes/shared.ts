import type { Changes } from './changes.ts';
import type { KubernetesObjects } from './lookup.ts';
import { recorded, type Recorded } from './recorded.ts';

/** Where something is looked up, and where that was done before. */
export interface Lookups {
  readonly objects: KubernetesObjects;
  /** What stands for it, and for the one before. */
  readonly now: object;
  readonly before: object | undefined;
  readonly changes: Changes;
}

/** What the edges of many objects are made with: it is made once of a folder, by keys, and stays the same as long as the same comes of it. */
export class Shared<Value> {
  readonly #made = new WeakMap<object, Map<string, Recorded<Value>>>();
  readonly #isSame: (a: Value, b: Value) => boolean;

  constructor(isSame: (a: Value, b: Value) => boolean = () => false) {
    this.#isSame = isSame;
  }

  /** @param make depends on nothing but the key and the objects, of which it asks everything before it is done */
  of({ objects, now, before, changes }: Lookups, key: string, make: (objects: KubernetesObjects) => Value): Value {
    const own = this.#made.get(now) ?? new Map<string, Recorded<Value>>();
    this.#made.set(now, own);
    const made = own.get(key);
    if (made !== undefined) return made.value;
    const known = before && this.#made.get(before)?.get(key);
    const it = known?.isSameOf(objects, changes) === true ? known : this.#again(recorded(objects, make), known);
    own.set(key, it);
    return it.value;
  }

  #again(made: Recorded<Value>, known: Recorded<Value> | undefined): Recorded<Value> {
    return known !== undefined && this.#isSame(known.value, made.value) ? { ...made, value: known.value } : made;
  }
}
