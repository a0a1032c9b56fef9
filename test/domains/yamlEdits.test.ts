import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMap, isScalar, parse, parseAllDocuments, stringify, type Document, type YAMLMap } from 'yaml';
import { documentsOf } from '../../core/domains/yamlFile.ts';
import { setYamlEntry, setYamlValue, type YamlValue } from '../../core/domains/yamlEdits.ts';
import { applyEdits } from '../../core/text/textEdit.ts';

const KEY = 'AlpnPolicy';

interface Asked {
  readonly path?: readonly (string | number)[];
  readonly key?: string;
  readonly value?: YamlValue;
  readonly document?: number;
}

function documentOf(text: string, index: number): Document {
  const found = documentsOf(text)[index];
  if (found === undefined) throw new Error('no such document');
  return found;
}

function mapAt(document: Document, path: readonly (string | number)[]): YAMLMap {
  const found: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(found)) throw new Error('no mapping there');
  return found;
}

function after(
  text: string,
  { path = [], key = KEY, value = ['HTTP2Preferred'], document = 0 }: Asked,
): string | undefined {
  const parsed = documentOf(text, document);
  const edits = setYamlEntry({ text, document: parsed, map: mapAt(parsed, path), key, value });
  return edits && applyEdits(text, edits);
}

describe('an entry is added', () => {
  const rows: readonly (readonly [name: string, before: string, after: string, asked?: Asked])[] = [
    [
      'list, indented below its key',
      'P:\n  Port: 443\n',
      'P:\n  Port: 443\n  AlpnPolicy:\n    - HTTP2Preferred\n',
      { path: ['P'] },
    ],
    [
      'list, not indented where others are not',
      'P:\n  Certificates:\n  - Arn: x\n  Port: 443\n',
      'P:\n  Certificates:\n  - Arn: x\n  Port: 443\n  AlpnPolicy:\n  - HTTP2Preferred\n',
      { path: ['P'] },
    ],
    [
      'list in brackets where others are',
      'P:\n  Certificates: [x]\n  Port: 443\n',
      'P:\n  Certificates: [x]\n  Port: 443\n  AlpnPolicy: [HTTP2Preferred]\n',
      { path: ['P'] },
    ],
    [
      'indentation of four',
      'P:\n    Q:\n        a: 1\n',
      'P:\n    Q:\n        a: 1\n        AlpnPolicy:\n            - HTTP2Preferred\n',
      { path: ['P', 'Q'] },
    ],
    [
      'odd indentation',
      'P:\n   Q:\n      a: 1\nR: 2',
      'P:\n   Q:\n      a: 1\n      AlpnPolicy: h2\nR: 2',
      { path: ['P', 'Q'], value: 'h2' },
    ],
    ['behind a byte order mark', '\uFEFFa:\n  - x\n', '\uFEFFa:\n  - x\nAlpnPolicy:\n  - HTTP2Preferred\n'],
    ['no line break at the end', 'a: 1', 'a: 1\nAlpnPolicy: h2', { value: 'h2' }],
    ['CRLF', 'a:\r\n  b: 1 # c\r\n', 'a:\r\n  b: 1 # c\r\n  AlpnPolicy:\r\n    - HTTP2Preferred\r\n', { path: ['a'] }],
    [
      'comments',
      'a: # x\n  # y\n  b: 1 # z\n  # last\nc: 2\n',
      'a: # x\n  # y\n  b: 1 # z\n  AlpnPolicy: h2\n  # last\nc: 2\n',
      { path: ['a'], value: 'h2' },
    ],
    [
      'behind what is nested',
      'a:\n  b:\n    - c: 1\n      d: 2\n\nz: 1\n',
      'a:\n  b:\n    - c: 1\n      d: 2\n  AlpnPolicy: h2\n\nz: 1\n',
      { path: ['a'], value: 'h2' },
    ],
    ['behind nothing', 'a:\n  b:\n', 'a:\n  b:\n  AlpnPolicy: h2\n', { path: ['a'], value: 'h2' }],
    [
      'behind a block of text',
      'a:\n  b: |\n    x\n\n\nc: 1\n',
      'a:\n  b: |\n    x\n  AlpnPolicy: h2\n\n\nc: 1\n',
      { path: ['a'], value: 'h2' },
    ],
    [
      'behind a text that keeps its blank lines',
      'a:\n  b: |+\n    x\n\nc: 1\n',
      'a:\n  b: |+\n    x\n\n  AlpnPolicy: h2\nc: 1\n',
      { path: ['a'], value: 'h2' },
    ],
    [
      'in an item',
      '- a: 1\n  b: 2\n- c: 3\n',
      '- a: 1\n  b: 2\n  AlpnPolicy: h2\n- c: 3\n',
      { path: [0], value: 'h2' },
    ],
    [
      'in the item of an item',
      '- - a: 1\n  - 2\n',
      '- - a: 1\n    AlpnPolicy: h2\n  - 2\n',
      { path: [0, 0], value: 'h2' },
    ],
    ['quotes of neighbours', "a: 'x'\nb: 'y'\n", "a: 'x'\nb: 'y'\nAlpnPolicy: 'h2'\n", { value: 'h2' }],
    [
      'quotes of neighbours that need them',
      "a: 'true'\nb: nlb\n",
      "a: 'true'\nb: nlb\nAlpnPolicy: 'yes'\n",
      { value: 'yes' },
    ],
    ['quoted keys', '"a": nlb\n', '"a": nlb\n"AlpnPolicy": h2\n', { value: 'h2' }],
    ['a boolean', 'a: 1\n', 'a: 1\nAlpnPolicy: true\n', { value: true }],
    ['a text that looks like one', 'a: 1\n', 'a: 1\nAlpnPolicy: "true"\n', { value: 'true' }],
    [
      'in the second document',
      '---\na: 1\n---\nb: 1\n...\n',
      '---\na: 1\n---\nb: 1\nAlpnPolicy: h2\n...\n',
      { document: 1, value: 'h2' },
    ],
    ['in front of the next document', 'a: 1\n---\nb: 1\n', 'a: 1\nAlpnPolicy: h2\n---\nb: 1\n', { value: 'h2' }],
    [
      'merged keys',
      'x: &x\n  p: 1\ny:\n  <<: *x\n  q: 2\n',
      'x: &x\n  p: 1\ny:\n  <<: *x\n  q: 2\n  AlpnPolicy: h2\n',
      { path: ['y'], value: 'h2' },
    ],
    ['in braces', 'a: {b: 1, c: 2}\n', 'a: {b: 1, c: 2, AlpnPolicy: [HTTP2Preferred]}\n', { path: ['a'] }],
    [
      'in braces with a comma at the end',
      'a: { b: 1, }\n',
      'a: { b: 1, AlpnPolicy: h2, }\n',
      { path: ['a'], value: 'h2' },
    ],
    [
      'in braces over lines',
      'a: {\n    b: 1, # x\n    c: 2 # y\n  }\n',
      'a: {\n    b: 1, # x\n    c: 2, # y\n    AlpnPolicy: h2\n  }\n',
      { path: ['a'], value: 'h2' },
    ],
    [
      'in braces over lines with a comma',
      'a: {\n    b: 1, # x\n  }\n',
      'a: {\n    b: 1, # x\n    AlpnPolicy: h2,\n  }\n',
      { path: ['a'], value: 'h2' },
    ],
    ['in empty braces', 'a: {}\n', 'a: {AlpnPolicy: h2}\n', { path: ['a'], value: 'h2' }],
    ['in blank braces', 'a: { }\n', 'a: { AlpnPolicy: h2 }\n', { path: ['a'], value: 'h2' }],
    ['JSON', '{"a": 1, "b": "x"}', '{"a": 1, "b": "x", "AlpnPolicy": ["HTTP2Preferred"]}', {}],
    ['JSON without blanks', '{"a":1,"b":"x"}', '{"a":1,"b":"x","AlpnPolicy":["HTTP2Preferred"]}', {}],
    ['JSON with blanks before colons', '{"a" : 1}', '{"a" : 1, "AlpnPolicy" : true}', { value: true }],
    [
      'JSON with tabs',
      '{\n\t"P": {\n\t\t"a": 1\n\t}\n}\n',
      '{\n\t"P": {\n\t\t"a": 1,\n\t\t"AlpnPolicy": ["HTTP2Preferred"]\n\t}\n}\n',
      { path: ['P'] },
    ],
    [
      'JSON with CRLF',
      '{\r\n  "a": {"b": []}\r\n}',
      '{\r\n  "a": {"b": []},\r\n  "AlpnPolicy": "h2"\r\n}',
      { value: 'h2' },
    ],
    ['JSON, empty', '{\n  "P": {}\n}', '{\n  "P": {\n    "AlpnPolicy": "h2"\n  }\n}', { path: ['P'], value: 'h2' }],
    [
      'JSON, empty over lines',
      '{\n  "P": {\n  }\n}',
      '{\n  "P": {\n    "AlpnPolicy": "h2"\n  }\n}',
      { path: ['P'], value: 'h2' },
    ],
    [
      'JSON whose commas begin lines',
      '{ "a": 1\n, "b": 2\n}',
      '{ "a": 1\n, "b": 2, "AlpnPolicy": "h2"\n}',
      { value: 'h2' },
    ],
    [
      'a mapping',
      'm:\n  name: x\n',
      'm:\n  name: x\n  annotations:\n    a/b: h2\n',
      { path: ['m'], key: 'annotations', value: { key: 'a/b', value: 'h2' } },
    ],
    [
      'a mapping in JSON',
      '{\n  "m": {\n    "n": 1\n  }\n}',
      '{\n  "m": {\n    "n": 1,\n    "annotations": {\n      "a/b": "h2"\n    }\n  }\n}',
      { path: ['m'], key: 'annotations', value: { key: 'a/b', value: 'h2' } },
    ],
  ];
  test.each(rows.map(([name, before, expected, asked = {}]) => ({ name, before, expected, asked })))(
    '$name',
    ({ before, expected, asked }) => {
      expect(after(before, asked)).toBe(expected);
    },
  );
});

