import { isMap, isScalar, isSeq, type Document, type Node, type Scalar } from 'yaml';
import type { FilePath } from '../../text/filePath.ts';
import type { Location } from '../../text/location.ts';
import type { Span } from '../../text/span.ts';
import { documentsOf, spanOf } from '../yamlFile.ts';
import { textOf, YamlReader } from '../yamlReader.ts';
import { documentInPieces } from './pieces.ts';
import type { Resource } from './tree.ts';
import { isFilledIn, Values, type Value } from './values.ts';

/** A template that was read. */
export class Template {
  readonly file: FilePath;
  readonly text: string;
  readonly document: Document;
  readonly reader: YamlReader;
  readonly values: Values;
  /** By their logical ids. */
  readonly resources: ReadonlyMap<string, Resource>;

  constructor(file: FilePath, text: string, document: Document) {
    this.file = file;
    this.text = text;
    this.document = document;
    this.reader = new YamlReader(document);
    const sections = this.reader.values(this.reader.root);
    const macro =
      foreignMacro(sections.get('Transform'), this.reader) ??
      calledMacro(sections.get(CALL), this.reader) ??
      calledMacro(this.reader.at(sections.get('Resources'), CALL), this.reader);
    this.resources = resourcesIn(this.reader, sections.get('Resources'), macro);
    this.values = new Values({
      reader: this.reader,
      parameters: this.reader.values(sections.get('Parameters')),
      mappings: sections.get('Mappings'),
      isResource: (id) => this.resources.has(id),
    });
  }

  /** All resources of a type. */
  ofType(type: string): readonly Resource[] {
    return [...this.resources.values()].filter((it) => it.type === type);
  }

  /** A property of a resource. */
  property({ properties, otherSource }: Resource, name: string): Value {
    const value = this.within(properties, name);
    return value.kind === 'nothing' && otherSource !== undefined ? { kind: 'unknown', because: otherSource } : value;
  }

  /** What stands behind a key of a mapping. */
  within(map: Node | undefined, name: string): Value {
    return this.values.at(this.reader.at(map, name));
  }

  /** The resource of a type that a value refers to. */
  referred(value: Value, type: string): Resource | undefined {
    const found = value.kind === 'resource' ? this.resources.get(value.id) : undefined;
    return found?.type === type ? found : undefined;
  }

  /** The mappings of a list; `undefined`: something else makes some of it. */
  mapsIn(value: Value): readonly Node[] | undefined {
    const items = value.kind === 'nothing' ? [] : value.kind === 'list' ? value.items : undefined;
    const maps = items?.flatMap((it) => (it.kind === 'map' ? it.node : []));
    return maps?.length === items?.length ? maps : undefined;
  }

  /** Where something stands. */
  location(span: Span): Location {
    return { file: this.file, span };
  }

  /** Where a node stands; one that stands nowhere, at the beginning. */
  locationOf(node: unknown): Location {
    return this.location(spanOf(node) ?? { start: 0, end: 0 });
  }
}

/** Reads a template. `undefined`: it is none, several, or there are errors in it. */
export function templateOf(file: FilePath, text: string): Template | undefined {
  const joined = documentInPieces(file, text);
  if (joined !== undefined) return joined === 'broken' ? undefined : new Template(file, text, joined);
  const documents = documentsOf(text).filter(({ contents }) => !isScalar(contents) || contents.value !== null);
  const [document] = documents;
  if (document === undefined || documents.length > 1 || document.errors.length > 0) return undefined;
  return isMap(document.contents) ? new Template(file, text, document) : undefined;
}

/** What AWS itself does with a template, and adds no property to a load balancer by it. */
const OWN_MACROS = new Set([
  'AWS::Serverless-2016-10-31',
  'AWS::LanguageExtensions',
  'AWS::CodeDeployBlueGreen',
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
  'AWS::ServiceCatalog',
]);

function foreignMacro(node: Node | undefined, reader: YamlReader): string | undefined {
  const names = isSeq(node) ? reader.items(node) : node === undefined ? [] : [node];
  const other = names.find((it) => !OWN_MACROS.has(textOf(it) ?? ''));
  return other === undefined ? undefined : mayChange(textOf(other) ?? 'AWS::Include');
}

const CALL = 'Fn::Transform';

/** One that is called beside resources: it is given all of them, but for `AWS::Include`, which only adds others. */
function calledMacro(call: Node | undefined, reader: YamlReader): string | undefined {
  if (call === undefined) return undefined;
  const name = reader.text(reader.at(call, 'Name')) ?? CALL;
  return name === 'AWS::Include' ? undefined : mayChange(name);
}

function mayChange(macro: string): string {
  return `the macro \`${macro.slice(0, 60)}\` may change it`;
}

function resourcesIn(
  reader: YamlReader,
  section: Node | undefined,
  macro: string | undefined,
): ReadonlyMap<string, Resource> {
  const resources = new Map<string, Resource>();
  for (const [id, { key, value }] of reader.entries(section)) {
    const type = reader.text(reader.at(value, 'Type'));
    if (type === undefined || value === undefined) continue;
    const properties = reader.at(value, 'Properties');
    const isMade =
      properties !== undefined &&
      (!isMap(properties) || properties.tag !== undefined || isCall(properties.items[0]?.key));
    const adder = adderIn(properties, reader) ?? adderIn(value, reader);
    resources.set(id, {
      ...{ id, key, type },
      declaration: { start: spanOf(key)?.start ?? 0, end: spanOf(value)?.end ?? 0 },
      properties: isMap(properties) && !isMade ? properties : undefined,
      otherSource: isMade ? 'a function makes its properties' : adder === undefined ? macro : `${adder} may add it`,
    });
  }
  return resources;
}

/** What adds entries to a mapping that do not stand in it: a function, a template of templates, what is merged from nowhere. */
function adderIn(map: Node | undefined, reader: YamlReader): string | undefined {
  if (!isMap(map)) return undefined;
  for (const key of reader.entries(map).keys()) {
    if (key.startsWith('Fn::')) return `\`${key.slice(0, 60)}\``;
    if (isFilledIn(key)) return 'what fills it in';
  }
  return reader.mergesUnknown(map) ? 'what is merged' : undefined;
}

function isCall(key: unknown): boolean {
  return isScalar(key) && /^(?:Ref$|Fn::(?!Transform))/.test(textOf(key) ?? '');
}

/** A key and where it stands. */
export function keyIn(map: Node | undefined, name: string): Scalar | undefined {
  if (!isMap(map)) return undefined;
  const key = map.items.find((it) => textOf(it.key) === name)?.key;
  return isScalar(key) ? key : undefined;
}
