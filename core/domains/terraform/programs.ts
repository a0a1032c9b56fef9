import { grpcIn, grpcPortIn } from '../grpcNames.ts';
import { scalarOf } from './evaluate.ts';
import { nestedIn } from './moduleFiles.ts';
import { referred, resourcesOf, settingsOf, type Program } from './reading.ts';
import type { Scope } from './scope.ts';
import { blockSettings, portOf } from './settings.ts';
import { entryOf, itemsOf, type Declaration, type Value } from './values.ts';

/** What ECS registers at target groups, by the addresses of these. */
export function programsByTarget(scope: Scope): ReadonlyMap<string, readonly Program[]> {
  const programs = new Map<string, Program[]>();
  for (const service of resourcesOf({ scope }, 'aws_ecs_service')) {
    for (const { target, program } of registeredBy(service, scope)) {
      const same = programs.get(target);
      if (same === undefined) programs.set(target, [program]);
      else same.push(program);
    }
  }
  return programs;
}

/** A port of a container that is registered at a target group. */
interface Registered {
  readonly target: string;
  readonly container: string | undefined;
  readonly image: string | undefined;
  readonly port: number | undefined;
}

function registeredBy(
  service: Declaration,
  scope: Scope,
): readonly { readonly target: string; readonly program: Program }[] {
  const settings = settingsOf(service, { scope });
  const name = textOf(settings.get('name'));
  const all = nestedIn(service, 'load_balancer').flatMap((block): readonly Registered[] => {
    const registered = blockSettings(block, service.file, scope);
    const target = targetAddress(registered.get('target_group_arn'));
    const container = textOf(registered.get('container_name'));
    const image = container === undefined ? undefined : imageOf(settings.get('task_definition'), container, scope);
    const port = portOf(registered.get('container_port'));
    return target === undefined ? [] : [{ target, container, image, port }];
  });
  const counts = new Map<string | undefined, number>();
  for (const { container } of all) counts.set(container, (counts.get(container) ?? 0) + 1);
  const isOne = ({ container }: Registered): boolean => counts.get(container) === 1;
  const saying = new Set(all.filter((it) => saysGrpc(it, isOne(it))));
  return all.map((it) => {
    const { target, container, image, port } = it;
    const texts = (names: readonly (string | undefined)[]): readonly string[] => names.flatMap((one) => one ?? []);
    const own = isOne(it) ? texts([container, image]) : [];
    const common = isOne(it) ? texts([name]) : texts([container, image, name]);
    return { target, program: { own, common, isBeside: saying.size > 0 && !saying.has(it), port } };
  });
}

/** What a registration says by itself. */
function saysGrpc({ target, container = '', image = '', port }: Registered, isOne: boolean): boolean {
  const label = target.split(/[."[\]]/).findLast((it) => it !== '') ?? '';
  const names = [label, ...(isOne ? [container, image] : [])];
  return names.some((it) => grpcIn(it) === 'yes') || grpcPortIn(port === undefined ? [] : [port], names) !== undefined;
}

/** By what a target group is known: its address, and of a module's its key. */
export function targetAddress(value: Value | undefined): string | undefined {
  const to = referred(value, 'aws_lb_target_group', 'aws_alb_target_group');
  if (to === undefined || value?.kind !== 'reference') return undefined;
  const [kind, key] = value.path;
  if (to.type !== 'module') return to.address;
  return key !== undefined && (kind === 'target_groups' || kind === 'target_group_arns')
    ? targetOfModule(to.address, key)
    : undefined;
}

/** The address of a target group that a module declares. */
export function targetOfModule(address: string, key: string): string {
  return `${address}.target_groups["${key}"]`;
}

/** The last part of the name of a container's image. */
function imageOf(task: Value | undefined, container: string, scope: Scope): string | undefined {
  const definition = referred(task, 'aws_ecs_task_definition');
  if (definition?.type !== 'resource') return undefined;
  const containers = settingsOf(definition, { scope }).get('container_definitions');
  if (containers?.kind !== 'list') return undefined;
  for (const it of itemsOf(containers)) {
    if (it.kind !== 'object' || textOf(entryOf(it, 'name')) !== container) continue;
    return lastPart(textOf(entryOf(it, 'image')));
  }
  return undefined;
}

/** `123.dkr.ecr.eu-west-1.amazonaws.com/shop/orders:1.2@sha256:…` is `orders`. */
function lastPart(image: string | undefined): string | undefined {
  const [path] = (image ?? '').split('@');
  const last = path?.slice(path.lastIndexOf('/') + 1).split(':')[0] ?? '';
  return last === '' ? undefined : last;
}

function textOf(value: Value | undefined): string | undefined {
  const scalar = scalarOf(value);
  return typeof scalar === 'string' && scalar !== '' ? scalar : undefined;
}
