import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FACTS } from '../../core/alpn/index.ts';
import { analyze } from '../../core/analyze.ts';
import { nginxDomain } from '../../core/domains/nginx/index.ts';
import { statementsOf } from '../../core/domains/nginx/statement.ts';
import type { GrpcEvidenceLevel } from '../../core/domains/facts.ts';
import { ignoresOf } from '../../core/project/ignores.ts';
import { rules } from '../../core/rules/index.ts';
import type { FindingKind, Rule } from '../../core/rules/rule.ts';
import { filePath } from '../../core/text/filePath.ts';
import { readConfigurationFile } from '../../core/workspace/configurationFile.ts';
import manifest from '../../package.json' with { type: 'json' };
import schema from '../../schemas/grpc-alpn.schema.json' with { type: 'json' };
import { startClassServers, type ClassServer } from '../../scripts/classServers.mjs';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';
import { blocksOf, codeOf, readPage, ROOT, rowsOf, sectionOf } from './markdown.ts';
import { runAtRoot } from './terminal.ts';

const readme = readPage('README.md');
const blocks = blocksOf(readme);

/** What stands between back quotes in a cell, the first one. */
function codeIn(cell = ''): string {
  return /`([^`]+)`/.exec(cell)?.[1] ?? '';
}

function sorted(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort();
}

describe('the tables of README', () => {
  it('has every rule with its summary and its page', () => {
    const rows = rowsOf(sectionOf(readme, 'Rules'));
    expect(rows).toEqual(rules.map(({ id, summary }) => [`[\`${id}\`](docs/rules/${id}.md)`, summary]));
  });

  it('has every setting, and no other', () => {
    const settings = Object.keys(manifest.contributes.configuration.properties);
    expect(rowsOf(sectionOf(readme, 'Settings').split('\n### ')[0] ?? '').map(([first]) => codeIn(first))).toEqual(
      settings,
    );
    expect(sorted(codeOf(readme).filter((it) => /^grpcAlpn\.\w/.test(it)))).toEqual(sorted(settings));
  });

  it('states the default of a setting that has one', () => {
    const rows = new Map(rowsOf(sectionOf(readme, 'Settings')).map(([first, says = '']) => [codeIn(first), says]));
    expect(rows.get('grpcAlpn.probe.timeout')).toContain(
      `${manifest.contributes.configuration.properties['grpcAlpn.probe.timeout'].default} unless set`,
    );
  });

  it('has every command, and no other', () => {
    const commands = manifest.contributes.commands.map(({ category, title }) => `${category}: ${title}`);
    expect(sorted(codeOf(readme).filter((it) => it.startsWith('gRPC ALPN: ')))).toEqual(sorted(commands));
  });

  it('names the settings of a workspace that is not trusted which do not count', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.map((it) =>
      it.replace('grpcAlpn.', ''),
    );
    const sentence = /^In a workspace that is not trusted .*$/m.exec(readme)?.[0] ?? '';
    expect(sorted(codeOf(sentence))).toEqual(sorted(restricted));
  });

  it('names only scripts that there are', () => {
    const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining([...sorted(named)]));
  });

  it('names the package that is made, and the oldest VS Code', () => {
    expect(readme).toContain(`\`${manifest.name}-${manifest.version}.vsix\``);
    expect(readme).toContain(`VS Code (${manifest.engines.vscode.replace(/^\^(\d+\.\d+).*/, '$1')} or newer)`);
  });
});

