import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { packagesOfRooms, rooms } from '../../scripts/layers.mjs';
import { codeOf, filesBelow, readPage, ROOT, rowsOf, sectionOf } from './markdown.ts';

const page = readPage('docs/architecture.md');
/** Without the table of layers, whose globs are compared with those of lint. */
const code = codeOf(page.replace(/<!-- layers -->[\s\S]*<!-- \/layers -->/, ''));

/** Where the repository's own files stand; a name in code font that begins so must be there. */
const FOLDERS = [
  'core',
  'disk',
  'probe',
  'server',
  'client',
  'cli',
  'syntaxes',
  'schemas',
  'samples',
  'docs',
  'scripts',
  'test',
];

const files = filesBelow(FOLDERS);

/** Whether a file or folder is there; `<id>` stands for any name. */
function isThere(name: string): boolean {
  if (!name.includes('<')) return existsSync(path.join(ROOT, name));
  const pattern = name.replace(/\/$/, '/**').replaceAll(/<[^>]*>/g, '*');
  return files.some((it) => picomatch.isMatch(it, pattern));
}

describe('the map', () => {
  const paths = code
    .filter((it) => FOLDERS.includes(it.split('/')[0] ?? '') || /^[\w.-]+\.(?:ts|mjs|md|json)$/.test(it))
    .filter((it) => it.includes('/') || it.includes('.'));
  /** Files that users write, and files of a folder that the text is about. */
  const others = new Set(['grpc-alpn.json', 'tree.ts', 'parse.ts', 'recognise.ts', 'index.ts']);

  it('names files and folders', () => {
    expect(paths.length).toBeGreaterThan(50);
  });

  it.each([...new Set(paths)].filter((it) => !others.has(it)))('%s is there', (name) => {
    expect(isThere(name)).toBe(true);
  });

  it('has every room and every domain', () => {
    const folders = ['core', 'core/domains'].flatMap((parent) =>
      readdirSync(path.join(ROOT, parent), { withFileTypes: true })
        .filter((it) => it.isDirectory())
        .map(({ name }) => `${parent}/${name}`),
    );
    expect(code).toEqual(expect.arrayContaining([...folders, 'disk', 'probe', 'server', 'client', 'cli']));
  });

  it('names every suite of tests', () => {
    const suites = rowsOf(sectionOf(page, 'Testing')).flatMap((row) => codeOf(row[1] ?? ''));
    for (const suite of suites)
      expect(
        files.some((it) => it.startsWith(`${suite}/`) && it.endsWith('.test.ts')),
        suite,
      ).toBe(true);
  });
});

describe('who may import whom', () => {
  it('is the table that lint enforces', () => {
    const [, table = ''] = /<!-- layers -->([\s\S]*)<!-- \/layers -->/.exec(page) ?? [];
    expect(rowsOf(table)).toEqual(
      rooms.map(({ name, patterns, imports, node }) => [
        name,
        patterns.map((it) => `\`${it.replace('(*)', '*')}\``).join(', '),
        imports.length === 0 ? '-' : imports.join(', '),
        node ? 'yes' : 'no',
      ]),
    );
  });

  it('says which room may use which package of an editor', () => {
    const owners = packagesOfRooms.flatMap(({ packages, rooms: [owner] }) => packages.map((name) => [name, owner]));
    expect(owners).toContainEqual(['vscode', 'client']);
    expect(owners).toContainEqual(['vscode-languageclient', 'client']);
    expect(owners).toContainEqual(['vscode-languageserver', 'server']);
  });
});

describe('an architecture invariant', () => {
  const sources = filesBelow(['core', 'disk', 'probe', 'server', 'client', 'cli'])
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readPage(name) }));
  const filesWith = (pattern: RegExp): readonly string[] =>
    sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

  it('there are sources', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it('only the probe opens sockets or asks DNS', () => {
    const rooms = filesWith(/from '(?:node:)?(?:net|tls|http|https|http2|dgram|dns|dns\/promises)'|\bfetch\(/).map(
      (it) => it.split('/')[0],
    );
    expect([...new Set(rooms)]).toEqual(['probe']);
  });

  it('nothing starts a program', () => {
    expect(filesWith(/(?:node:)?child_process|worker_threads/)).toEqual([]);
  });

  it('only few files read from the disk', () => {
    const outside = filesWith(/from '(?:node:)?fs(?:\/promises)?'/).filter((it) => !it.startsWith('probe/'));
    // The command line looks where a project begins, and reads the certificates and lists of targets that a user names, as the client reads
    // those of the settings; `--fix` reads what it writes. Grammars and pages of rules are files of the product.
    expect([...outside].sort()).toEqual([
      'cli/explain.ts',
      'cli/probeCredentials.ts',
      'cli/projects.ts',
      'cli/targetList.ts',
      'client/credentialFiles.ts',
      'disk/configurationFilesAbove.ts',
      'disk/diskFileSource.ts',
      'disk/grammars.ts',
      'disk/replaceText.ts',
    ]);
  });

  it('only the server knows URIs, and the client, which VS Code gives them', () => {
    const rooms = filesWith(/from 'vscode-uri'|\bUri\b/).map((it) => it.split('/')[0]);
    expect(
      new Set(rooms).has('core') ||
        new Set(rooms).has('cli') ||
        new Set(rooms).has('probe') ||
        new Set(rooms).has('disk'),
    ).toBe(false);
  });

  it('no rule and no domain makes a regular expression from what it reads', () => {
    expect(filesWith(/new RegExp\(/)).toEqual([]);
  });

  it('only `judge` says since when something is broken', () => {
    const sets = filesWith(/brokeAt: '1\.67\.0'(?! \|)/);
    expect(sets).toEqual(['core/alpn/judge.ts']);
  });
});
