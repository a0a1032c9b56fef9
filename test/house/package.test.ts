import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rulePagesIn } from '../../client/rulePages.ts';
import { rules } from '../../core/rules/index.ts';
import { isRecord, stringsOf } from './json.ts';
import { unzip } from './zip.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'grpc-alpn-package-'));
const file = path.join(folder, 'grpc-alpn.vsix');
let archive: Buffer;
let files: ReadonlyMap<string, Buffer>;

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/package.mjs', `--out=${file}`], { cwd: root, stdio: 'pipe' });
  archive = readFileSync(file);
  files = unzip(archive);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function textOf(name: string): string {
  const content = files.get(name);
  if (content === undefined) throw new Error(`${name} is not in the package`);
  return content.toString('utf8');
}

describe('the packaged extension', () => {
  it('holds what it needs and nothing else', () => {
    expect([...files.keys()].sort()).toEqual(
      [
        '[Content_Types].xml',
        'extension.vsixmanifest',
        'extension/LICENSE.txt',
        'extension/THIRD-PARTY-NOTICES.txt',
        'extension/assets/icon.png',
        'extension/changelog.md',
        'extension/dist/client.js',
        'extension/dist/mapPage.css',
        'extension/dist/mapPage.js',
        'extension/dist/reportPage.css',
        'extension/dist/reportPage.js',
        'extension/dist/rulePages.json',
        'extension/dist/server.js',
        'extension/dist/shared.js',
        'extension/dist/tree-sitter-go.wasm.br',
        'extension/dist/tree-sitter-hcl.wasm.br',
        'extension/dist/web-tree-sitter.wasm.br',
        'extension/language-configuration.json',
        'extension/package.json',
        'extension/readme.md',
        'extension/schemas/grpc-alpn.schema.json',
        'extension/syntaxes/nginx.tmLanguage.json',
      ].sort(),
    );
  });

  it('has the page of every rule', () => {
    const pages = rulePagesIn(textOf('extension/dist/rulePages.json'));
    expect([...pages.keys()].sort()).toEqual(rules.map(({ id }) => id).sort());
    for (const [id, page] of pages) expect(page).toBe(readFileSync(path.join(root, `docs/rules/${id}.md`), 'utf8'));
  });

  it('has every file that its manifest names', () => {
    const manifest: unknown = JSON.parse(textOf('extension/package.json'));
    const named = [...JSON.stringify(manifest).matchAll(/"(\.\/[^"]+|assets\/[^"]+)"/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !files.has(path.posix.join('extension', name)))).toEqual([]);
    expect(isRecord(manifest) && files.has(`extension/${String(manifest['main'])}`)).toBe(true);
    expect(isRecord(manifest) && stringsOf(manifest['dependencies'])).toEqual({});
  });

  it('is below 700 kB', () => {
    expect(archive.length).toBeLessThan(700_000);
  });

  it('tells nothing of the machine that made it', () => {
    for (const [name, content] of files) {
      for (const place of [
        root,
        folder,
        homedir() === '/' ? root : homedir() + path.sep,
        tmpdir() + path.sep + 'grpc-alpn-',
      ]) {
        expect(content.includes(place), `${place} in ${name}`).toBe(false);
      }
    }
  });

  it('has minified bundles without source maps, which need nothing but each other, the editor and Node', () => {
    for (const name of ['client', 'server', 'shared']) {
      const text = textOf(`extension/dist/${name}.js`);
      expect(text).not.toContain('sourceMappingURL');
      const required = new Set([...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module = '']) => module));
      expect(required.size).toBeGreaterThan(1);
      const shares = required.delete('./shared.js');
      expect(shares).toBe(name !== 'shared');
      expect([...required].filter((module) => module !== 'vscode' && !/^(?:node:)?[a-z_/]+$/.test(module))).toEqual([]);
      expect(required.has('vscode')).toBe(name === 'client');
    }
  });

  it('names in its notices every package that is bundled', () => {
    const notices = textOf('extension/THIRD-PARTY-NOTICES.txt');
    for (const name of [
      'vscode-languageclient',
      'vscode-languageserver',
      'vscode-jsonrpc',
      'web-tree-sitter',
      'tree-sitter-go',
      '@tree-sitter-grammars/tree-sitter-hcl',
      '@nginx/reference-lib',
    ]) {
      expect(notices).toContain(`${name} `);
    }
  });
});
