import { isScalar, type Node, type Scalar } from 'yaml';
import type { Location } from '../../text/location.ts';
import type { Attribute, Declared } from '../edges.ts';
import { isFilledIn, lackingIn, setEntry } from './attributes.ts';
import {
  configMapOf,
  goTruth,
  type ConfigMapName,
  type NginxController,
  type RunningController,
} from './controllers.ts';
import type { KubernetesObjects } from './lookup.ts';
import { entriesAt, itemsAt, locationOf, nameLocation, nodeAt, textIn, type KubernetesObject } from './objects.ts';
import { kustomizations } from './patches.ts';
import { Shared } from './shared.ts';

/** What decides whether the servers of a controller speak HTTP/2, and what else of its ConfigMap may change that. */
interface Switch {
  /** The key of the ConfigMap. */
  readonly key: string;
  /** That entry of a mapping, wherever it stands in a text. */
  readonly entry: RegExp;
  /** Keys whose values are pieces of what nginx does with HTTP, or all of it. */
  readonly pieces: RegExp;
}

/**
 * ingress-nginx (v0.34.1 to v1.15.1, internal/ingress/controller/config/config.go): on unless the ConfigMap says otherwise. F5 (v1.12.0 to
 * v5.5.4, internal/configs/configmaps.go): off unless it says so.
 */
