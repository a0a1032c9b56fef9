import { ESLint } from 'eslint';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import picomatch from 'picomatch';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { rooms } from '../../scripts/layers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The project's own configuration without the rules that need types: the samples are no files of the project. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** What the layer table says about a text in a file: the messages of its rules, and whatever kept lint from reading it. */
async function objections(file: string, source: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(`${source}\n`, { filePath: path.join(root, file) });
  if (result === undefined) throw new Error(`${file} is not linted`);
  return result.messages
    .filter(({ ruleId }) => ruleId === null || ruleId.startsWith('boundaries/'))
    .map(({ ruleId, message }) => `${ruleId ?? 'unreadable'}: ${message}`);
}

const sources = ['core', 'disk', 'probe', 'server', 'client', 'cli'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
    .filter((name) => name.endsWith('.ts')),
);

function roomOf(file: string): string | undefined {
  return rooms.find(({ patterns }) => picomatch.isMatch(file, [...patterns]))?.name;
}

/** A file that stands in a room; imports lead to it, samples pretend to be it. */
function fileIn(room: string): string {
  const file = ['package.json', ...sources].find((name) => roomOf(name) === room);
  if (file === undefined) throw new Error(`room ${room} has no file`);
  return file;
}

function pathFrom(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

describe('the layer table', () => {
  it('knows every source file', () => {
    expect(sources.filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  it('has no room that imports one behind it', () => {
    const names = rooms.map(({ name }) => name);
    for (const [index, room] of rooms.entries()) {
      for (const other of room.imports)
        expect(names.indexOf(other), `${room.name} imports ${other}`).toBeLessThan(index);
      for (const other of room.imports) expect(names, `${room.name} imports ${other}`).toContain(other);
    }
  });

  it.each(rooms.map(({ name }) => name).filter((name) => name !== 'manifest'))(
    '%s may import what its row names, and nothing else',
    async (name) => {
      const room = rooms.find((candidate) => candidate.name === name);
      const file = fileIn(name);
      for (const other of rooms) {
        const found = await objections(
          file,
          `import * as it from '${pathFrom(file, fileIn(other.name))}';\nexport const x = it;`,
        );
        const allowed = other.name === name || room?.imports.includes(other.name) === true;
        expect(found, `${name} imports ${other.name}`).toHaveLength(allowed ? 0 : 1);
      }
    },
  );
});

describe('what lint makes of the table', () => {
  const nginx = 'core/domains/nginx/tree.ts';
  const forbidden: readonly (readonly [what: string, file: string, source: string])[] = [
    ['one domain knows another', nginx, `import type { GoModTree } from '../go/tree.ts';`],
    ['text knows alpn', 'core/text/span.ts', `import { negotiate } from '../alpn/index.ts';`],
    ['alpn knows a domain', 'core/alpn/types.ts', `import type { Domain } from '../domains/domain.ts';`],
    [
      'the domains contract knows a domain',
      'core/domains/domain.ts',
      `import type { NginxTree } from './nginx/tree.ts';`,
    ],
    ['core uses node:', nginx, `import { readFileSync } from 'node:fs';`],
    ['core uses Node without the prefix', nginx, `import { readFileSync } from 'fs';`],
    ['core uses node: for a type', nginx, `import type { Stats } from 'node:fs';`],
    ['core uses node: inside a type', nginx, `export type Stats = import('node:fs').Stats;`],
    ['core uses node: later', nginx, `export const later = () => import('node:fs');`],
    ['core passes node: on', nginx, `export * from 'node:fs';`],
    ['core uses vscode', nginx, `import * as vscode from 'vscode';`],
    ['core uses the language server', nginx, `import type { Range } from 'vscode-languageserver';`],
    ['core uses a part of the language server', nginx, `import type { Range } from 'vscode-languageserver/node';`],
    ['core uses the types of LSP', nginx, `import type { Range } from 'vscode-languageserver-types';`],
    ['core uses test code', nginx, `import { x } from '../../../test/house/layers.test.ts';`],
    ['core uses what is not there', nginx, `import { x } from './nowhere.ts';`],
    ['the server uses vscode', 'server/sample.ts', `import * as vscode from 'vscode';`],
    ['the server uses the client library', 'server/sample.ts', `import { State } from 'vscode-languageclient/node';`],
    ['the command line uses vscode', 'cli/sample.ts', `import * as vscode from 'vscode';`],
    ['the command line uses LSP', 'cli/sample.ts', `import { createConnection } from 'vscode-languageserver/node';`],
    ['the probe uses vscode', 'probe/sample.ts', `import * as vscode from 'vscode';`],
    [
      'the client uses the server library',
      'client/sample.ts',
      `import { createConnection } from 'vscode-languageserver/node';`,
    ],
  ];
  it.each(forbidden)('fails when %s', async (_what, file, source) => {
    expect(await objections(file, source)).toHaveLength(1);
  });

  const allowed: readonly (readonly [what: string, file: string, source: string])[] = [
    ['a domain uses text', nginx, `import type { Span } from '../../text/span.ts';`],
    ['a domain uses a file of its own', nginx, `import type { NginxTree } from './tree.ts';`],
    ['core uses a package', nginx, `import semver from 'semver';`],
    ['the client uses vscode', 'client/sample.ts', `import * as vscode from 'vscode';`],
    ['the client uses its library', 'client/sample.ts', `import { LanguageClient } from 'vscode-languageclient/node';`],
    ['the client uses Node', 'client/sample.ts', `import path from 'node:path';`],
    [
      'the server uses its library',
      'server/sample.ts',
      `import { createConnection } from 'vscode-languageserver/node';`,
    ],
    ['the server uses Node', 'server/sample.ts', `import path from 'node:path';`],
    ['the probe uses Node', 'probe/sample.ts', `import net from 'node:net';`],
    ['the command line uses Node', 'cli/sample.ts', `import process from 'node:process';`],
  ];
  it.each(allowed)('is silent when %s', async (_what, file, source) => {
    expect(await objections(file, source)).toEqual([]);
  });

  it('fails for a file that stands in no room', async () => {
    expect(await objections('core/loose.ts', 'export const x = 1;')).toHaveLength(1);
  });
});
