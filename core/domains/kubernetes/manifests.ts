import type { FilePath } from '../../text/filePath.ts';
import type { Span } from '../../text/span.ts';
import { isKustomization } from './patches.ts';

/** A document of a file that seems to be a manifest of a kind that counts here. */
export interface ManifestText extends Span {
  readonly kind: string;
}

/** What declares, configures or is behind a load balancer. */
const KINDS: ReadonlySet<string> = new Set([
  ...['Service', 'Ingress', 'IngressClass', 'IngressClassParams', 'ConfigMap', 'List'],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout', 'Pod', 'Job', 'CronJob'],
  ...['Gateway', 'GatewayClass', 'ListenerSet', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute'],
  ...['LoadBalancerConfiguration', 'TargetGroupConfiguration'],
  ...['VirtualServer', 'VirtualServerRoute', 'TransportServer', 'GlobalConfiguration'],
  // The configuration of kustomize: what it generates ConfigMaps from.
  ...['Kustomization', 'Component'],
]);

/** The kind of a text without one that patches others: a list of operations (RFC 6902). */
const JSON_PATCH = 'JSON patch';

/** Longer documents are written by programs, in UTF-16 code units: they are not read, which is told. */
export const LONGEST = 2 * 1024 * 1024;

/**
 * The documents of a text that seem to be manifests of these kinds, by their lines alone: nothing is parsed. One with an expression of Helm outside
 * of comments is left out: what it comes to is not in the text.
 */
export function manifestTextsOf(text: string, file: FilePath): readonly ManifestText[] {
  if (isKustomization(file)) return wholeOf(text, 'Kustomization');
  if (isJsonPatch(text)) return wholeOf(text, JSON_PATCH);
  if (!text.includes('kind') || !text.includes('apiVersion')) return [];
  return documentSpans(text).flatMap((span) => {
    const kind = kindIn(text, span);
    const known = kind === undefined ? undefined : KINDS.has(kind) ? kind : isListKind(kind) ? 'List' : undefined;
    return known === undefined || isTemplate(text, span) ? [] : [{ ...span, kind: known }];
  });
}

function wholeOf(text: string, kind: string): readonly ManifestText[] {
  return [{ start: 0, end: text.length, kind }];
}

/** Whether a text begins as a list of operations: `- op: add`, `[{"op": "add"`, its keys in any order. */
export function isJsonPatch(text: string): boolean {
  const first = text.slice(0, 2000);
  // Every YAML file of a folder is asked: most have neither word.
  if (!/\bop["']?:/.test(first) || !/\bpath["']?:/.test(first)) return false;
  const beginning = first
    .split('\n')
    .filter((line) => !/^\s{0,40}(?:#|---|$)/.test(line))
    .join('\n')
    .trimStart();
  return /^[-[]/.test(beginning) && /\bop["']?:/.test(beginning) && /\bpath["']?:/.test(beginning);
}

/** `ServiceList`, as the API server answers. */
function isListKind(kind: string): boolean {
  return kind.endsWith('List') && KINDS.has(kind.slice(0, -'List'.length));
}

/** A document of a file begins with a line `---`, wherever that stands (YAML 1.2.2, 9.1.2): in no scalar there can be one. */
export function documentSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (let at = text.indexOf('\n---'); at >= 0; at = text.indexOf('\n---', at + 1)) {
    if (!/[\s]|^$/.test(text.charAt(at + 4))) continue;
    spans.push({ start, end: at + 1 });
    start = at + 1;
  }
  return [...spans, { start, end: text.length }];
}

const BYTE_ORDER_MARK = 0xfeff;

const KIND = /^kind[ \t]{0,20}:[ \t]{1,20}["']?([A-Za-z]{1,60})/;
const VERSION = /^apiVersion[ \t]{0,20}:[ \t]/;
const QUOTED_KIND = /"kind"\s{0,20}:\s{0,20}"([A-Za-z]{1,60})"/g;

/** The kind, where keys `apiVersion` and `kind` stand at the beginnings of lines, or in the brackets of JSON. */
function kindIn(text: string, { start, end }: Span): string | undefined {
  let kind: string | undefined;
  let hasVersion = false;
  const first = text.charCodeAt(start) === BYTE_ORDER_MARK ? start + 1 : start;
  for (let line = first; line < end; line = nextLine(text, line)) {
    // Strings of the length of the longest match are made of few lines only.
    const begin = text.charAt(line);
    if (begin === '{') return kindInBrackets(text.slice(line, end));
    if (begin === 'k') kind ??= KIND.exec(text.slice(line, line + 120))?.[1];
    if (begin === 'a') hasVersion ||= VERSION.test(text.slice(line, line + 40));
    if (kind !== undefined && hasVersion) return kind;
  }
  return undefined;
}

function nextLine(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed < 0 ? text.length : feed + 1;
}

/** The first kind that counts: which of them is the outermost only parsing tells. */
function kindInBrackets(text: string): string | undefined {
  if (!/"apiVersion"\s{0,20}:/.test(text)) return undefined;
  for (const [, kind = ''] of text.matchAll(QUOTED_KIND)) if (KINDS.has(kind)) return 'List';
  return undefined;
}

/** Whether there is an expression of a template outside of the comments that take whole lines. */
function isTemplate(text: string, { start, end }: Span): boolean {
  // Looked for in all of the text, it would be looked for behind each of the documents.
  const own = text.slice(start, end);
  for (let at = own.indexOf('{{'); at >= 0; at = own.indexOf('{{', at + 2)) {
    const line = own.slice(own.lastIndexOf('\n', at) + 1, at);
    if (!/^[ \t]{0,200}#/.test(line)) return true;
  }
  return false;
}
