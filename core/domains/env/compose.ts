import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { indentBefore, lineBreakOf } from '../../text/lines.ts';
import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import { defaultOf } from './defaults.ts';
import { EMPTY, programOf, type Build, type EnvTree, type NamedFile, type Slot } from './tree.ts';
import { assignmentsAt, inOrder, type Dialect } from './yamlAssignments.ts';
import { YamlReader } from '../yamlReader.ts';
import { documentsOf, pairIn, placesOf, spanOf, yamlComments, type Place } from '../yamlFile.ts';

/** Parses a compose file (compose specification; compose-go 2.16). */
export function parseCompose(text: string): EnvTree {
  const [document] = documentsOf(text);
  if (document === undefined) return EMPTY;
  const reader = new YamlReader(document);
  const services = [...reader.entries(reader.at(reader.root, 'services'))].flatMap(([name, { value, key }]) =>
    value === undefined ? [] : [serviceOf(name, value, spanOf(key)?.start ?? 0, reader)],
  );
  const isThere = text.includes(ENFORCE_VARIABLE);
  const found = isThere
    ? [...placesOf(document)].flatMap((place) => assignmentsAt(text, place, dialectOf(services)))
    : [];
  return {
    ...EMPTY,
    ...inOrder(found),
    files: services.flatMap(({ files }) => files),
    slots: services.flatMap((it) => slotOf(text, it, reader) ?? []),
    comments: text.includes('grpc-alpn:') ? yamlComments(text) : [],
  };
}

interface Service {
  readonly name: string;
  readonly node: Node;
  /** Where its name stands. */
  readonly start: number;
  readonly build: Build | undefined;
  readonly files: readonly NamedFile[];
  readonly program: string;
}

function serviceOf(name: string, node: Node, start: number, reader: YamlReader): Service {
  const build = buildOf(reader.at(node, 'build'), reader);
  const folders = codeOf(build);
  const envFile = reader.at(node, 'env_file');
  const program = programOf(reader.text(reader.at(node, 'image'))) ?? name;
  const names = [envFile, ...reader.items(envFile)].flatMap((it) => [
    reader.text(it) ?? reader.text(reader.at(it, 'path')) ?? [],
  ]);
  return {
    ...{ name, node, start, build, program },
    files: names.flat().map((it) => ({ name: it, reader: 'dotenv', folders, program })),
  };
}

function buildOf(node: Node | undefined, reader: YamlReader): Build | undefined {
  const context = reader.text(node);
  if (context !== undefined) return { context, dockerfile: 'Dockerfile' };
  if (!isMap(node) || reader.at(node, 'dockerfile_inline') !== undefined) return undefined;
  return {
    context: reader.text(reader.at(node, 'context')) ?? '.',
    dockerfile: reader.text(reader.at(node, 'dockerfile')) ?? 'Dockerfile',
  };
}

/** Where the code is that is built: with a Dockerfile in a folder of its own, beside that one. */
function codeOf(build: Build | undefined): readonly string[] {
  if (build === undefined) return [];
  const slash = build.dockerfile.startsWith('/') ? -1 : build.dockerfile.lastIndexOf('/');
  return [slash < 0 ? build.context : `${build.context}/${build.dockerfile.slice(0, slash)}`];
}

function dialectOf(services: readonly Service[]): Dialect {
  return {
    form: () => 'compose',
    entry(place) {
      const service = services.find(({ node }) => isWithin(place, node));
      const folders = codeOf(service?.build);
      const of = service === undefined ? '' : ` of the service \`${service.name}\``;
      const key = place.key ?? '';
      if (key === 'environment')
        return { form: 'compose', words: `\`environment\`${of}`, folders, program: service?.program };
      if (key === 'args') {
        return service?.build === undefined
          ? undefined
          : { form: 'compose', words: `\`args\`${of}`, folders, argumentOf: service.build };
      }
      // `x-environment: &environment`, which services take over.
      return key.startsWith('x-') ? { form: 'compose', words: `\`${key}\`` } : undefined;
    },
    // A name without a value is passed on from where compose is started.
    nullIsEmpty: false,
    keepsQuotes: true,
    expand: expanded,
    lists: undefined,
  };
}

function isWithin(place: Place, node: Node): boolean {
  for (let at: Place | undefined = place; at !== undefined; at = at.up) if (at.node === node) return true;
  return false;
}

/** `$$` is a dollar sign; `${NAME:-false}` is `false` where nothing else is said (compose specification, "Interpolation"). */
function expanded(value: string): string | undefined {
  if (!value.includes('$')) return value;
  const dollars = value.replaceAll('$$', '');
  return dollars.includes('$') ? defaultOf(value) : value.replaceAll('$$', '$');
}

/** Where a service that is built can be given the variable: behind what it has already, in the same form. */
function slotOf(text: string, service: Service, reader: YamlReader): Slot | undefined {
  const { node, build, name } = service;
  if (build === undefined || !isMap(node) || node.flow) return undefined;
  const slot = { form: 'compose', words: `the service \`${name}\``, folders: codeOf(build), build } as const;
  const line = lineBreakOf(text);
  const environment = pairIn(node, 'environment');
  if (environment === undefined) {
    const [first, last] = [node.items[0], node.items.at(-1)];
    const [own, end] = [spanOf(first?.key), lastLine(text, last?.value ?? last?.key)];
    const indent = own && indentBefore(text, own.start);
    const outer = indentBefore(text, service.start);
    // What is merged into it may have variables of its own.
    const isMerged = reader.at(node, 'environment') !== undefined;
    if (indent === undefined || outer === undefined || end === undefined || isMerged) return undefined;
    const step = indent.startsWith(outer) && indent.length > outer.length ? indent.slice(outer.length) : '  ';
    const newText = `${line}${indent}environment:${line}${indent}${step}${ENFORCE_VARIABLE}: "false"`;
    return { ...slot, start: end, end, newText };
  }
  const { value } = environment;
  if (!(isMap(value) || isSeq(value)) || value.flow || value.items.length === 0) return undefined;
  if (isMap(value) ? reader.entries(value).has(ENFORCE_VARIABLE) : hasItem(value.items)) return undefined;
  const end = lastLine(text, value);
  const first = spanOf(isMap(value) ? value.items[0]?.key : value.items[0]);
  if (end === undefined || first === undefined) return undefined;
  const before = text.slice(text.lastIndexOf('\n', first.start - 1) + 1, first.start);
  const isPlain = isMap(value) ? before.trim() === '' : /^[ \t]*-[ \t]+$/.test(before);
  if (!isPlain) return undefined;
  const entry = isMap(value) ? `${ENFORCE_VARIABLE}: "false"` : `${ENFORCE_VARIABLE}=false`;
  return { ...slot, start: end, end, newText: `${line}${before}${entry}` };
}

function hasItem(items: readonly unknown[]): boolean {
  return items.some((it) => isScalar(it) && String(it.value).split('=', 1)[0] === ENFORCE_VARIABLE);
}

/** The end of the line in which a node ends, a comment behind it included. */
function lastLine(text: string, node: unknown): number | undefined {
  const span = spanOf(node);
  if (span === undefined) return undefined;
  // The range of a list or a mapping reaches to what follows: its last line is the last one that has something.
  const written = text.slice(0, span.end).trimEnd().length;
  const feed = text.indexOf('\n', written);
  const end = feed < 0 ? text.length : feed;
  return text[end - 1] === '\r' ? end - 1 : end;
}
