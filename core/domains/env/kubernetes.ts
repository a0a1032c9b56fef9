import type { Scalar } from 'yaml';
import { isFilledIn } from './plainText.ts';
import { spanOf, textAbove, type Place } from '../yamlFile.ts';

/** Texts that YAML 1.1, which the API server reads, takes for something else than a text (sigs.k8s.io/yaml; kubectl 1.32). */
const BOOLEAN = /^(?:y|n|yes|no|true|false|on|off)$/i;
const NUMBER = /^[-+]?(?:\d{1,50}(?:\.\d{0,50})?|0x[\da-f]{1,50})$/i;

/** Why the API server does not take a value as it is written. */
export function refusalOf(text: string, node: Scalar, field: string): string | undefined {
  const span = spanOf(node);
  if (span === undefined || node.type !== 'PLAIN' || node.tag === 'tag:yaml.org,2002:str') return undefined;
  const written = text.slice(span.start, span.end);
  if (isFilledIn(written)) return undefined;
  const type = BOOLEAN.test(written) ? 'bool' : NUMBER.test(written) ? 'number' : undefined;
  return type === undefined
    ? undefined
    : `Kubernetes refuses a value that is not quoted: "json: cannot unmarshal ${type} into Go struct field ${field}".`;
}

/** Whether something stands in a manifest. */
export function isManifest(place: Place): boolean {
  return textAbove(place, 'apiVersion') !== undefined && textAbove(place, 'kind') !== undefined;
}

/** Whether something stands among the data of a ConfigMap, or the texts of a Secret. */
export function isConfigMap(place: Place): boolean {
  const kind = textAbove(place, 'kind');
  return (kind === 'ConfigMap' && place.key === 'data') || (kind === 'Secret' && place.key === 'stringData');
}
