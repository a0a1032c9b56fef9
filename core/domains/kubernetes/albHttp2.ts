import type { Node } from 'yaml';
import type { Attribute } from '../edges.ts';
import { isFilledIn, setAnnotation, setEntry, setScalar } from './attributes.ts';
import { ALB_PREFIX } from './albClass.ts';
import { locationOf, nameLocation, nodeAt, textIn, type KubernetesObject } from './objects.ts';

/** The attribute of an ALB that switches HTTP/2 on; `true` by default. */
const HTTP2 = 'routing.http2.enabled';

const ANNOTATION = `${ALB_PREFIX}load-balancer-attributes`;

/** HTTP/2 of an Ingress's ALB. What its IngressClassParams say stands above its annotation. */
export function ingressHttp2(ingress: KubernetesObject, params: KubernetesObject | undefined): Attribute<boolean> {
  const byClass = params && listedHttp2(params, nodeAt(params, 'spec', 'loadBalancerAttributes'));
  return byClass ?? annotatedHttp2(ingress);
}

/** HTTP/2 in a list of attributes, each with `key` and `value`. `undefined`: it is not among them. */
export function listedHttp2(object: KubernetesObject, list: Node | undefined): Attribute<boolean> | undefined {
  const { source } = object;
  const item = source.reader.items(list).find((it) => textIn(source, it, 'key') === HTTP2);
  const value = item && source.reader.at(item, 'value');
  if (value === undefined) return undefined;
  const at = locationOf(source, value);
  return {
    name: HTTP2,
    declared: declared(source.reader.text(value), at),
    at,
    set: (it) => setEntry(source, item, 'value', String(it)),
  };
}

/** Of the ALB of something that says nothing of it. */
export function defaultHttp2(object: KubernetesObject): Attribute<boolean> {
  return { name: HTTP2, declared: { kind: 'absent' }, at: nameLocation(object), set: () => undefined };
}

function annotatedHttp2(ingress: KubernetesObject): Attribute<boolean> {
  const { source } = ingress;
  const annotation = ingress.annotations.get(ANNOTATION);
  const nothing = { name: HTTP2, declared: { kind: 'absent' }, at: nameLocation(ingress) } as const;
  if (annotation === undefined) {
    return { ...nothing, set: (it) => setAnnotation(ingress, ANNOTATION, `${HTTP2}=${String(it)}`) };
  }
  const node = nodeAt(ingress, 'metadata', 'annotations', ANNOTATION);
  const pairs = annotation.value.split(',');
  const index = pairs.findIndex((it) => it.split('=', 1)[0]?.trim() === HTTP2);
  const pair = pairs[index];
  if (pair === undefined) {
    const list = annotation.value.trim();
    return {
      ...nothing,
      set: (it) => setScalar(source, node, `${list}${list === '' ? '' : ','}${HTTP2}=${String(it)}`),
    };
  }
  const { file, span } = annotation.at;
  const written = source.text.slice(span.start - source.start, span.end - source.start).indexOf(pair.trim());
  const start = span.start + Math.max(written, 0);
  const at = written < 0 ? annotation.at : { file, span: { start, end: start + pair.trim().length } };
  return {
    name: HTTP2,
    declared: declared(pair.slice(pair.indexOf('=') + 1).trim(), at),
    at,
    set: (it) =>
      setScalar(source, node, pairs.with(index, `${pair.slice(0, pair.indexOf('=') + 1)}${String(it)}`).join(',')),
  };
}

function declared(value: string | undefined, at: Attribute<boolean>['at']): Attribute<boolean>['declared'] {
  if (value === 'true' || value === 'false') return { kind: 'stated', value: value === 'true', at };
  return {
    kind: 'unknown',
    because: isFilledIn(value ?? '') ? 'another tool fills in its value' : `"${value ?? ''}" is neither true nor false`,
  };
}
