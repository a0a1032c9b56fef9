import type { EdgeHost } from '../edges.ts';
import { isFilledIn } from './attributes.ts';
import type { Annotation, KubernetesObject } from './objects.ts';

/** What ExternalDNS makes records of (its documentation, "Annotations"). */
const HOSTNAME_ANNOTATIONS: readonly string[] = [
  'external-dns.alpha.kubernetes.io/hostname',
  'external-dns.alpha.kubernetes.io/internal-hostname',
];

/** The names that an object's annotations ask DNS for. */
export function annotatedHosts({ annotations, source }: KubernetesObject): readonly EdgeHost[] {
  return HOSTNAME_ANNOTATIONS.flatMap((name) => {
    const annotation = annotations.get(name);
    return annotation === undefined ? [] : hostsIn(annotation, source);
  });
}

function hostsIn({ value, at }: Annotation, { text, start }: KubernetesObject['source']): readonly EdgeHost[] {
  const base = text.slice(at.span.start - start, at.span.end - start).indexOf(value);
  let behind = 0;
  return value.split(',').flatMap((part) => {
    const from = at.span.start + base + behind + (part.length - part.trimStart().length);
    behind += part.length + 1;
    const name = part.trim().replace(/\.$/, '');
    if (!isHost(name)) return [];
    // Escapes, folded lines and aliases: the value as it is does not stand there.
    return { name, at: base < 0 ? at : { file: at.file, span: { start: from, end: from + name.length } } };
  });
}

/** Whether a text names one host, or by a wildcard all that a first label more makes of one. */
export function isHost(text: string): boolean {
  return /^(?:\*\.)?[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}$/.test(text) && !isFilledIn(text);
}