const SWITCHES: Readonly<Record<NginxController, Switch>> = {
  'ingress-nginx': {
    key: 'use-http2',
    entry: /(?:^|[\s{,"'])use-http2["']?:/,
    pieces: /^(?:main|http|server|location)-snippet$/,
  },
  'f5-nginx-ingress': {
    key: 'http2',
    entry: /(?:^|[\s{,"'])http2["']?:/,
    pieces: /^(?:main|http|server|location)-snippets$|^(?:main|ingress|virtualserver)-template$/,
  },
};

/** What a text of a folder says of the switch. */
interface Saying {
  /** The name of the ConfigMap that it is, or a part of. */
  readonly of: string;
  readonly declared: Declared<boolean>;
  /** The value, or the name of what lacks it. */
  readonly at: Location;
  readonly set: Attribute<boolean>['set'];
}

/** Whether a controller speaks HTTP/2. */
export interface Http2Setting {
  readonly attribute: Attribute<boolean>;
  /** Whether a ConfigMap of the folder says it, or could. */
  readonly isHere: boolean;
}

const SAYINGS: Readonly<Record<NginxController, Shared<readonly Saying[]>>> = {
  'ingress-nginx': new Shared(),
  'f5-nginx-ingress': new Shared(),
};

/**
 * Says whether HTTP/2 is on in a controller: one switch for all that it serves. Where several ConfigMaps of one name are in the folder (bases,
 * overlays, stages), they have to agree. Of the function: `controllers` may take it, none of them: none is in the folder; `at`: where it is told
 * of without a ConfigMap.
 */
export function http2Settings(
  product: NginxController,
  objects: KubernetesObjects,
): (controllers: readonly RunningController[], at: Location) => Http2Setting {
  const { key } = SWITCHES[product];
  return (controllers, at) => {
    const names = controllers.flatMap((it) => configMapOf(it) ?? []);
    const sayings = objects.shared(SAYINGS[product], JSON.stringify(names), (own) => sayingsOf(product, names, own));
    const saying = agreed(sayings, key, product === 'ingress-nginx');
    // Several that only have the usual name are rather those of several controllers.
    const isAnybodys = names.length === 0 && sayings.length > 1 && saying?.declared.kind === 'absent';
    if (saying !== undefined && !isAnybodys) {
      const { declared, at: place, set } = saying;
      return { attribute: { name: key, declared, at: place, set }, isHere: true };
    }
    const declared: Declared<boolean> =
      product === 'ingress-nginx'
        ? { kind: 'absent' }
        : { kind: 'unknown', because: "the controller's ConfigMap is not in this folder" };
    return { attribute: { name: key, declared, at, set: () => undefined }, isHere: false };
  };
}

/** What is known of an Ingress of which it is not known whether the controller that reads these ConfigMaps takes it. */
export function unlessForeign(setting: Http2Setting, isSure: boolean): Http2Setting {
  if (isSure || !setting.isHere) return setting;
  const because = 'whether the controller of its class reads this ConfigMap is not known';
  return {
    ...setting,
    attribute: { ...setting.attribute, declared: { kind: 'unknown', because }, set: () => undefined },
  };
}

/**
 * What they all say: an overlay that says nothing of it leaves what its base says; a ConfigMap of another name is that of another controller, and
 * has the default. `undefined`: there are none.
 */
function agreed(sayings: readonly Saying[], key: string, byDefault: boolean): Saying | undefined {
  const [first] = sayings;
  const unsure = sayings.find(({ declared }) => declared.kind === 'unknown');
  if (first === undefined || unsure !== undefined) return unsure;
  const stated = sayings.filter(({ declared }) => declared.kind === 'stated');
  const names = new Set(stated.map(({ of }) => of));
  const isLeftOut = sayings.some(({ of }) => !names.has(of));
  const values = new Set(stated.map(({ declared }) => declared.kind === 'stated' && declared.value));
  if (isLeftOut) values.add(byDefault);
  if (values.size <= 1) return stated[0] ?? first;
  const because = `the ConfigMaps of this folder say different things of ${key}`;
  return { ...first, declared: { kind: 'unknown', because } };
}

/** @param names what running controllers read; none: what has the usual names */
function sayingsOf(
  product: NginxController,
  names: readonly ConfigMapName[],
  objects: KubernetesObjects,
): readonly Saying[] {
  const maps =
    names.length > 0
      ? names.flatMap((it) => objects.ofKinds(['ConfigMap'], it.name).filter((map) => is(map, it)))
      : objects.ofKinds(['ConfigMap'], 'nginx').filter((it) => isUsual(product, it));
  const generated = kustomizations(objects, 'configMapGenerator').flatMap((by) =>
    generatorsIn(by).filter(({ name }) => names.some((it) => it.name === name)),
  );
  return [
    ...[...new Set(maps)].map((it) => sayingOf(product, it)),
    ...generated.flatMap((it) => generatedSaying(product, it) ?? []),
    ...patched(product, objects),
  ];
}

/** Patches of kustomize, by operations or as pieces of a ConfigMap: their targets are not looked for. */
function patched(product: NginxController, objects: KubernetesObjects): readonly Saying[] {
  const { key, entry } = SWITCHES[product];
  const path = `/data/${key}`;
  const inline = kustomizations(objects, key).filter(
    ({ source: { text } }) => text.includes(path) || (text.includes('patch') && entry.test(text)),
  );
  const named = objects.patchFiles().some((file) => objects.textOf(file)?.includes(path) === true);
  const [by] = named ? kustomizations(objects, 'patch') : inline;
  if (by === undefined) return [];
  const because = `a patch of kustomize sets ${path}`;
  return [{ of: by.name ?? '', declared: { kind: 'unknown', because }, at: nameLocation(by), set: () => undefined }];
}

function is(object: KubernetesObject, { name, namespace }: ConfigMapName): boolean {
  return (
    object.name === name &&
    (namespace === undefined || object.namespace === undefined || object.namespace === namespace)
  );
}

/** The names and labels that the projects' own manifests and charts give it. */
function isUsual(product: NginxController, object: KubernetesObject): boolean {
  const { name = '', namespace = '', labels } = object;
  const label = labels.get('app.kubernetes.io/name');
  const { key } = SWITCHES[product];
  const has = entriesAt(object, 'data').has(key);
  if (product === 'ingress-nginx') {
    const hasName = name.endsWith('ingress-nginx-controller') || name === 'nginx-configuration';
    return has
      ? hasName || label === 'ingress-nginx'
      : name === 'ingress-nginx-controller' && label === 'ingress-nginx';
  }
  const isOwn = name.includes('nginx-ingress') || label === 'nginx-ingress' || namespace === 'nginx-ingress';
  // No other program of that name has this key: ingress-nginx calls it otherwise.
  return has ? isOwn || name.includes('nginx') : name === 'nginx-config' && namespace === 'nginx-ingress';
}

function sayingOf(product: NginxController, object: KubernetesObject): Saying {
  const { key, pieces } = SWITCHES[product];
  const of = object.name ?? '';
  const data = entriesAt(object, 'data');
  const piece = [...data].find(([name, { value }]) => pieces.test(name) && mayChangeHttp2(name, value));
  const entry = data.get(key);
  const node = nodeAt(object, 'data', key);
  const at = entry?.at ?? nameLocation(object);
  const set: Saying['set'] = (value) => switched(object, key, String(value));
  if (piece !== undefined)
    return {
      of,
      declared: { kind: 'unknown', because: `its ConfigMap changes the configuration itself: ${piece[0]}` },
      at,
      set,
    };
  const declared =
    entry === undefined ? lackingIn(object.source, [nodeAt(object, 'data')]) : declaredBy(product, key, node, at);
  return { of, declared, at, set };
}

/** Whether a piece of configuration may change what is spoken: a whole template is another program. */
export function mayChangeHttp2(name: string, piece: string): boolean {
  return name.endsWith('-template') || /\b(?:http2|listen|ssl_alpn)\b/.test(piece);
}

/** What the controller makes of a value. */
function declaredBy(product: NginxController, key: string, node: Node | undefined, at: Location): Declared<boolean> {
  if (!isScalar(node) || node.value === null)
    return { kind: 'unknown', because: `${key} has to be a text in a ConfigMap` };
  const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
  if (!isText(node, text))
    return {
      kind: 'unknown',
      because: `Kubernetes refuses a ConfigMap whose ${key} is no text: it has to be in quotes`,
    };
  const value = goTruth(text);
  if (value !== undefined) return { kind: 'stated', value, at };
  if (isFilledIn(text)) return { kind: 'unknown', because: 'another tool fills in its value' };
  // mapstructure takes nothing for false (its WeaklyTypedInput); all else is an error, and what was before stays.
  if (product === 'ingress-nginx') return text === '' ? { kind: 'stated', value: false, at } : { kind: 'absent' };
  return { kind: 'absent', because: `"${text.slice(0, 40)}" is no boolean which the controller takes` };
}

/** What YAML 1.1, by which Kubernetes reads, takes for something else than a text, if it is not in quotes. */
const NO_TEXT = /^(?:y|n|yes|no|on|off|true|false|null|~|[-+]?[\d.]{1,40})$/i;

function isText({ type }: Scalar, text: string): boolean {
  return type !== 'PLAIN' || !NO_TEXT.test(text);
}

function switched(object: KubernetesObject, key: string, value: string): ReturnType<Saying['set']> {
  const data = nodeAt(object, 'data');
  return data === undefined || (isScalar(data) && data.value === null)
    ? setEntry(object.source, object.node, 'data', { key, value })
    : setEntry(object.source, data, key, value);
}

/** One ConfigMap that kustomize makes. */
interface Generator {
  readonly by: KubernetesObject;
  readonly name: string;
  readonly node: Node;
}

function generatorsIn(by: KubernetesObject): readonly Generator[] {
  return itemsAt(by, 'configMapGenerator').flatMap((node) => {
    const name = textIn(by.source, node, 'name');
    return name === undefined ? [] : [{ by, name, node }];
  });
}

/** What a generator says: `literals` are `key=value`, quotes around the value left out; `files` and `envs` are other files. */
function generatedSaying(product: NginxController, { by, name: of, node }: Generator): Saying | undefined {
  const { key } = SWITCHES[product];
  const { source } = by;
  const { reader } = source;
  const literals = reader.items(reader.at(node, 'literals')).filter((it) => isScalar(it));
  const literal = literals.find((it) => reader.text(it)?.startsWith(`${key}=`) === true);
  const name = reader.at(node, 'name') ?? node;
  if (literal !== undefined) {
    const value = (reader.text(literal) ?? '').slice(key.length + 1).replace(/^(["'])([^]*)\1$/, '$2');
    const { file, span } = locationOf(source, literal);
    const written = source.text.slice(span.start - source.start, span.end - source.start);
    const start = span.start + written.lastIndexOf(value);
    const at = { file, span: { start, end: start + value.length } };
    const truth = goTruth(value);
    if (truth !== undefined && written.includes(`${key}=`))
      return {
        of,
        declared: { kind: 'stated', value: truth, at },
        at,
        set: (it) => [{ file, span: at.span, newText: String(it) }],
      };
    const because = `${value} is no truth value`;
    return { of, declared: { kind: 'unknown', because }, at: { file, span }, set: () => undefined };
  }
  const isElsewhere = ['files', 'envs', 'env'].some((it) => reader.at(node, it) !== undefined);
  const at = locationOf(source, name);
  if (isElsewhere)
    return {
      of,
      declared: { kind: 'unknown', because: 'kustomize makes its ConfigMap of other files' },
      at,
      set: () => undefined,
    };
  // What is merged into another one, or replaces it, leaves the rest as it is.
  return textIn(source, node, 'behavior') === 'merge'
    ? undefined
    : { of, declared: { kind: 'absent' }, at, set: () => undefined };
}
