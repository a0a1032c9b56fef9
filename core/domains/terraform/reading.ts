import type { DomainOptions } from '../domain.ts';
import type { EdgeHost, EdgeTarget } from '../edges.ts';
import { booleanOf, scalarOf } from './evaluate.ts';
import type { NameClue } from './evidence.ts';
import type { Scope } from './scope.ts';
import { blockSettings, type Settings } from './settings.ts';
import type { Declaration, Placed, Value } from './values.ts';

/** One module that is read, and what is known of all of it. */
export interface Reading {
  readonly scope: Scope;
  readonly options: DomainOptions;
  /** Names by which clients reach load balancers, by their addresses. */
  readonly hosts: ReadonlyMap<string, readonly EdgeHost[]>;
  /** What runs behind target groups, by their addresses. */
  readonly programs: ReadonlyMap<string, readonly Program[]>;
}

/** What registers itself at a target group. */
export interface Program {
  /** What names what registers here only: a container. */
  readonly own: readonly string[];
  /** The names of what may register elsewhere, too: a service, and a container with several ports and the last part of the name of its image. */
  readonly common: readonly string[];
  /** Whether the same registers elsewhere, and is gRPC there, as that says itself. */
  readonly isBeside: boolean;
  readonly port: number | undefined;
}

/** A target, where it is declared, and what its names are. */
export interface FoundTarget {
  readonly target: EdgeTarget;
  readonly place: Placed;
  readonly names: readonly NameClue[];
}

/** What a declaration sets. */
export function settingsOf(declaration: Declaration, { scope }: Pick<Reading, 'scope'>): Settings {
  return blockSettings(declaration, declaration.file, scope);
}

/** Whether the text does not rule out that a declaration is there: `count = 0` and an empty `for_each` do. */
export function exists(settings: Settings): boolean {
  const count = scalarOf(settings.get('count'));
  const each = settings.get('for_each');
  const isEmpty =
    (each?.kind === 'list' && each.items.length === 0) ||
    (each?.kind === 'object' && each.entries.size === 0 && !each.isOpen);
  return count !== 0 && count !== '0' && !isEmpty;
}

/** Whether a truth value is certainly `false`. */
export function isOff(value: Value | undefined): boolean {
  return booleanOf(value) === false;
}

/** The declarations of some types of resources that may be there. */
export function resourcesOf({ scope }: Pick<Reading, 'scope'>, ...types: readonly string[]): readonly Declaration[] {
  return scope.declarations.filter(
    (it) => it.type === 'resource' && types.includes(it.labels[0] ?? '') && exists(settingsOf(it, { scope })),
  );
}

/** What a value refers to, where that is a resource of one of these types, or a module. */
export function referred(value: Value | undefined, ...types: readonly string[]): Declaration | undefined {
  if (value?.kind !== 'reference') return undefined;
  const { to } = value;
  return to.type === 'module' || (to.type === 'resource' && types.includes(to.labels[0] ?? '')) ? to : undefined;
}
