import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRecord, stringsOf } from './json.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** What is committed, or would be by `git add --all`. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(path.join(root, file)));

const BINARY = /\.(?:png|wasm|vsix)$/;

/** Written so that this file does not contain what it looks for. */
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    "a folder of somebody's machine",
    /(?<![\w.$}*-])\/(?:home\/(?!a\/|app\/|user\/|me\/)\w+|Users\/(?!me\/|name\/)\w+|root|work)\/\w/,
  ],
  ['the host of a package registry', /registry\.(?:npmjs|yarnpkg|npmmirror)\.|\/artifactory\/|verdaccio\./i],
  ['a note of unfinished work', new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`)],
  ['a mark of an unresolved merge', /^(?:<{7}|>{7}) /m],
];

describe('the files of the repository', () => {
  it.each(FORBIDDEN)('hold nowhere %s', (_what, pattern) => {
    const found = files
      .filter((file) => !BINARY.test(file))
      .flatMap((file) => {
        const match = pattern.exec(read(file));
        return match === null ? [] : [`${file}: ${match[0]}`];
      });
    expect(found).toEqual([]);
  });

  it('hold no private key', () => {
    const begin = '-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----';
    expect(
      files.filter((file) => !BINARY.test(file) && new RegExp(`${begin}\\s+[A-Za-z0-9+/=]{40}`).test(read(file))),
    ).toEqual([]);
  });

  it('end lines as git is told to, and the last one too', () => {
    const loose = files.filter(
      (file) => /\.(?:ts|mjs|json|md)$/.test(file) && !/^test\/(?:rules|domains)\//.test(file),
    );
    expect(loose.filter((file) => !read(file).endsWith('\n') || read(file).includes('\r'))).toEqual([]);
  });
});

describe('package.json', () => {
  const manifest: unknown = JSON.parse(read('package.json'));
  const field = (name: string) => (isRecord(manifest) ? stringsOf(manifest[name]) : {});

  it('names only scripts that are there', () => {
    const scripts = Object.values(field('scripts')).flatMap((command) => /\bscripts\/[\w/-]+\.mjs/.exec(command) ?? []);
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.filter((script) => !existsSync(path.join(root, script)))).toEqual([]);
  });

  it('pins every dependency to one version', () => {
    const versions = Object.entries({ ...field('dependencies'), ...field('devDependencies') });
    expect(versions.length).toBeGreaterThan(10);
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('has everything bundled: the extension brings no node_modules', () => {
    expect(field('dependencies')).toEqual({});
  });

  it('is compiled against the editor that it promises to run in', () => {
    expect(field('engines')['vscode']).toBe(`^${field('devDependencies')['@types/vscode'] ?? ''}`);
  });
});

describe('package-lock.json', () => {
  const lock: unknown = JSON.parse(read('package-lock.json'));
  const packages = new Map(Object.entries(isRecord(lock) && isRecord(lock['packages']) ? lock['packages'] : {}));

  it('names no place where a package was downloaded from', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });

  it('has a checksum for every package', () => {
    const entries = [...packages].filter(([folder]) => folder !== '');
    expect(entries.length).toBeGreaterThan(100);
    expect(entries.filter(([, entry]) => !(isRecord(entry) && 'integrity' in entry)).map(([folder]) => folder)).toEqual(
      [],
    );
  });

  it('lacks none of the packages that exist for other platforms: npm ci would refuse it', () => {
    const names = new Set([...packages.keys()].map((folder) => folder.slice(folder.lastIndexOf('node_modules/') + 13)));
    const wanted = [...packages.values()].flatMap((entry) =>
      isRecord(entry)
        ? Object.keys({ ...stringsOf(entry['dependencies']), ...stringsOf(entry['optionalDependencies']) })
        : [],
    );
    expect(wanted.length).toBeGreaterThan(100);
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });
});