describe('an entry is replaced', () => {
  const rows: readonly (readonly [name: string, before: string, after: string, asked?: Asked])[] = [
    ['a plain value', 'a: 1\nAlpnPolicy: None # x\nb: 2\n', 'a: 1\nAlpnPolicy: h2 # x\nb: 2\n', { value: 'h2' }],
    ['a quoted one', "AlpnPolicy: 'None'\n", "AlpnPolicy: 'h2'\n", { value: 'h2' }],
    ['an alias', 'a: &x None\nAlpnPolicy: *x\n', 'a: &x None\nAlpnPolicy: h2\n', { value: 'h2' }],
    ['the item of a list', 'AlpnPolicy:\n  - None # x\nb: 2\n', 'AlpnPolicy:\n  - HTTP2Preferred # x\nb: 2\n'],
    ['the item of a list in brackets', 'AlpnPolicy: [ "None" ]\n', 'AlpnPolicy: [ "HTTP2Preferred" ]\n'],
    ['an empty list', 'AlpnPolicy: []\n', 'AlpnPolicy: [HTTP2Preferred]\n'],
    ['a value by a list', 'AlpnPolicy: None\n', 'AlpnPolicy: [HTTP2Preferred]\n'],
    ['a value by a list in JSON', '{"AlpnPolicy": "None"}', '{"AlpnPolicy": ["HTTP2Preferred"]}'],
    ['nothing', 'AlpnPolicy:\nb: 2\n', 'AlpnPolicy: h2\nb: 2\n', { value: 'h2' }],
    ['nothing but a comment', 'AlpnPolicy: # x\nb: 2\n', 'AlpnPolicy: h2 # x\nb: 2\n', { value: 'h2' }],
    ['nothing by a list', 'AlpnPolicy: # x\nb: 2\n', 'AlpnPolicy: # x\n  - HTTP2Preferred\nb: 2\n'],
    ['null', 'AlpnPolicy: null\n', 'AlpnPolicy: h2\n', { value: 'h2' }],
    ['null by a list', 'AlpnPolicy: ~ # x\n', 'AlpnPolicy: # x\n  - HTTP2Preferred\n'],
    ['null in JSON', '{"AlpnPolicy": null, "b": 1}', '{"AlpnPolicy": ["HTTP2Preferred"], "b": 1}'],
    [
      'annotations that are null',
      'm:\n  annotations:\n  name: x\n',
      'm:\n  annotations:\n    a/b: "true"\n  name: x\n',
      { path: ['m'], key: 'annotations', value: { key: 'a/b', value: 'true' } },
    ],
    [
      'annotations that are null and last',
      'm:\n  annotations:',
      'm:\n  annotations:\n    a/b: h2',
      { path: ['m'], key: 'annotations', value: { key: 'a/b', value: 'h2' } },
    ],
    [
      'annotations that are empty',
      'm:\n  annotations: {}\n',
      'm:\n  annotations: {a/b: h2}\n',
      { path: ['m'], key: 'annotations', value: { key: 'a/b', value: 'h2' } },
    ],
  ];
  test.each(rows.map(([name, before, expected, asked = {}]) => ({ name, before, expected, asked })))(
    '$name',
    ({ before, expected, asked }) => {
      expect(after(before, asked)).toBe(expected);
    },
  );
});

