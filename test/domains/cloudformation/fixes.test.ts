import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import type { EdgeListener } from '../../../core/domains/edges.ts';
import { applyEdits, type TextEdit } from '../../../core/text/textEdit.ts';
import { edgeIn, edgesIn } from './template.ts';

const FOLDER = new URL('fixes/', import.meta.url);

function fixOf({ alpnPolicy, http2, targets }: EdgeListener): readonly TextEdit[] | undefined {
  return alpnPolicy?.set('HTTP2Preferred') ?? http2?.set(true) ?? targets[0]?.version?.set('GRPC');
}

/** What a text says, functions with their tags included. */
function meaning(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  expect(document.errors).toEqual([]);
  return document.toJS();
}

/** A value without one of its parts; how many of these there were. */
function without(value: unknown, name: string): { readonly rest: unknown; readonly count: number } {
  let count = 0;
  const rest: unknown = JSON.parse(
    JSON.stringify(value, (key, it: unknown) => {
      const isAttribute =
        typeof it === 'object' && it !== null && 'Key' in it && 'Value' in it && it.Key === 'routing.http2.enabled';
      if (key !== name && !(isAttribute && name === 'routing.http2.enabled')) return it;
      count++;
      return undefined;
    }),
  );
  return { rest, count };
}

describe('files as people write them', () => {
  const names = readdirSync(FOLDER).filter((it) => !it.endsWith('.fixed'));

  test.each(names)('%s', (name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    const edge = edgeIn(text, { name });
    const fixed = applyEdits(text, fixOf(edge) ?? []);
    expect(fixed).toBe(readFileSync(new URL(`${name}.fixed`, FOLDER), 'utf8'));
    const attribute =
      edge.alpnPolicy?.name ?? (edge.http2?.declared.kind === 'stated' ? 'routing.http2.enabled' : 'ProtocolVersion');
    expect(without(meaning(fixed), attribute).rest).toEqual(without(meaning(text), attribute).rest);
    const again = edgeIn(fixed, { name });
    expect(applyEdits(fixed, fixOf(again) ?? [])).toBe(fixed);
  });
});

describe('templates of every style', () => {
  const scalar = fc.constantFrom<unknown>(
    'x',
    'true',
    '443',
    443,
    false,
    'a: b',
    '# c',
    'y\nz\n',
    { Ref: 'Other' },
    ['a', 'b'],
    { K: { L: [1] } },
  );
  const around = fc.dictionary(fc.constantFrom('Port', 'SslPolicy', 'Tags', 'Name'), scalar, { maxKeys: 3 });
  const policy = fc.constantFrom<unknown>(undefined, ['None'], 'None', ['HTTP1Only'], null, []);
  const isLast = fc.boolean();
  const style = fc.constantFrom('block', 'unindented', 'four', 'flow', 'json', 'tabs', 'tight');

  test('a policy changes, and nothing else', () => {
    fc.assert(
      fc.property(around, around, policy, isLast, style, fc.boolean(), (before, behind, value, last, kind, crlf) => {
        const given = value === undefined ? {} : { AlpnPolicy: value };
        const properties = { ...(last ? {} : given), ...before, Protocol: 'TLS', ...behind, ...(last ? given : {}) };
        const listener = { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: properties, DependsOn: 'Other' };
        const root = { Resources: { Listener: listener, Other: { Type: 'AWS::S3::Bucket', Properties: before } } };
        const text = written(root, kind, crlf);
        const { alpnPolicy } = edgeIn(text);
        const edits = alpnPolicy?.set('HTTP2Preferred');
        const fixed = applyEdits(text, edits ?? []);
        expect(edits).toBeDefined();
        expect(meaning(fixed)).toEqual({
          ...root,
          Resources: {
            ...root.Resources,
            Listener: { ...listener, Properties: { ...properties, AlpnPolicy: ['HTTP2Preferred'] } },
          },
        });
        const again = edgeIn(fixed);
        expect(again.alpnPolicy?.declared).toMatchObject({ kind: 'stated', value: 'HTTP2Preferred' });
        expect(applyEdits(fixed, again.alpnPolicy?.set('HTTP2Preferred') ?? [])).toBe(fixed);
        expect(crlf ? fixed.replaceAll('\r\n', '') : fixed).not.toContain(crlf ? '\n' : '\r');
      }),
      { numRuns: 200 },
    );
  });

  test('HTTP/2 is switched, and nothing else', () => {
    const value = fc.constantFrom<unknown>('false', false);
    fc.assert(
      fc.property(around, value, style, fc.boolean(), (properties, off, kind, crlf) => {
        const made = (to: unknown): unknown => ({
          Resources: {
            Lb: {
              Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
              Properties: {
                ...properties,
                LoadBalancerAttributes: [
                  { Key: 'a', Value: off },
                  { Value: to, Key: 'routing.http2.enabled' },
                ],
              },
            },
            L: {
              Type: 'AWS::ElasticLoadBalancingV2::Listener',
              Properties: { Protocol: 'HTTPS', LoadBalancerArn: { Ref: 'Lb' } },
            },
          },
        });
        const text = written(made(off), kind, crlf);
        const fixed = applyEdits(text, edgeIn(text).http2?.set(true) ?? []);
        expect(meaning(fixed)).toEqual(made(off === false ? true : 'true'));
        expect(edgeIn(fixed).http2?.declared).toMatchObject({ kind: 'stated', value: true });
      }),
      { numRuns: 100 },
    );
  });

  function written(root: unknown, kind: string, crlf: boolean): string {
    const indent = kind === 'tabs' ? '\t' : kind === 'json' ? 2 : undefined;
    const text =
      kind === 'json' || kind === 'tabs' || kind === 'tight'
        ? JSON.stringify(root, null, indent)
        : stringify(root, {
            indent: kind === 'four' ? 4 : 2,
            indentSeq: kind !== 'unindented',
            collectionStyle: kind === 'flow' ? 'flow' : 'any',
            aliasDuplicateObjects: false,
          });
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  }
});

