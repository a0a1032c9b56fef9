import { parseGoVersion, type GoVersion } from '../alpn/index.ts';
import { parseNginxVersion, type NginxVersion } from '../domains/nginxVersion.ts';
import type { RuleLevel } from '../project/options.ts';
import { resembling } from '../text/resembling.ts';

const LEVELS: ReadonlySet<unknown> = new Set(['off', 'hint', 'information', 'warning', 'error']);

/** What a value must be, as a message says it. */
export const WANTED = {
  nginxVersion: 'an nginx version such as "1.26.3"',
  goVersion: 'a grpc-go version such as "v1.67.0"',
  globs: 'a list of globs',
} as const;

/** Reads values one by one and remembers what was of the wrong type or has an unknown name. */
export class Reader {
  readonly problems: string[] = [];
  readonly #prefix: string;

  /** @param prefix stands before every name in problems */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** `undefined` where nothing usable is there; null and empty text count as not set. */
  value<T>(
    holder: unknown,
    key: string,
    name: string,
    wanted: string,
    read: (value: unknown) => T | undefined,
  ): T | undefined {
    if (!isRecord(holder)) return undefined;
    const value = holder[key];
    if (value === undefined || value === null || value === '') return undefined;
    const result = read(value);
    if (result === undefined) this.refuse(name, value, wanted);
    return result;
  }

  /** Tells that a value is not what it must be. */
  refuse(name: string, value: unknown, wanted: string): void {
    this.problems.push(`${this.#prefix}${name} is ${shown(value)}: it must be ${wanted}; it is ignored`);
  }

  /** Tells of keys that mean nothing. */
  keys(holder: unknown, name: string, known: readonly string[]): void {
    if (!isRecord(holder)) return;
    for (const key of Object.keys(holder)) {
      if (known.includes(key)) continue;
      const place = name === '' ? '' : ` in ${this.#prefix}${name}`;
      this.problems.push(`${shown(key)}${place} means nothing and is ignored${meant(key, known)}`);
    }
  }

  /**
   * Reads the levels of rules one by one: a wrong one costs itself only.
   * @param ids those of all rules; `undefined`: they are not known, and any will do
   */
  levels(holder: unknown, ids: readonly string[] | undefined): ReadonlyMap<string, RuleLevel> | undefined {
    const rules = this.value(holder, 'rules', 'rules', 'an object of rule ids and levels', record);
    if (rules === undefined) return undefined;
    const levels = new Map<string, RuleLevel>();
    for (const id of Object.keys(rules)) {
      if (ids !== undefined && !ids.includes(id)) {
        this.problems.push(`${shown(id)} in ${this.#prefix}rules is the id of no rule and is ignored${meant(id, ids)}`);
        continue;
      }
      const level = this.value(rules, id, `rules.${id}`, LEVEL, (value) => (isLevel(value) ? value : undefined));
      if (level !== undefined) levels.set(id, level);
    }
    return levels.size === 0 ? undefined : levels;
  }
}

const LEVEL = '"off", "hint", "information", "warning" or "error"';

function isLevel(value: unknown): value is RuleLevel {
  return LEVELS.has(value);
}

function meant(written: string, known: readonly string[]): string {
  const words = resembling(written, known);
  return words.length === 0 ? '' : `: did you mean ${words.map((it) => JSON.stringify(it)).join(' or ')}?`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 'unreadable' : text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value, if it is an object with keys. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

/** The value, if it is a text. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value, if it is a list of texts. */
export function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((it): it is string => typeof it === 'string') ? value : undefined;
}

/** A version of grpc-go, with or without its `v`. */
export function goVersion(value: unknown): GoVersion | undefined {
  const written = text(value);
  return written === undefined ? undefined : parseGoVersion(written.startsWith('v') ? written : `v${written}`);
}

/** A version of nginx. */
export function nginxVersion(value: unknown): NginxVersion | undefined {
  const written = text(value);
  return written === undefined ? undefined : parseNginxVersion(written);
}

/** The value, if it says whether gRPC runs somewhere. */
export function yesOrNo(value: unknown): 'yes' | 'no' | undefined {
  return value === 'yes' || value === 'no' ? value : undefined;
}