describe('nothing is offered', () => {
  const rows: readonly (readonly [name: string, before: string, asked?: Asked])[] = [
    ['where an alias brings it elsewhere', 'x: &x\n  p: 1\ny: *x\n', { path: ['x'] }],
    ['where it is merged into others', 'x: &x\n  q:\n    p: 1\ny:\n  <<: *x\n', { path: ['x', 'q'] }],
    ['where an alias brings the value elsewhere', 'AlpnPolicy: &x None\nb: *x\n', { value: 'h2' }],
    ['where a key stands twice', 'AlpnPolicy: a\nAlpnPolicy: b\n', { value: 'h2' }],
    ['where a function decides', 'AlpnPolicy: !Ref X\n', { value: 'h2' }],
    ['behind an anchor', '- &x a: 1\n', { path: [0], value: 'h2' }],
    ['behind a tab', '-\ta: 1\n', { path: [0], value: 'h2' }],
    ['in a text with errors', 'a: 1\nb: [\n', {}],
    ['with a line end that others take for one', 'a: b\u2028c: d\n', {}],
    ['with a line end of old', 'a: b\rc: d\n', {}],
    ['for a list of several', 'AlpnPolicy:\n  - a # x\n  - b\n', {}],
    ['for a mapping that has something', 'AlpnPolicy:\n  a: 1\n  b: 2\n', { value: 'h2' }],
  ];
  test.each(rows.map(([name, before, asked = {}]) => ({ name, before, asked })))('$name', ({ before, asked }) => {
    expect(after(before, asked)).toBeUndefined();
  });
});