describe('any text', () => {
  const texts = readdirSync(FOLDER)
    .filter((it) => !it.endsWith('.fixed'))
    .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));

  function isRead(text: string): void {
    for (const edge of edgesIn(text)) {
      for (const { span } of [edge.at, edge.declaration, ...edge.hosts.map(({ at }) => at)]) {
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }
      const edits = fixOf(edge);
      if (edits !== undefined) edgesIn(applyEdits(text, edits));
    }
  }

  test('every beginning of a template is read', () => {
    for (const text of texts) for (let end = 0; end < text.length; end += 9) isRead(text.slice(0, end));
  });

  test('a template with a piece cut out is read', () => {
    for (const text of texts)
      for (let at = 0; at < text.length; at += 19) isRead(text.slice(0, at) + text.slice(at + 5));
  });

  test('whatever stands in its place is read', () => {
    const piece = fc.constantFrom(
      ...[
        'Resources:\n',
        '  L:\n',
        '    Type: AWS::ElasticLoadBalancingV2::Listener\n',
        '    Properties:\n',
        '      Protocol: TLS\n',
      ],
      ...[
        '      AlpnPolicy: ',
        '!Ref ',
        '!Sub "${',
        '&a ',
        '*a',
        '<<: ',
        '{',
        '}',
        '[',
        ']',
        ',',
        '- ',
        '"',
        "'",
        '|+\n',
        '? ',
        ': ',
        '\t',
        '\r\n',
        '---\n',
        '#',
      ],
      ...['Fn::If', '!If [a, b, c]', 'null', '\u0000', '\uD800', 'Parameters: {P: {Default: x}}\n'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.string({ maxLength: 20 }), (pieces, end) => {
        isRead(pieces.join('') + end);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [
      'aliases that multiply',
      Array.from(
        { length: 40 },
        (_, i) => `      a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1},*a${i - 1},*a${i - 1}`}]\n`,
      ).join(''),
    ],
    [
      'functions that multiply',
      `${Array.from({ length: 60 }, (_, i) => `      a${i}: &a${i} !If [c, ${i === 0 ? 'x, x' : `*a${i - 1},*a${i - 1}`}]\n`).join('')}      AlpnPolicy: *a59\n`,
    ],
    ['very deep brackets', `      AlpnPolicy: ${'['.repeat(500_000)}\n`],
    ['very deep lists', `      AlpnPolicy:\n        ${'- '.repeat(100_000)}\n`],
    ['very many placeholders', `      AlpnPolicy: !Sub '${'${a}'.repeat(200_000)}'\n`],
    ['very many open ones', `      AlpnPolicy: !Sub '${'${'.repeat(400_000)}'\n`],
    ['a very long value', `      AlpnPolicy: "${'{{'.repeat(400_000)}"\n`],
  ])('%s: are read before the runner gives up', (_, properties) => {
    isRead(
      `Resources:\n  L:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    Properties:\n      Protocol: TLS\n${properties}`,
    );
  });
});
