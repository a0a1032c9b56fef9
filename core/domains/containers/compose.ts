import { LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { isTooDeepYaml } from '../nesting.ts';
import { YamlReader } from '../yamlReader.ts';
import type { Build, ComposeTree, Mount, Service } from './tree.ts';

/** Parses a compose file. What it does not understand, it leaves out. */
export function parseCompose(text: string): ComposeTree {
  const lines = new LineCounter();
  const reader = new Reader(documentOf(text, lines), lines);
  const root = reader.values(reader.root);
  const services = reader.values(root.get('services'));
  const configs = new Map<string, string>();
  for (const [name, config] of reader.values(root.get('configs'))) {
    const file = reader.text(reader.values(config).get('file'));
    if (file !== undefined) configs.set(name, file);
  }
  return {
    kind: 'compose',
    services: [...services].map(([name, service]) => serviceOf(name, reader.values(service), reader)),
    configs,
  };
}

function documentOf(text: string, lineCounter: LineCounter): Document | undefined {
  if (isTooDeepYaml(text)) return undefined;
  try {
    return parseDocument(text, { lineCounter, strict: false, uniqueKeys: false, logLevel: 'silent' });
  } catch {
    // A library that stumbles over half a file must not cost the folder: then the file says nothing.
    return undefined;
  }
}

type Entries = ReadonlyMap<string, Node>;

function serviceOf(name: string, service: Entries, reader: Reader): Service {
  const imageNode = service.get('image');
  const image = reader.text(imageNode);
  return {
    name,
    image: image === undefined || imageNode === undefined ? undefined : { name: image, line: reader.lineOf(imageNode) },
    build: buildOf(service.get('build'), reader),
    mounts: (['volumes', 'configs'] as const).flatMap((kind) =>
      reader.items(service.get(kind)).flatMap((item) => mountOf(item, kind, reader) ?? []),
    ),
  };
}

function buildOf(node: Node | undefined, reader: Reader): Build | undefined {
  const context = reader.text(node);
  if (context !== undefined) return { context, dockerfile: undefined, target: undefined, args: new Map() };
  const build = reader.values(node);
  if (build.size === 0 || build.has('dockerfile_inline')) return undefined;
  return {
    context: reader.text(build.get('context')) ?? '.',
    dockerfile: reader.text(build.get('dockerfile')),
    target: reader.text(build.get('target'))?.toLowerCase(),
    args: argsOf(build.get('args'), reader),
  };
}

function argsOf(node: Node | undefined, reader: Reader): ReadonlyMap<string, string> {
  const args = new Map<string, string>();
  for (const [name, value] of reader.values(node)) {
    const text = reader.text(value);
    if (text !== undefined) args.set(name, text);
  }
  for (const item of reader.items(node)) {
    const [, name, value] = /^([^=]{1,200})=(.{0,1000})$/.exec(reader.text(item) ?? '') ?? [];
    if (name !== undefined && value !== undefined) args.set(name, value);
  }
  return args;
}

function mountOf(node: Node, kind: Mount['kind'], reader: Reader): Mount | undefined {
  const line = reader.lineOf(node);
  const short = reader.text(node);
  if (short !== undefined) {
    if (kind === 'configs') return { kind, source: short, target: `/${short}`, line };
    const [source, target] = splitVolume(short);
    return target === undefined || source === undefined ? undefined : { kind, source, target, line };
  }
  const long = reader.values(node);
  const [source, target] = [reader.text(long.get('source')), reader.text(long.get('target'))];
  const type = reader.text(long.get('type')) ?? 'bind';
  if (source === undefined || (kind === 'volumes' && type !== 'bind')) return undefined;
  // Here, a name is never that of a volume.
  const written = kind === 'configs' || /^[./~$]/.test(source) ? source : `./${source}`;
  return { kind, source: written, target: target ?? `/${source}`, line };
}

/** The parts of `./nginx.conf:/etc/nginx/nginx.conf:ro`, whose variables may have colons of their own. */
function splitVolume(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth++;
    else if (character === '}') depth--;
    if (character === ':' && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts;
}

/** Reads nodes, and tells in which line they stand. */
class Reader extends YamlReader {
  readonly #lines: LineCounter;

  constructor(document: Document | undefined, lines: LineCounter) {
    super(document);
    this.#lines = lines;
  }

  /** The line of a node, counted from 1. */
  lineOf(node: Node): number {
    return this.#lines.linePos(node.range?.[0] ?? 0).line;
  }
}
