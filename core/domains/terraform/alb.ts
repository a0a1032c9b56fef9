import type { Attribute } from '../edges.ts';
import { isAlbModule } from './sources.ts';
import { scalarOf } from './evaluate.ts';
import { referred, settingsOf, type Reading } from './reading.ts';
import { namesOf, placeOf, truthAttribute, type Settings } from './settings.ts';
import { isByDefault, type Value } from './values.ts';
import type { Balancer } from './weighing.ts';

/** What is known of the load balancer that a listener belongs to. */
export interface Alb extends Balancer {
  /** `none`: one that has nothing to do with TLS. `undefined`: not known. */
  readonly product: 'aws-nlb' | 'aws-alb' | 'none' | undefined;
  /** Whether only the default of a variable says so, to which a deployment may give another value. */
  readonly isTypeByDefault: boolean;
  readonly http2: Attribute<boolean>;
}

/** The load balancer that a value refers to. */
export function albOf(value: Value | undefined, listener: Settings, reading: Reading): Alb {
  const to = referred(value, 'aws_lb', 'aws_alb');
  if (to === undefined || (to.type === 'module' && !isAlbModule(to))) return unknownAlb(value, listener);
  const label = to.labels.at(-1);
  return balancer(settingsOf(to, reading), { address: to.address, label }, reading);
}

/** What the declaration of a load balancer says: a resource, or the inputs of the module. */
export function balancer(
  settings: Settings,
  { address, label }: { readonly address: string; readonly label: string | undefined },
  { hosts }: Reading,
): Alb {
  return {
    address,
    place: settings.whole,
    product: productOf(settings),
    isTypeByDefault: isByDefault(settings.get('load_balancer_type')),
    http2: truthAttribute(settings, {
      ...{ name: 'enable_http2', canAdd: true },
      near: ['load_balancer_type', 'internal', 'name'],
    }),
    names: namesOf(settings, label, 'the name of the load balancer'),
    hosts: hosts.get(address) ?? [],
  };
}

/** The default is an ALB (aws_lb, `load_balancer_type`). */
function productOf(settings: Settings): Alb['product'] {
  const type = settings.get('load_balancer_type');
  if (type === undefined) return settings.open === undefined ? 'aws-alb' : undefined;
  switch (scalarOf(type)) {
    case 'application':
    case null:
      return 'aws-alb';
    case 'network':
      return 'aws-nlb';
    case undefined:
      return undefined;
    default:
      return 'none';
  }
}

function unknownAlb(value: Value | undefined, listener: Settings): Alb {
  const because = value?.kind === 'unknown' ? value.because : 'its load balancer is declared somewhere else';
  const http2: Attribute<boolean> = {
    name: 'enable_http2',
    declared: { kind: 'unknown', because },
    at: placeOf(listener, 'load_balancer_arn'),
    set: () => undefined,
  };
  return {
    address: undefined,
    place: undefined,
    product: undefined,
    isTypeByDefault: false,
    http2,
    names: [],
    hosts: [],
  };
}
