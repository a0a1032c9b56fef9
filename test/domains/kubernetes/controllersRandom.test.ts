import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, type Document } from 'yaml';
import { annotations, configMap, controller, controllerFolder, documents, IMAGES, ingress } from './controllerTexts.ts';

const INGRESS_NGINX = documents(
  ingress(annotations({ 'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC' })),
  controller(IMAGES.ingressNginx, ['/nginx-ingress-controller', '--configmap=$(POD_NAMESPACE)/config']),
  configMap('config', 'data:\n  use-gzip: "true" # small\n  use-http2: "false"\n  server-tokens: "false"\n'),
);
const F5 = documents(
  ingress(
    annotations({ 'nginx.org/grpc-services': 'orders' }),
    '  tls:\n    - hosts: [orders.example.com]\n      secretName: orders\n',
  ),
  controller(IMAGES.f5, ['-nginx-configmaps=ingress/config']),
  configMap('config', 'data: &all\n  # for all\n  proxy-buffers: "8 4k"\n\n  log-format: |\n    $remote_addr\n'),
);
const TEXTS = [
  ['ingress-nginx', INGRESS_NGINX],
  ['F5', F5],
] as const;

/** What the documents of a text come to, as far as they are YAML. A mistake in one of them is not to reach the next one. */
function valuesOf(text: string): readonly unknown[] {
  return text.split(/^(?=---(?:\s|$))/m).flatMap((it) => {
    const read = parseAllDocuments(it, { strict: false, uniqueKeys: false, logLevel: 'silent' });
    return Array.isArray(read) ? read.map(valueOf) : [];
  });
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return String(error);
  }
}

/** The values with one entry of the data of all ConfigMaps taken out; data that nothing is left in counts as none. */
function without(values: readonly unknown[], key: string): unknown {
  return JSON.parse(JSON.stringify(values), (name, value: unknown) => {
    if (name !== 'data') return value;
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const others = entries.filter(([it]) => it !== key);
    return others.length === 0 ? undefined : Object.fromEntries(others);
  });
}

/** Reads a text, and tries every fix: what it changes is the one key. */
function expectSound(text: string): number {
  const { edges, after, at } = controllerFolder(text);
  let count = 0;
  for (const edge of edges) {
    for (const place of [
      edge.at,
      edge.declaration,
      ...edge.hosts.map((it) => it.at),
      ...edge.targets.map((it) => it.at),
    ])
      expect(at(place).length).toBe(place.span.end - place.span.start);
    for (const value of [true, false]) {
      const { http2 } = edge;
      const fixed = after(http2, value);
      if (http2 === undefined || fixed === undefined) continue;
      count++;
      expect(without(valuesOf(fixed), http2.name)).toEqual(without(valuesOf(text), http2.name));
      expect(controllerFolder(fixed).edges.map((it) => it.http2?.declared)).toMatchObject([{ kind: 'stated', value }]);
    }
  }
  return count;
}

describe.each(TEXTS)('texts of %s', (_, text) => {
  it('can be cut off anywhere', () => {
    for (let end = 0; end < text.length; end += 11) expectSound(text.slice(0, end));
  });

  it('can lack any line', () => {
    const lines = text.split('\n');
    const counts = lines.map((_line, at) => expectSound(lines.toSpliced(at, 1).join('\n')));
    expect(Math.max(...counts)).toBe(2);
  });

  it('can have CRLF', () => {
    const foreign = text.replaceAll('\n', '\r\n');
    expect(expectSound(foreign)).toBe(2);
    const { edge, after } = controllerFolder(foreign);
    expect(after(edge.http2, true)?.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('can have anything in between', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '\n',
        '\t',
        '---\n',
        '&a',
        '*a',
        '<<: *all\n',
        '{',
        '}',
        '[',
        '"',
        '|\n',
        '- ',
        ': ',
        '# grpc-alpn: grpc=no\n',
        '{{ x }}',
      ),
    );
    fc.assert(
      fc.property(fc.nat(text.length), piece, fc.nat(12), (at, added, removed) => {
        expectSound(text.slice(0, at) + added + text.slice(at + removed));
      }),
      { numRuns: 100 },
    );
  });

  it('can be JSON', () => {
    const items = valuesOf(text);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2);
    expect(expectSound(list)).toBe(2);
  });
});
