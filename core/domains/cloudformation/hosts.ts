import type { Node } from 'yaml';
import type { EdgeHost } from '../edges.ts';
import type { Template } from './template.ts';
import { textIn, TYPES, type Named } from './targets.ts';
import type { Resource } from './tree.ts';
import type { Value } from './values.ts';

/** The names that lead to each load balancer, by its id: aliases and CNAMEs of Route 53. */
export function namesOf(template: Template): ReadonlyMap<string, readonly EdgeHost[]> {
  const found = new Map<string, EdgeHost[]>();
  const add = (record: Node | undefined): void => {
    const host = hostIn(template, template.within(record, 'Name'));
    const alias = template.reader.at(record, 'AliasTarget');
    const other = template.within(record, 'ResourceRecords');
    const ends = [template.within(alias, 'DNSName'), ...(other.kind === 'list' ? other.items : [])];
    for (const end of host === undefined ? [] : ends) {
      if (end.kind !== 'resource' || host === undefined) continue;
      const some = found.get(end.id) ?? [];
      some.push(host);
      found.set(end.id, some);
    }
  };
  for (const { properties } of template.ofType(TYPES.record)) add(properties);
  for (const group of template.ofType(TYPES.records)) {
    for (const record of template.mapsIn(template.property(group, 'RecordSets')) ?? []) add(record);
  }
  return found;
}

/** The names that a certificate is for. */
export function namesOfCertificate(template: Template, value: Value): readonly EdgeHost[] {
  const certificate: Resource | undefined = template.referred(value, TYPES.certificate);
  if (certificate === undefined) return [];
  const others = template.property(certificate, 'SubjectAlternativeNames');
  return [template.property(certificate, 'DomainName'), ...(others.kind === 'list' ? others.items : [])].flatMap(
    (it) => hostIn(template, it) ?? [],
  );
}

/** Host names, as what they may say of what is served. */
export function namesOfHosts(hosts: readonly EdgeHost[]): readonly Named[] {
  return hosts.map(({ name }) => ({ of: `the host name ${name}`, name }));
}

function hostIn(template: Template, value: Value): EdgeHost | undefined {
  const name = textIn(value)?.replace(/\.$/, '').toLowerCase();
  if (name === undefined || value.kind !== 'text' || !/^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,20}$/.test(name))
    return undefined;
  const at = template.locationOf(value.node);
  // What `Sub`, `Join` or a parameter's default makes of other texts, a deployment may make something else of.
  const isLiteral = value.parameters.length === 0 && String(value.node.value).replace(/\.$/, '').toLowerCase() === name;
  return isLiteral ? { name, at } : { name, at, isComputed: true };
}
