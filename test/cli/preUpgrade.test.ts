import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/commandLine.ts';
import { clientOf, listenerWithoutH2, moduleOn } from '../support/goServices.ts';

const FILES = {
  'cart/go.mod': moduleOn('cart', 'v1.66.3'),
  'cart/main.go': clientOf('orders:50051'),
  'orders/go.mod': moduleOn('orders', 'v1.66.3'),
  'orders/main.go': listenerWithoutH2(50051),
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cli(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  let out = '';
  const code = await run(args, {
    cwd: folder,
    out: (text) => (out += text),
    error: (text) => (out += text),
    input: () => Promise.resolve(''),
    progress: () => undefined,
    isScreen: false,
    colours: false,
    interrupted: new AbortController().signal,
  });
  return { code, out };
}

describe('check --assume-grpc-go', () => {
  it('prints the pre-upgrade check behind the findings', async () => {
    const { out } = await cli('check', '--assume-grpc-go', 'v1.67.0');
    const [findings = '', report = ''] = out.split('\nBefore grpc-go is raised to v1.67.0\n');
    expect(findings).toContain('orders/main.go:14:19 error go-tls-listener-without-h2');
    expect(findings).toMatch(/2 modules: .*\n$/);
    expect(report).toContain('- orders/main.go:14:19: a TLS listener in Go, for a grpc-go server');
    expect(report).toContain('dialled by cart/main.go:11:');
    expect(report).toContain('Not 1.67.x');
  });

  it('says what go.mod selects, and that the version is assumed', async () => {
    const { out } = await cli('check', '--assume-grpc-go', 'v1.67.0');
    expect(out).toContain('v1.66.3 today (go.mod line 5 requires it)');
    expect(out).toContain('(--assume-grpc-go states it)');
  });

  it('adds it to the JSON, whose findings stay what they are', async () => {
    const { code, out } = await cli('check', '--assume-grpc-go', 'v1.67.0', '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      schema: 1,
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'go-tls-listener-without-h2' })]) as unknown,
      preUpgrade: [
        {
          folder: '.',
          version: 'v1.67.0',
          modules: [
            { file: 'cart/go.mod', path: 'shop.example/cart', grpcGo: 'v1.66.3', step: 'crosses', needsGo: '1.21' },
            { file: 'orders/go.mod', grpcGo: 'v1.66.3', step: 'crosses' },
          ],
          hops: [
            {
              file: 'orders/main.go',
              range: { start: { line: 13, character: 18 } },
              kind: 'go-server',
              fate: 'breaks',
              refusedBy: 'client',
              error: 'credentials: cannot check peer: missing selected ALPN property',
              grpc: null,
              dialedBy: [{ file: 'cart/main.go' }],
            },
          ],
          unseen: [],
          optOuts: [],
        },
      ],
    });
  });

  it('without it, nothing of that is there', async () => {
    expect((await cli('check')).out).not.toContain('Before grpc-go');
    expect(JSON.parse((await cli('check', '--format', 'json')).out)).not.toHaveProperty('preUpgrade');
  });

  it('a file argument limits it to hops in that file', async () => {
    writeFileSync(path.join(folder, 'grpc-alpn.json'), '{}');
    const { out } = await cli('check', 'cart/go.mod', '--assume-grpc-go', 'v1.67.0', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ preUpgrade: [{ hops: [] }] });
    rmSync(path.join(folder, 'grpc-alpn.json'));
  });

  it('after --fix, what was fixed does not break', async () => {
    const { out } = await cli('check', '--assume-grpc-go', 'v1.84.0', '--fix');
    const [, report = ''] = out.split('\nBefore grpc-go is raised to v1.84.0\n');
    expect(report).toContain('No connection that can be judged here would break');
  });
});