describe('a value is replaced in its quotes', () => {
  const rows: readonly (readonly [before: string, value: string | boolean, after: string | undefined])[] = [
    ['a: false # x\n', true, 'a: true # x\n'],
    ["a: 'false'\n", 'true', "a: 'true'\n"],
    ['{"a": "false"}', 'true', '{"a": "true"}'],
    ['{"a": false}', true, '{"a": true}'],
    ['a: false\n', 'true', 'a: "true"\n'],
    ['a: b=c,d=e # x\n', 'b=c,d=f', 'a: b=c,d=f # x\n'],
    ['a: b=c\n', 'b=c, d=f', 'a: b=c, d=f\n'],
    ['{a: b=c}', 'b=c,d=f', '{a: "b=c,d=f"}'],
    ['a: >-\n  false\n', true, undefined],
    ['a: !Ref b\n', true, undefined],
    ['a:\n', true, undefined],
    ['a: &x 1\nb: *x\n', true, undefined],
  ];
  test.each(rows)('%s', (before, value, expected) => {
    const document = documentOf(before, 0);
    const scalar = mapAt(document, []).items[0]?.value;
    if (!isScalar(scalar)) throw new Error('no value there');
    const edits = setYamlValue({ text: before, document, scalar, value });
    expect(edits && applyEdits(before, edits)).toBe(expected);
  });
});

const leaf = fc.oneof(
  fc.constantFrom('x', 'true', '1', 'a: b', '# c', '', 'y\nz\n', "it's", '{', 'Ünï'),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c d', '1', 'true', 'x/y', KEY), tie('tree'), { maxKeys: 4 }),
  ),
}));

/** Every mapping of a value, by its path. */
function* pathsIn(value: unknown, path: readonly (string | number)[] = []): Iterable<readonly (string | number)[]> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* pathsIn(item, [...path, i]);
  else if (typeof value === 'object' && value !== null) {
    yield path;
    for (const [key, item] of Object.entries(value)) yield* pathsIn(item, [...path, key]);
  }
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (it, key) => (typeof it === 'object' && it !== null ? Reflect.get(it, key) : undefined),
    value,
  );
}

test('of any text, an edit changes one entry and nothing else', () => {
  const style = fc.constantFrom('block', 'unindented', 'flow', 'json', 'tabs', 'tight');
  const values = fc.constantFrom<YamlValue>('h2', 'true', true, ['HTTP2Preferred'], { key: 'a/b', value: 'no' });
  let offered = 0;
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('p', 'q'), tree, { minKeys: 1 }),
      style,
      values,
      fc.boolean(),
      (root, kind, value, crlf) => {
        const text = written(root, kind, crlf);
        const document = documentOf(text, 0);
        for (const path of pathsIn(root)) {
          const found: unknown = path.length === 0 ? document.contents : document.getIn(path.map(String), true);
          if (!isMap(found)) continue;
          const edits = setYamlEntry({ text, document, map: found, key: KEY, value });
          if (edits === undefined) continue;
          offered++;
          const [again, ...more] = parseAllDocuments(applyEdits(text, edits));
          expect(more).toEqual([]);
          const expected: unknown = parse(text);
          const map = at(expected, path);
          if (typeof map !== 'object' || map === null) throw new Error('no mapping there');
          Reflect.set(map, KEY, typeof value === 'object' && 'key' in value ? { [value.key]: value.value } : value);
          expect(again?.toJS()).toEqual(expected);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(offered).toBeGreaterThan(300);
});

function written(root: unknown, kind: string, crlf: boolean): string {
  const text =
    kind === 'json' || kind === 'tabs' || kind === 'tight'
      ? JSON.stringify(root, null, kind === 'json' ? 4 : kind === 'tabs' ? '\t' : undefined)
      : stringify(root, { indentSeq: kind === 'block', collectionStyle: kind === 'flow' ? 'flow' : 'any' });
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}
