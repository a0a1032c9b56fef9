import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { RE2JS } from 're2js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_TEXTS } from '../../core/alpn/errorTexts.ts';
import { explainError } from '../../core/explain/index.ts';
import { codeOf, readPage, rowsOf, sectionOf } from '../docs/markdown.ts';
import { GO_ROWS, type Said } from './errorTextsGo.ts';
import { NGINX_ROWS, OTHER_ROWS } from './errorTextsOthers.ts';
import { BUILD_TIMEOUT, startGrpcGo, type GrpcGo, type GrpcGoBuild } from './grpcGo.ts';
import { nginxesUnderTest } from './nginx.ts';

const VERSIONS = ['v1.66.3', 'v1.67.3', 'v1.85.0'] as const satisfies readonly GrpcGoBuild[];

/** A row, made to happen once with one program. */
interface Happened {
  readonly id: string;
  readonly name: string;
  readonly said: Said;
}

const happened: Happened[] = [];
/** What a call that works makes client and server log, at level info and verbosity 2. */
const innocent: string[] = [];

beforeAll(async () => {
  for (const version of VERSIONS) {
    const on = await startGrpcGo(version, { environment: { GRPC_ENFORCE_ALPN_ENABLED: 'true' } });
    const off = await startGrpcGo(version, { environment: { GRPC_ENFORCE_ALPN_ENABLED: 'false' } });
    for (const { id, how, check, provoke } of GO_ROWS)
      happened.push({ id, name: nameOf(how, version), said: await provoke(check === 'off' ? off : on) });
    innocent.push(...(await workingCall(on)));
    await Promise.all([on.stop(), off.stop()]);
  }
  for (const { id, how, provoke } of OTHER_ROWS) happened.push({ id, name: how, said: await provoke() });
  for (const nginx of await nginxesUnderTest())
    for (const { id, how, provoke } of NGINX_ROWS)
      happened.push({ id, name: nameOf(how, nginx.version), said: await provoke(nginx) });
}, BUILD_TIMEOUT);

function nameOf(how: string, version: string): string {
  return `${how}, ${version}`;
}

async function workingCall(program: GrpcGo): Promise<readonly string[]> {
  await program.logs();
  const server = await program.serve({});
  expect(await program.dial({ target: server.port })).toEqual({ ok: true });
  await server.stop();
  return await program.logs();
}

function ids(text: string): readonly string[] {
  return explainError(text).explanations.map((it) => it.text.id);
}

/** Of the lines that were printed those with a known text; of what is printed in several lines all together. */
function tellingLines({ id, said }: Happened): readonly string[] {
  const product = ERROR_TEXTS.find((it) => it.id === id)?.product;
  const isOfGo = product === 'grpc-go' || product === 'Go';
  return (isOfGo ? said.lines : [said.lines.join('')]).filter((it) => ids(it).length > 0);
}

function expectExplained(it: Happened): void {
  const lines = tellingLines(it);
  expect(lines.length, it.said.lines.join('')).toBeGreaterThan(0);
  // Each line by itself, and all of them with what else was logged, say this and nothing else.
  for (const line of lines) expect(ids(line), line).toEqual([it.id]);
  const { explanations } = explainError(it.said.lines.join(''));
  expect(explanations.map(({ text }) => text.id)).toEqual([it.id]);
  expect(explanations[0]?.targets[0]?.target).toBe(it.said.target);
}

function thatHappened(how: string, version?: string): Happened {
  const name = version === undefined ? how : nameOf(how, version);
  const found = happened.find((it) => it.name === name);
  if (found === undefined) throw new Error(`${name} has not happened`);
  return found;
}

describe.each(VERSIONS)('grpc-go %s', (version) => {
  it.each(GO_ROWS)('$id: $how', ({ id, how }) => {
    const it = happened.find((other) => other.id === id && other.name === nameOf(how, version));
    if (it === undefined) throw new Error('it has not happened');
    expectExplained(it);
  });

  it('a call that works has nothing to explain', () => {
    expect(ids(innocent.join(''))).toEqual([]);
  });
});

describe('other programs', () => {
  it.each(OTHER_ROWS)('$id: $how', ({ how }) => {
    expectExplained(thatHappened(how));
  });
});

describe('nginx', () => {
  it.each(NGINX_ROWS)('$id: $how', async ({ how }) => {
    for (const { version } of await nginxesUnderTest()) expectExplained(thatHappened(how, version));
  });
});

it('every text of grpc-go, crypto/tls and nginx was made to be printed', () => {
  const products = new Set(['grpc-go', 'Go', 'nginx']);
  const ours = ERROR_TEXTS.filter(({ product }) => products.has(product)).map(({ id }) => id);
  expect([...new Set(happened.map(({ id }) => id))]).toEqual(expect.arrayContaining(ours));
});

