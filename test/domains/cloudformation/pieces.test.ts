import fc from 'fast-check';
import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import { describe, expect, it } from 'vitest';
import { documentInPieces } from '../../../core/domains/cloudformation/pieces.ts';
import { documentsOf, spanOf } from '../../../core/domains/yamlFile.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { edgesIn } from './template.ts';

const FILE = filePath('/workspace/template.yaml');

/** As the benchmark's: every kind of section, and resources until it is long enough to be read in pieces. */
const LONG = `# The edge
---
AWSTemplateFormatVersion: "2010-09-09"
Description: >-
  What stands
  in front: of everything

Parameters: { Policy: { Type: String, Default: None } } # flow
Mappings:
  Ports:
    # in front of a key
    Of: { Grpc: 443 }
Resources: # here
${Array.from({ length: 60 }, (_, i) => resource(i)).join('')}
Outputs:
  Name:
    Value: !GetAtt Listener1.Arn
`;

function resource(i: number): string {
  return `  # ${'what it is '.repeat(8)}
  Listener${i}:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Port: ${400 + i}
      Protocol: "TLS"
      LoadBalancerArn: !Ref Edge${i}
      DefaultActions:
        - Type: forward
          TargetGroupArn: !If [IsLong, !Ref A, !Ref B]

      Script: |
        #!/bin/sh
        echo "${i}"

`;
}

/** What nodes say, and where they stand. */
function shapeOf(node: unknown): unknown {
  if (isPair(node)) return [shapeOf(node.key), shapeOf(node.value)];
  if (isScalar(node)) return [node.value, node.source, node.type, node.tag, spanOf(node)];
  if (isMap(node) || isSeq(node)) return [node.tag, node.flow === true, spanOf(node), node.items.map(shapeOf)];
  return isAlias(node) ? ['*', node.source, spanOf(node)] : node;
}

function inPieces(text: string): unknown {
  const document = documentInPieces(FILE, text);
  return document === undefined || document === 'broken' ? document : shapeOf(document.contents);
}

/** The same, read as a whole. */
function asWhole(text: string): unknown {
  const [document, ...others] = documentsOf(text).filter(({ contents }) => contents !== null);
  return document === undefined || others.length > 0 || document.errors.length > 0
    ? 'broken'
    : shapeOf(document.contents);
}

describe('a long template', () => {
  it('in pieces is the whole one', () => {
    expect(inPieces(LONG)).toEqual(asWhole(LONG));
    expect(inPieces(LONG.replaceAll('\n', '\r\n'))).toEqual(asWhole(LONG.replaceAll('\n', '\r\n')));
  });

  it.each([
    ['is short', 'Resources:\n  A:\n    Type: B\n'],
    ['has anchors', LONG.replace('"TLS"', '&tls "TLS"')],
    ['has aliases', LONG.replace('"TLS"', '*tls')],
    ['has several documents', `${LONG}---\na: b\n`],
    ['is JSON', JSON.stringify({ Resources: { A: 'x'.repeat(20_000) } }, undefined, 2)],
    ['has no resources', LONG.replace(/Resources:[^]*Outputs:/, `Resources:\n${'# x\n'.repeat(5000)}Outputs:`)],
    ['has a resource in front of the others', LONG.replace('  Listener9:', ' Listener9:')],
    [
      'has brackets that end below their key',
      LONG.replace('  Listener9:', '  Flow: {\n    Type: A\n  }\n  Listener9:'),
    ],
    ['has a list below its key', LONG.replace('  Listener9:', '  List:\n  - a\n  - b\n  Listener9:')],
    ['has a key with a mark', LONG.replace('  Listener9:', '  ? Explicit\n  : Type: A\n  Listener9:')],
    ['has an empty document first', LONG.replace('---\n', '---\n---\n')],
  ])('that %s is read whole', (_name, text) => {
    expect(inPieces(text)).toBeUndefined();
  });

  it('is the whole one after every edit, whatever was read before', () => {
    const letter = fc.constantFrom(
      ...[
        '\n',
        '\n  ',
        ' ',
        ':',
        ': ',
        '- ',
        '"',
        "'",
        '#',
        ' #',
        '[',
        ']',
        '{',
        '}',
        '|',
        '!Ref ',
        'a',
        'B:\n    ',
        '\t',
        '? ',
      ],
    );
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      gone: fc.integer({ min: 0, max: 30 }),
      come: fc.array(letter, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = LONG;
        for (const { at, gone, come } of edits) {
          const start = Math.floor(at * text.length);
          text = `${text.slice(0, start)}${come.join('')}${text.slice(start + gone)}`;
          const found = inPieces(text);
          if (found !== undefined) expect(found).toEqual(asWhole(text));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has fixes that are those of a short one, each at its own place', () => {
    const set = (text: string, i: number): unknown => {
      const edge = edgesIn(text).find(({ name }) => name === `Listener${i}`);
      return edge?.alpnPolicy
        ?.set('HTTP2Preferred')
        ?.map(({ span, newText }) => [span.start - edge.at.span.start, newText]);
    };
    const short = set(`Resources:\n${resource(40)}`, 40);
    expect(short).toHaveLength(1);
    expect(set(LONG, 40)).toEqual(short);
    expect(set(LONG.replace('Listener3:', 'Listener3more:'), 40)).toEqual(short);
  });

  it('keeps the nodes of what did not change', () => {
    const before = documentInPieces(FILE, LONG);
    const after = documentInPieces(FILE, LONG.replace('Listener50', 'Listener5x'));
    const keyOf = (document: typeof before): unknown =>
      document !== undefined && document !== 'broken' && isMap(document.contents) && document.contents.items[0]?.key;
    expect(keyOf(after)).toBe(keyOf(before));
  });
});