describe('the command line in README', () => {
  const section = sectionOf(readme, 'On the command line');
  const commands = ['check', 'map', 'probe', 'explain', 'lsp'];

  it('has every option, and no other', async () => {
    const options = new Set<string>();
    for (const command of commands) {
      const { out } = await runAtRoot([command, '--help']);
      for (const [, option = ''] of out.matchAll(/^ {2}(?:-\w, )?(--[a-z0-9-]+)/gm))
        if (option !== '--help') options.add(option);
    }
    expect(
      sorted(codeOf(section + sectionOf(readme, 'Install')).flatMap((it) => it.match(/--[a-z0-9-]+/g) ?? [])),
    ).toEqual(sorted(options));
  });

  it('has every command', async () => {
    const { out } = await runAtRoot(['--help']);
    const listed = [...out.matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name).filter((it) => it !== 'help');
    expect(sorted(listed)).toEqual(sorted(commands));
  });

  it('shows what `check` prints on the samples', async () => {
    const shown = blocks.find(({ text }) => text.startsWith('$ grpc-alpn check samples\n'));
    expect(shown?.text).toBe(`$ grpc-alpn check samples\n${(await runAtRoot(['check', 'samples'])).out}`);
  });

  it('shows what `explain` prints', async () => {
    const shown = blocks.find(({ text }) => text.startsWith('$ grpc-alpn explain '))?.text ?? '';
    const text = /^\$ grpc-alpn explain '(.*)'\n/.exec(shown)?.[1] ?? '';
    expect(shown).toBe(`$ grpc-alpn explain '${text}'\n${(await runAtRoot(['explain', text])).out}`);
  });

  it('shows a part of what `map` prints on the samples', async () => {
    const shown: unknown = JSON.parse(sectionBlock('"module": "stream"'));
    const printed: unknown = JSON.parse((await runAtRoot(['map', 'samples', '--format', 'json'])).out);
    const listeners = listIn(printed, 'listeners');
    expect(listeners).toHaveLength(7);
    expect(listeners.filter((it) => isPart(shown, it))).toHaveLength(1);
    const dialer: unknown = JSON.parse(sectionBlock('"leadsTo"'));
    expect(listIn(printed, 'dialers').filter((it) => isPart(dialer, it))).toHaveLength(1);
  });
});

describe('the map in README', () => {
  it('shows a listener of the samples', async () => {
    const shown = blocks.find(({ text }) => text.startsWith('  *:9443'))?.text ?? '';
    expect(shown).not.toBe('');
    expect((await runAtRoot(['map', 'samples'])).out).toContain(`\n\n${shown}\n`);
  });

  it('shows a flowchart of a file', async () => {
    const shown = blocks.find(({ language }) => language === 'mermaid')?.text;
    expect(shown).toBe((await runAtRoot(['map', 'samples/nginx/conf.d/api.conf', '--format', 'mermaid'])).out);
  });
});

describe('the probe in README', () => {
  let servers: readonly ClassServer[] = [];
  beforeAll(async () => {
    servers = await startClassServers({ host: '127.0.0.1' });
  });
  afterAll(async () => {
    await Promise.all(servers.map((it) => it.close()));
  });

  it('shows what a server of class B gives', async () => {
    const target = '127.0.0.1:8443';
    const shown = blocks.find(({ text }) => text.startsWith(`$ grpc-alpn probe ${target}\n`))?.text;
    const port = servers.find((it) => it.class === 'B')?.port ?? 0;
    const { code, out } = await runAtRoot(['probe', `127.0.0.1:${port}`]);
    expect(code).toBe(1);
    expect(timeless(shown ?? '')).toBe(timeless(`$ grpc-alpn probe ${target}\n${out.replaceAll(`:${port}`, ':8443')}`));
  });
});

/** A report without what is another one at every run: times, dates, the machine, and the program that makes the handshakes. */
function timeless(text: string): string {
  return text
    .replaceAll(/\d+ ms/g, '1 ms')
    .replaceAll(/(\S) {2,}/g, '$1  ')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '2000-01-01')
    .replace(/\(\d+ days left\)/, '(364 days left)')
    .replace(/Probed from .*/, 'Probed from here');
}

function sectionBlock(part: string): string {
  const block = blocks.find(({ language, text }) => language === 'json' && text.includes(part));
  if (block === undefined) throw new Error(`no JSON with ${part}`);
  return block.text;
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list: unknown = new Map<string, unknown>(Object.entries(value ?? {})).get(key);
  return Array.isArray(list) ? list : [];
}

/** Whether a value holds all that is shown of it; of lists, each shown element somewhere. */
function isPart(shown: unknown, whole: unknown): boolean {
  if (Array.isArray(shown))
    return Array.isArray(whole) && shown.every((it) => whole.some((other) => isPart(it, other)));
  if (typeof shown !== 'object' || shown === null) return Object.is(shown, whole);
  if (typeof whole !== 'object' || whole === null) return false;
  const values = new Map<string, unknown>(Object.entries(whole));
  return Object.entries(shown).every(([key, value]) => values.has(key) && isPart(value, values.get(key)));
}

