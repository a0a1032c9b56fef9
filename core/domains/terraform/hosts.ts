import type { EdgeHost } from '../edges.ts';
import { scalarOf } from './evaluate.ts';
import { nestedIn } from './moduleFiles.ts';
import { referred, resourcesOf, settingsOf } from './reading.ts';
import type { Scope } from './scope.ts';
import { blockSettings, placeOf, type Settings } from './settings.ts';
import { itemsOf, type Declaration, type Value } from './values.ts';

/** The types of resources that are load balancers. */
const LOAD_BALANCERS = ['aws_lb', 'aws_alb', 'aws_elb'] as const;

/** The names of records that lead to load balancers, by the addresses of these. */
export function hostsByRecord(scope: Scope): ReadonlyMap<string, readonly EdgeHost[]> {
  const hosts = new Map<string, EdgeHost[]>();
  for (const record of resourcesOf({ scope }, 'aws_route53_record')) {
    const settings = settingsOf(record, { scope });
    const name = recordName(settings, scope);
    if (name === undefined) continue;
    const aliases = nestedIn(record, 'alias').map((it) => blockSettings(it, record.file, scope).get('name'));
    const records = settings.get('records');
    for (const value of [...aliases, ...(records?.kind === 'list' ? itemsOf(records) : [])]) {
      const to = referred(value, ...LOAD_BALANCERS);
      if (to === undefined) continue;
      const host = hostOf(name, settings, 'name');
      const same = hosts.get(to.address);
      if (same === undefined) hosts.set(to.address, [host]);
      else same.push(host);
    }
  }
  return hosts;
}

/** Route 53 takes a name that does not end with that of its zone as one within it (the provider does so, too). */
function recordName(settings: Settings, scope: Scope): string | undefined {
  const name = scalarOf(settings.get('name'));
  if (typeof name !== 'string') return undefined;
  const zone = zoneName(settings.get('zone_id'), scope);
  const plain = withoutDot(name);
  if (zone === undefined) return plain.split('.').length > 2 || name.endsWith('.') ? hostName(plain) : undefined;
  return hostName(plain === zone || plain.endsWith(`.${zone}`) ? plain : plain === '' ? zone : `${plain}.${zone}`);
}

function zoneName(value: Value | undefined, scope: Scope): string | undefined {
  if (value?.kind !== 'reference' || value.to.labels[0] !== 'aws_route53_zone') return undefined;
  const name = scalarOf(scope.attribute(value.to, value.to.file, 'name'));
  return typeof name === 'string' ? withoutDot(name) : undefined;
}

/** The names of the certificate that a value refers to. */
export function hostsOfCertificate(value: Value | undefined, scope: Scope): readonly EdgeHost[] {
  const certificate = certificateOf(value);
  if (certificate === undefined) return [];
  const settings = settingsOf(certificate, { scope });
  const domain = scalarOf(settings.get('domain_name'));
  const name = typeof domain === 'string' ? hostName(withoutDot(domain)) : undefined;
  return name === undefined ? [] : [hostOf(name, settings, 'domain_name')];
}

function certificateOf(value: Value | undefined): Declaration | undefined {
  const to = referred(value, 'aws_acm_certificate');
  return to?.type === 'resource' ? to : undefined;
}

/** Marks a name that its own attribute does not spell out: a zone, a variable or a local value has a part in it. */
function hostOf(name: string, settings: Settings, attribute: string): EdgeHost {
  const at = placeOf(settings, attribute);
  const text = settings.expression(attribute)?.node.text ?? '';
  const isLiteral = text.startsWith('"') && text.endsWith('"') && withoutDot(text.slice(1, -1)).toLowerCase() === name;
  return isLiteral ? { name, at } : { name, at, isComputed: true };
}

/** Each name once, where it is spelled out if it is. */
export function eachOnce(hosts: readonly EdgeHost[]): readonly EdgeHost[] {
  const byName = new Map<string, EdgeHost>();
  for (const host of hosts) {
    const known = byName.get(host.name);
    if (known === undefined || (known.isComputed === true && host.isComputed !== true)) byName.set(host.name, host);
  }
  return [...byName.values()];
}

/** A name that one can connect to: no wildcard. */
function hostName(name: string): string | undefined {
  const isOne = name.length < 254 && name.split('.').every((it) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(it));
  return isOne && name.includes('.') ? name.toLowerCase() : undefined;
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
