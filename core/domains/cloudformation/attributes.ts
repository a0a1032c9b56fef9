import { isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Location } from '../../text/location.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import type { Attribute, Declared } from '../edges.ts';
import { setYamlEntry, setYamlValue, type YamlEdit, type YamlValue } from '../yamlEdits.ts';
import { keyIn, type Template } from './template.ts';
import type { Resource } from './tree.ts';
import type { Text, Value } from './values.ts';

/** `AlpnPolicy` of a listener: a list of one, which CloudFormation's schema wants; a single value is taken for one. */
export function alpnPolicyOf(template: Template, listener: Resource): Attribute<string> {
  return propertyAttribute(template, listener, 'AlpnPolicy', (value) => [value]);
}

/** `ProtocolVersion` of a target group. */
export function protocolVersionOf(template: Template, group: Resource): Attribute<string> {
  return propertyAttribute(template, group, 'ProtocolVersion', (value) => value);
}

function propertyAttribute(
  template: Template,
  resource: Resource,
  name: string,
  written: (value: string) => YamlValue,
): Attribute<string> {
  const value = onlyOne(template.property(resource, name));
  const { properties } = resource;
  const lacking = template.locationOf(resource.key);
  const key = keyIn(properties, name);
  const own =
    value.kind === 'text' && value.parameters.length === 0 && standsBehind(template, resource, name, value.node);
  const canBeSet = properties !== undefined && (value.kind === 'nothing' || own);
  return {
    name,
    declared: declaredBy(template, value),
    at: own ? template.locationOf(value.node) : key === undefined ? lacking : template.locationOf(key),
    set: (to) => {
      if (!canBeSet) return undefined;
      const { text, document } = template;
      return edits(template, setYamlEntry({ text, document, map: properties, key: name, value: written(to) }));
    },
  };
}

/** Whether a value stands where it counts, and not as an argument of a function or behind an alias. */
function standsBehind({ reader }: Template, { properties }: Resource, name: string, node: Scalar): boolean {
  const own = properties?.items.find(({ key }) => isScalar(key) && key.value === name)?.value;
  const found = isSeq(own) && own.tag === undefined ? own.items[0] : own;
  return found === node && reader.at(properties, name) === own && node.tag === undefined;
}

const HTTP2 = 'routing.http2.enabled';

/**
 * Whether a load balancer of HTTP speaks HTTP/2: an item of its list of attributes, and on by default.
 * @param balancer `undefined`: it is not in this template
 */
export function http2Of(template: Template, balancer: Resource | undefined, elsewhere: Location): Attribute<boolean> {
  const nothing = { name: HTTP2, set: () => undefined };
  const unknown = (because: string): Declared<boolean> => ({ kind: 'unknown', because });
  if (balancer === undefined)
    return { ...nothing, at: elsewhere, declared: unknown('its load balancer is not in this template') };
  const at = template.locationOf(balancer.key);
  const item = http2Item(template, balancer);
  if (item === undefined) return { ...nothing, at, declared: { kind: 'absent' } };
  if (item === 'unknown')
    return { ...nothing, at, declared: unknown('something else makes the list of its attributes') };
  const value = template.within(item, 'Value');
  if (value.kind !== 'text') {
    const because = value.kind === 'unknown' ? value.because : 'its value is neither true nor false';
    return { ...nothing, at: template.locationOf(item), declared: unknown(because) };
  }
  const isOn = ON_OFF.get(value.text.toLowerCase());
  const place = template.locationOf(value.node);
  const declared: Declared<boolean> =
    isOn === undefined ? unknown('its value is neither true nor false') : stated(template, value, isOn);
  const isOwn = value.parameters.length === 0 && template.reader.at(item, 'Value') === value.node;
  if (!isOwn) return { ...nothing, at: template.locationOf(item), declared };
  return { name: HTTP2, at: place, declared, set: (to) => setSwitch(template, value.node, to) };
}

/** What is said of HTTP/2 that a deployment may change. */
export function http2ByDefault(template: Template, balancer: Resource): readonly string[] {
  const item = http2Item(template, balancer);
  const value = item === undefined || item === 'unknown' ? undefined : template.within(item, 'Value');
  return value?.kind === 'text' ? byDefault(HTTP2, value) : [];
}

function http2Item(template: Template, balancer: Resource): Node | 'unknown' | undefined {
  const items = template.mapsIn(template.property(balancer, 'LoadBalancerAttributes'));
  const keys = items?.map((it) => template.within(it, 'Key'));
  if (items === undefined || keys?.some(({ kind }) => kind === 'unknown') === true) return 'unknown';
  return items[keys?.findIndex((it) => it.kind === 'text' && it.text === HTTP2) ?? -1];
}

const ON_OFF: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** In quotes where it is a text, and with a capital where it has one. */
function setSwitch(template: Template, scalar: Scalar, to: boolean): readonly TextEdit[] | undefined {
  const { text, document } = template;
  const value = scalar.value === !to || scalar.value === to ? to : String(to);
  return edits(template, setYamlValue({ text, document, scalar, value }));
}

/** A list of one is what is in it. */
export function onlyOne(value: Value): Value {
  if (value.kind !== 'list') return value;
  const [only, ...others] = value.items;
  if (others.length > 0) return { kind: 'unknown', because: 'there are several values' };
  return only ?? { kind: 'nothing' };
}

function declaredBy(template: Template, value: Value): Declared<string> {
  switch (value.kind) {
    case 'text':
      return stated(template, value, value.text);
    case 'nothing':
      return { kind: 'absent' };
    case 'unknown':
      return { kind: 'unknown', because: value.because };
    case 'resource':
      return { kind: 'unknown', because: `the resource \`${value.id}\` decides` };
    case 'list':
    case 'map':
      return { kind: 'unknown', because: 'it is no single value' };
  }
}

function stated<Value extends string | boolean>(
  template: Template,
  { node, parameters }: Text,
  value: Value,
): Declared<Value> {
  const at = template.locationOf(node);
  return parameters.length > 0 ? { kind: 'stated', value, at, isDefault: true } : { kind: 'stated', value, at };
}

/** Where the default stands that a value is. */
export function defaultOf(template: Template, value: Value): Location | undefined {
  return value.kind === 'text' && value.parameters.length > 0 ? template.locationOf(value.node) : undefined;
}

/** What is said of a value that a deployment may replace; nothing of others. */
export function byDefault(name: string, { text, parameters }: Text): readonly string[] {
  const [parameter] = parameters;
  return parameter === undefined
    ? []
    : [
        `\`${name}\` is ${text} by default: it is up to the parameter \`${parameter}\`, to which a deployment may give another value.`,
      ];
}

function edits({ file }: Template, found: readonly YamlEdit[] | undefined): readonly TextEdit[] | undefined {
  return found?.map((it) => ({ file, ...it }));
}