describe('what README says of stating things', () => {
  it('shows a grpc-alpn.json that is understood, with every key of its schema', () => {
    const value: unknown = JSON.parse(sectionBlock('"configurations"'));
    const ruleIds = rules.map(({ id }) => id);
    expect(readConfigurationFile(value, { folder: filePath('/ws'), ruleIds }).problems).toEqual([]);
    expect(Object.keys(value ?? {}).sort()).toEqual(
      Object.keys(schema.properties)
        .filter((it) => it !== '$schema')
        .sort(),
    );
    const section = sectionOf(readme, 'For all tools: `grpc-alpn.json`');
    for (const key of Object.keys(schema.properties.nginx.properties.configurations.items.properties))
      expect(section).toMatch(new RegExp(`["\`]${key}["\`]`));
  });

  it('shows comments that silence findings of rules that there are', async () => {
    const block = blocks.find(({ language, text }) => language === 'nginx' && text.includes('grpc-alpn: ignore'));
    const { snapshot } = await checkTexts({ 'nginx.conf': `stream {\nserver {\n${block?.text ?? ''}}\n}\n` });
    const ignores = ignoresOf(snapshot.project);
    expect(ignores.map(({ scope }) => scope)).toEqual(['lines', 'lines', 'file']);
    for (const { rules: named, reason } of ignores) {
      expect(reason).toBeDefined();
      expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(named.map(({ id }) => id)));
    }
  });

  it('shows comments that are understood', () => {
    const block = blocks.find(({ language, text }) => language === 'nginx' && text.includes('grpc-alpn:'))?.text ?? '';
    const statements = statementsOf(nginxDomain.parse(block, filePath('/nginx.conf')).tree);
    expect(statements).toHaveLength(block.trimEnd().split('\n').length);
    expect(new Set(statements.map(({ kind }) => kind))).toEqual(new Set(['nginx', 'grpc', 'context']));
  });
});

describe('the table of severities in README', () => {
  const KINDS: readonly (readonly [words: string, kind: FindingKind])[] = [
    ['broke at 1.67', 'broke-at-1.67'],
    ['never worked', 'never-worked'],
    ['nginx or go refuses the text', 'will-not-start'],
  ];
  const EVIDENCE: readonly GrpcEvidenceLevel[] = ['yes', 'likely', 'unknown', 'no'];
  const GO_MOD = 'module a.example/b\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.70.0\n';

  async function grade(kind: FindingKind, grpc: GrpcEvidenceLevel, usesGrpcGo: boolean): Promise<string | undefined> {
    const file = filePath(`${FOLDER}/nginx.conf`);
    const rule: Rule = {
      id: 'sample',
      summary: 'Says what it is told to',
      *check() {
        yield {
          kind,
          at: { file, span: { start: 0, end: 1 } },
          message: '',
          evidence: { grpc, because: [] },
          softened: false,
          related: [],
          fixes: [],
          copies: [],
        };
      },
    };
    const { snapshot } = await checkTexts(usesGrpcGo ? { 'go.mod': GO_MOD } : {});
    return analyze(snapshot.project, [rule]).findings[0]?.severity;
  }

  const rows = rowsOf(sectionOf(readme, 'How it decides'));
  it.each(KINDS)('tells how severe "%s" is', async (words, kind) => {
    const [, ...cells] = rows.find(([first]) => first === words) ?? [];
    const expected: string[] = [];
    for (const grpc of EVIDENCE) {
      const [without = '-', withGrpcGo = '-'] = [await grade(kind, grpc, false), await grade(kind, grpc, true)];
      expected.push(without === withGrpcGo ? without : `${withGrpcGo}, where a module of the folder uses grpc-go`);
    }
    expect(cells).toEqual(expected);
  });
});

it('README says up to which versions something is known', () => {
  expect(sectionOf(readme, 'Limits')).toContain(
    `grpc-go ends with ${FACTS.grpcGo.replace('v', '')}, of nginx with ${FACTS.nginx}.`,
  );
});

it('README names the pictures that there are', () => {
  const images = path.join(ROOT, 'docs/images');
  const there = readdirSync(path.join(ROOT, 'docs')).includes('images')
    ? readdirSync(images).filter((it) => it.endsWith('.png'))
    : [];
  const named = [...readme.matchAll(/docs\/images\/([\w-]+\.png)/g)].map(([, name = '']) => name);
  expect(sorted(named)).toEqual(sorted(there));
});
