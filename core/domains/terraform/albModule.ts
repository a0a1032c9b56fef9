import { balancer } from './alb.ts';
import { scalarOf } from './evaluate.ts';
import { listenerFrom } from './listeners.ts';
import { targetOfModule } from './programs.ts';
import { exists, isOff, settingsOf, type FoundTarget, type Reading } from './reading.ts';
import { objectSettings, type Settings } from './settings.ts';
import { isAlbModule, isOlder, releaseOf } from './sources.ts';
import { checkIn, foundTarget, targetFrom, type TargetNames } from './targets.ts';
import { entryOf, itemsOf, type Declaration, type ObjectValue, type Placed, type Value } from './values.ts';
import type { Unweighed } from './weighing.ts';

/** The releases of terraform-aws-modules/alb that brought `alpn_policy` of listeners, and `protocol_version` of target groups (its CHANGELOG.md). */
const POLICY_SINCE = [6, 2] as const;
const VERSION_SINCE = [5, 16] as const;

/** An object of an input, and how it is told from the others. */
interface Item {
  readonly key: string;
  readonly settings: Settings;
  readonly object: ObjectValue;
}

/** The listeners that calls of terraform-aws-modules/alb declare. */
export function albModuleListeners(reading: Reading): readonly Unweighed[] {
  return reading.scope.declarations.filter(isAlbModule).flatMap((declaration) => {
    const settings = settingsOf(declaration, reading);
    if (!exists(settings) || isOff(settings.get('create')) || isOff(settings.get('create_lb'))) return [];
    return [...current(declaration, settings, reading), ...older(declaration, settings, reading)];
  });
}

/** Since 9.0: maps of listeners and target groups. */
function current(declaration: Declaration, inputs: Settings, reading: Reading): readonly Unweighed[] {
  const groups = groupsByKey(declaration, itemsIn(inputs.get('target_groups')), reading);
  const alb = balancer(inputs, { address: declaration.address, label: declaration.labels[0] }, reading);
  const byDefault = { protocol: inputs.get('default_protocol') ?? 'HTTP', port: inputs.get('default_port') };
  return itemsIn(inputs.get('listeners')).flatMap(({ key, settings, object }) => {
    const targets = forwardsIn(object, 0).flatMap((it) => groupOf(it, groups, reading) ?? []);
    const name = `${declaration.address}.listeners["${key}"]`;
    return listenerFrom({ settings, name, label: key, alb, targets, hasPolicy: true, byDefault }, reading) ?? [];
  });
}

/** Before 9.0: lists, and target groups by their numbers. */
function older(declaration: Declaration, inputs: Settings, reading: Reading): readonly Unweighed[] {
  const groups = groupsByKey(declaration, listed(inputs.get('target_groups')), reading);
  const alb = balancer(inputs, { address: declaration.address, label: declaration.labels[0] }, reading);
  const hasPolicy = !isOlder(releaseOf(declaration), POLICY_SINCE);
  return (['http_tcp_listeners', 'https_listeners'] as const).flatMap((input) =>
    listed(inputs.get(input)).flatMap(({ key, settings }) => {
      const index = scalarOf(settings.get('target_group_index') ?? undefined) ?? key;
      const type = scalarOf(settings.get('action_type')) ?? 'forward';
      const group = type === 'forward' || type === '' ? groups.get(String(index)) : undefined;
      const byDefault = { protocol: input === 'https_listeners' ? 'HTTPS' : undefined, port: undefined };
      const name = `${declaration.address}.${input}[${key}]`;
      const targets = group === undefined ? [] : [group];
      return listenerFrom({ settings, name, label: undefined, alb, targets, hasPolicy, byDefault }, reading) ?? [];
    }),
  );
}

function itemsIn(value: Value | undefined): readonly Item[] {
  if (value?.kind !== 'object') return [];
  return [...value.entries].flatMap(([key, { key: at }]) => {
    const object = entryOf(value, key);
    return object?.kind === 'object' ? [{ key, object, settings: objectSettings(object, at) }] : [];
  });
}

function listed(value: Value | undefined): readonly Item[] {
  if (value?.kind !== 'list') return [];
  return itemsOf(value).flatMap((object, i) => {
    const at = object.kind === 'object' ? firstPlace(object) : undefined;
    return object.kind === 'object' && at !== undefined
      ? [{ key: String(i), object, settings: objectSettings(object, at) }]
      : [];
  });
}

function firstPlace({ entries, literal }: ObjectValue): Placed | undefined {
  const [first] = entries.values();
  return first?.key ?? literal;
}

function groupsByKey(
  declaration: Declaration,
  items: readonly Item[],
  reading: Reading,
): ReadonlyMap<string, FoundTarget> {
  const hasVersion = !isOlder(releaseOf(declaration), VERSION_SINCE);
  return new Map(
    items.map(({ key, settings, object }) => {
      const isOld = settings.get('backend_protocol') !== undefined || settings.get('backend_port') !== undefined;
      const its: TargetNames = {
        protocol: isOld ? 'backend_protocol' : 'protocol',
        port: isOld ? 'backend_port' : 'port',
        hasVersion,
      };
      const address = targetOfModule(declaration.address, key);
      const label = /^\d+$/.test(key) ? undefined : key;
      return [key, foundTarget({ settings, address, check: checkIn(object), label }, its, reading)];
    }),
  );
}

/** Rules of a listener may have actions of their own; nothing stands deeper. */
const DEEPEST = 2;

/** What a listener and its rules forward to: objects with `target_group_key` or `target_group_arn`. */
function forwardsIn(object: ObjectValue, depth: number): readonly ObjectValue[] {
  const own = [entryOf(object, 'forward'), ...weightedIn(entryOf(object, 'weighted_forward'))];
  const rules = entryOf(object, 'rules');
  const actions =
    rules?.kind === 'object' && depth < DEEPEST
      ? [...rules.entries.keys()].flatMap((key) => {
          const rule = entryOf(rules, key);
          const some = rule?.kind === 'object' ? entryOf(rule, 'actions') : undefined;
          return some?.kind === 'list' ? itemsOf(some) : [];
        })
      : [];
  return [
    ...own.flatMap((it) => (it?.kind === 'object' ? [it] : [])),
    // Before 10.0, an action is what it forwards to.
    ...actions.flatMap((it) => (it.kind === 'object' ? [it, ...forwardsIn(it, DEEPEST)] : [])),
    ...weightedIn(object).flatMap((it) => (depth > 0 && it.kind === 'object' ? [it] : [])),
  ];
}

function weightedIn(value: Value | undefined): readonly Value[] {
  const groups = value?.kind === 'object' ? entryOf(value, 'target_groups') : undefined;
  return groups?.kind === 'list' ? itemsOf(groups) : [];
}

function groupOf(
  forward: ObjectValue,
  groups: ReadonlyMap<string, FoundTarget>,
  reading: Reading,
): FoundTarget | undefined {
  const key = scalarOf(entryOf(forward, 'target_group_key'));
  return typeof key === 'string' ? groups.get(key) : targetFrom(entryOf(forward, 'target_group_arn'), reading);
}