describe('the log patterns of docs/monitoring.md', () => {
  const section = sectionOf(readPage('docs/monitoring.md'), 'Log patterns');
  const rows = rowsOf(sectionOf(section, 'For every text')).map((cells) =>
    cells.map((cell) => cell.replace(/^`|`$/g, '')),
  );
  const patterns = rows.map(([id = '', pattern = '']) => ({ id, pattern }));
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'log-patterns-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The lines of a text that grep finds by any of the patterns. */
  function grepped(text: string, ...wanted: readonly string[]): readonly string[] {
    const file = path.join(folder, 'some.log');
    writeFileSync(file, text);
    try {
      const args = ['-aE', ...wanted.flatMap((pattern) => ['-e', pattern]), '--', file];
      return execFileSync('grep', args, { encoding: 'utf8', maxBuffer: 1 << 26 })
        .replace(/\n$/, '')
        .split('\n');
    } catch (error) {
      // Exit code 1 is grep's "nothing"; anything else a pattern that it does not take.
      expect(error).toMatchObject({ status: 1 });
      return [];
    }
  }

  /** Those of some texts in which no pattern of an id finds a line. */
  function missed(id: string, texts: readonly string[]): readonly string[] {
    const wanted = patterns.filter((it) => it.id === id).map(({ pattern }) => pattern);
    // A text is one line here, whatever it was, but for what openssl, curl and Node print.
    const found = new Set(grepped(texts.filter((it) => !it.includes('\n')).join('\n'), ...wanted));
    return texts.filter((it) => (it.includes('\n') ? grepped(it, ...wanted).length === 0 : !found.has(it)));
  }

  it('has every text', () => {
    expect([...new Set(patterns.map(({ id }) => id))].sort()).toEqual(ERROR_TEXTS.map(({ id }) => id).sort());
    expect(rows.every(([, , query = '']) => query !== '')).toBe(true);
  });

  it('finds each real line, also as JSON, by a pattern of its text', () => {
    let count = 0;
    for (const { id } of ERROR_TEXTS) {
      const lines = happened
        .filter((it) => it.id === id)
        .flatMap((it) => tellingLines(it).map((line) => line.trimEnd()));
      count += lines.length;
      expect(missed(id, lines), id).toEqual([]);
      expect(
        missed(
          id,
          lines.map((line) => JSON.stringify({ message: line })),
        ),
        `${id} as JSON`,
      ).toEqual([]);
    }
    expect(count).toBeGreaterThan(200);
  });

  it('finds nothing in what works, and in lines around an error that say nothing', () => {
    const around = happened.flatMap(({ said }) => said.lines).filter((line) => ids(line).length === 0);
    const text = [...innocent, ...around].join('');
    expect(text.length).toBeGreaterThan(10_000);
    for (const { pattern } of patterns) expect(grepped(text, pattern), pattern).toEqual([]);
  });

  it('finds every wording, also of programs that were not run here', () => {
    for (const { id, wordings } of ERROR_TEXTS)
      expect(
        missed(
          id,
          wordings.map(({ parts }) => parts.join(' 10.0.0.1:443->10.0.0.2:443: ')),
        ),
        id,
      ).toEqual([]);
  });

  it('means the same to RE2, which Loki uses', () => {
    const text = happened.flatMap(tellingLines).join('\n');
    const lines = text.split('\n');
    for (const { pattern } of patterns) {
      const compiled = RE2JS.compile(pattern);
      expect(new Set(lines.filter((line) => compiled.matcher(line).find()))).toEqual(new Set(grepped(text, pattern)));
    }
  });

  it('says the patterns of the beginning in the three languages alike', () => {
    const beginning = section.slice(0, section.indexOf('### '));
    const [first = '', second = '', third = ''] = [...beginning.matchAll(/^grep -E '(.*?)' "\$LOG"$/gm)].map(
      ([, it = '']) => it,
    );
    const inLoki = [...beginning.matchAll(/\|= `(.*?)` /g)].map(([, it = '']) => it);
    expect(inLoki).toEqual([first, second, third]);
    const found = (id: string, pattern: string): boolean =>
      happened
        .filter((it) => it.id === id)
        .flatMap(tellingLines)
        .some((line) => grepped(line, pattern).length > 0);
    expect(found('grpc-go-client-missing-alpn', first)).toBe(true);
    expect(found('grpc-go-server-missing-alpn', first)).toBe(true);
    expect(found('grpc-go-client-no-application-protocol', second)).toBe(true);
    expect(found('grpc-go-client-lost', third)).toBe(true);
  });

  it('names the versions that it was tried with', () => {
    for (const version of VERSIONS) expect(section).toContain(version.slice(1));
    expect(codeOf(section)).toContain('core/alpn/errorTextsOthers.ts');
  });
});
