import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../core/domains/go/parse.ts';
import type { ModTree } from '../../core/domains/go/tree.ts';
import { FIXTURES, type Fixture } from '../domains/go/fixtures.ts';
import { mutations } from '../domains/go/mutations.ts';

interface Version {
  readonly path: string;
  readonly version: string;
  readonly indirect: boolean;
}

/** What test/oracle/go/modfile prints about one file; empty where there is nothing. */
interface Report {
  readonly error: string;
  readonly module: string;
  readonly go: string;
  readonly toolchain: string;
  readonly require: readonly Version[] | null;
  readonly exclude: readonly Version[] | null;
  readonly replace: readonly { readonly from: Version; readonly to: Version }[] | null;
  readonly use: readonly string[] | null;
  readonly tool: readonly string[] | null;
  readonly ignore: readonly string[] | null;
  readonly godebug: readonly string[] | null;
  readonly retract: readonly (readonly [string, string])[] | null;
}

const source = fileURLToPath(new URL('./go/modfile/', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/oracle/', import.meta.url));
const program = join(cache, process.platform === 'win32' ? 'modfile.exe' : 'modfile');
const folder = mkdtempSync(join(tmpdir(), 'grpc-alpn-modfile-'));

function build(): void {
  mkdirSync(cache, { recursive: true });
  try {
    execFileSync('go', ['build', '-trimpath', '-buildvcs=false', '-o', program, '.'], {
      cwd: source,
      encoding: 'utf8',
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Install Go >= 1.26 (https://go.dev/dl/) and put it on the PATH: go's own parser is the judge here.\n${said}`,
    );
  }
}

/** One process for all texts. */
function ask(texts: readonly Pick<Fixture, 'kind' | 'text'>[]): readonly Report[] {
  const names = texts.map(({ kind, text }, index) => {
    const name = join(folder, `${index}.${kind}`);
    writeFileSync(name, text);
    return name;
  });
  const output = execFileSync(program, { input: names.join('\n'), encoding: 'utf8', maxBuffer: 1 << 30 });
  const lines = output.trimEnd().split('\n');
  expect(lines).toHaveLength(texts.length);
  return lines.map(reportIn);
}

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'error' in value && 'retract' in value;
}

function reportIn(line: string): Report {
  const value: unknown = JSON.parse(line);
  return isReport(value) ? value : expect.fail(line);
}

/** Our tree in the form of a report. */
function reportOf(tree: ModTree): Report {
  const of = (verb: string): readonly (readonly string[])[] =>
    tree.lines.filter((line) => line.verb === verb).map(({ words }) => words.map(({ value }) => value));
  const first = (verb: string): string[] => of(verb).map(([value = '']) => value);
  return {
    error: '',
    module: tree.module?.value ?? '',
    go: tree.go?.value ?? '',
    toolchain: tree.toolchain?.value ?? '',
    require: tree.requirements.map(({ path, version, indirect }) => ({
      path: path.value,
      version: version.value,
      indirect,
    })),
    exclude: tree.exclusions.map(({ path, version }) => ({
      path: path.value,
      version: version.value,
      indirect: false,
    })),
    replace: tree.replacements.map(({ from, to }) => ({
      from: { path: from.path.value, version: from.version?.value ?? '', indirect: false },
      to: { path: to.path.value, version: to.version?.value ?? '', indirect: false },
    })),
    use: tree.uses.map(({ value }) => value),
    tool: first('tool'),
    ignore: first('ignore'),
    godebug: first('godebug'),
    retract: of('retract').map((words): [string, string] =>
      words.length === 1 ? [words[0] ?? '', words[0] ?? ''] : [words[1] ?? '', words[3] ?? ''],
    ),
  };
}

function filled(report: Report): Report {
  const { require, exclude, replace, use, tool, ignore, godebug, retract } = report;
  return {
    ...report,
    require: require ?? [],
    exclude: exclude ?? [],
    replace: replace ?? [],
    use: use ?? [],
    tool: tool ?? [],
    ignore: ignore ?? [],
    godebug: godebug ?? [],
    retract: retract ?? [],
  };
}

/** How our parse differs from go's, if it does: a problem where go has none, or another reading of a text that go takes. */
function disagreement({ name, text }: Fixture, report: Report): unknown {
  const { tree, problems } = parse(text);
  if (report.error !== '') return undefined;
  if (problems.length > 0) return { name, text, problems };
  try {
    expect(reportOf(tree)).toEqual(filled(report));
    return undefined;
  } catch (error) {
    return { name, text, error: error instanceof Error ? error.message : error };
  }
}

beforeAll(build, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("go's own parser", () => {
  it('takes and refuses the fixtures, and so do we', () => {
    const reports = ask(FIXTURES);
    for (const [index, fixture] of FIXTURES.entries()) {
      const error = reports[index]?.error ?? '';
      expect(error !== '', `${fixture.name}: ${error}`).toBe(fixture.name.startsWith('broken/'));
      const { problems, tree } = parse(fixture.text);
      expect(problems.length > 0, fixture.name).toBe(error !== '' && !tree.template);
    }
  });

  it('agrees about the fixtures and thousands of changed ones, with LF and CRLF', () => {
    const texts = FIXTURES.flatMap((fixture) => [
      fixture,
      { ...fixture, text: fixture.text.replaceAll('\n', '\r\n') },
      ...mutations(fixture.text, 400).map((text, index) => ({
        ...fixture,
        name: `${fixture.name} change ${index}`,
        // As a file holds it: a lone surrogate becomes U+FFFD.
        text: Buffer.from(text).toString(),
      })),
    ]);
    expect(texts.length).toBeGreaterThan(3000);
    const reports = ask(texts);
    const disagreements = texts.flatMap((text, index) => {
      const report = reports[index];
      const found = report === undefined ? undefined : disagreement(text, report);
      return found === undefined ? [] : [found];
    });
    expect(disagreements.slice(0, 3)).toEqual([]);
    const taken = reports.filter(({ error }) => error === '').length;
    expect(taken).toBeGreaterThan(500);
    expect(texts.length - taken).toBeGreaterThan(500);
  });
});
