import { describe, expect, it } from 'vitest';
import type { DomainInput } from '../../../core/domains/domain.ts';
import type { DomainFacts, GoModule, GrpcGoSelection } from '../../../core/domains/facts.ts';
import { goDomain } from '../../../core/domains/go/index.ts';
import type { ModTree } from '../../../core/domains/go/tree.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { FIXTURES } from './fixtures.ts';

function inputOf(files: Readonly<Record<string, string>>): DomainInput<ModTree> {
  const parsed = Object.entries(files).map(([name, text]) => {
    const path = filePath(`/project/${name}`);
    return [path, { path, text, ...goDomain.parse(text, path) }] as const;
  });
  return {
    folder: filePath('/project'),
    files: new Map(parsed),
    globs: new Map(),
    names: new Map(),
    absent: new Map(),
    links: new Map(),
    placements: [],
    grpcServers: [],
    options: { nginx: { configurations: [] }, grpcOf: () => undefined },
  };
}

function readFiles(files: Readonly<Record<string, string>>): DomainFacts {
  return goDomain.read(inputOf(files));
}

/** The only module of one go.mod, with the words that `at` and `requirement` stand for. */
function select(
  text: string,
): (Omit<GrpcGoSelection, 'version' | 'at' | 'requirement'> & Readonly<Record<string, unknown>>) | undefined {
  const grpc = readFiles({ 'go.mod': text }).modules[0]?.grpc;
  if (grpc === undefined) return undefined;
  const { at, requirement, version, ...rest } = grpc;
  expect([at.file, requirement.file]).toEqual([filePath('/project/go.mod'), filePath('/project/go.mod')]);
  return {
    ...rest,
    version: version.text,
    at: text.slice(at.span.start, at.span.end),
    line: text.slice(0, at.span.start).split('\n').length,
    requirement: text.slice(requirement.span.start, requirement.span.end),
  };
}

const GRPC = 'google.golang.org/grpc';
const HEAD = 'module example.com/a\ngo 1.22\n';

describe('goDomain', () => {
  it.each([
    ['/a/go.mod', true],
    ['/a/go.work', true],
    ['/go.mod', true],
    ['/a/go.sum', false],
    ['/a/tools.go.mod', false],
    ['/a/go.mod.bak', false],
    ['/a/Go.mod', false],
    ['/a/go.mod/x', false],
  ])('%s: %s', (name, expected) => {
    expect(goDomain.candidate(filePath(name))).toBe(expected);
    expect(goDomain.recognise(filePath(name), '')).toBe(expected);
  });

  it('wants nothing', () => {
    expect([...goDomain.wants(inputOf({ 'go.work': 'use ./a', 'go.mod': 'replace a => ./b' }))]).toEqual([]);
  });

  it('says nothing of listeners or nginx', () => {
    expect(readFiles({ 'go.mod': HEAD })).toEqual({
      listeners: [],
      nginxVersions: [],
      placements: [],
      grpcServers: [],
      notes: [],
      modules: [{ file: '/project/go.mod', path: 'example.com/a', goLine: '1.22', grpc: undefined }],
    });
  });

  it('reads an empty file', () => {
    const empty: GoModule = { file: filePath('/project/go.mod'), path: undefined, goLine: undefined, grpc: undefined };
    expect(readFiles({ 'go.mod': '' }).modules).toEqual([empty]);
    expect(readFiles({ 'go.work': '' }).modules).toEqual([]);
  });

  it('reads every fixture, and every prefix of it, as go.mod and as go.work', () => {
    for (const { text } of FIXTURES) {
      for (let end = 0; end <= text.length; end += 7) {
        const { modules } = readFiles({ 'go.mod': text.slice(0, end), 'go.work': text.slice(0, end) });
        expect(modules).toHaveLength(1);
      }
    }
  });
});

describe('the version of grpc-go', () => {
  it('is the required one', () => {
    expect(select(`${HEAD}require ${GRPC} v1.67.1 // indirect\n`)).toEqual({
      version: 'v1.67.1',
      at: 'v1.67.1',
      line: 3,
      requirement: `${GRPC} v1.67.1`,
      indirect: true,
      because: 'go.mod line 3 requires it',
      certainty: 'exact',
    });
  });

  it.each([
    ['go 1.17', 'exact'],
    ['go 1.21.0', 'exact'],
    ['go 1.16', 'at-least'],
    ['', 'at-least'],
    ['go 1.', 'at-least'],
  ])('with %j is %s: since Go 1.17 go.mod lists all modules of the build', (line, certainty) => {
    expect(select(`module a\n${line}\nrequire ${GRPC} v1.67.1`)).toMatchObject({ certainty, version: 'v1.67.1' });
  });

  it('is not that of another module', () => {
    for (const path of [`${GRPC}/cmd/protoc-gen-go-grpc`, 'github.com/grpc/grpc-go', `${GRPC}.example`]) {
      expect(select(`${HEAD}require ${path} v1.67.1`)).toBeUndefined();
    }
    expect(select(`${HEAD}replace ${GRPC} => ${GRPC} v1.67.1\nexclude ${GRPC} v1.67.2`)).toBeUndefined();
  });

  it('is the highest of several, in the order of versions', () => {
    const versions = ['v1.9.0', 'v1.67.0-dev.0.20240905000000-000000000000', 'v1.66.3', 'v1.67.0-dev'];
    const text = `${HEAD}require (\n${versions.map((version) => `\t${GRPC} ${version}\n`).join('')})\n`;
    expect(select(text)).toMatchObject({
      version: 'v1.67.0-dev.0.20240905000000-000000000000',
      line: 5,
      certainty: 'exact',
    });
  });

  it('is the replacement, where there is one of all versions', () => {
    expect(select(`${HEAD}require ${GRPC} v1.67.1\nreplace ${GRPC} => ${GRPC} v1.66.3 // why\n`)).toEqual({
      version: 'v1.66.3',
      at: 'v1.66.3',
      line: 4,
      requirement: `${GRPC} v1.67.1`,
      indirect: false,
      because: 'replaced in go.mod line 4',
      certainty: 'exact',
    });
  });

  it('is the replacement of exactly this version rather than that of all', () => {
    const replace = `replace (\n${GRPC} => ${GRPC} v1.66.3\n${GRPC} v1.67.1 => ${GRPC} v1.68.1\n)\n`;
    expect(select(`${HEAD}require ${GRPC} v1.67.1\n${replace}`)).toMatchObject({ version: 'v1.68.1', line: 6 });
    expect(select(`${HEAD}require ${GRPC} v1.67.2\n${replace}`)).toMatchObject({ version: 'v1.66.3', line: 5 });
  });

  it('is not touched by the replacement of another version', () => {
    const text = `${HEAD}require ${GRPC} v1.67.1\nreplace ${GRPC} v1.67.0 => ${GRPC} v1.66.3\n`;
    expect(select(text)).toMatchObject({
      version: 'v1.67.1',
      certainty: 'exact',
      because: 'go.mod line 3 requires it',
    });
  });

  it.each(['example.com/fork v1.66.3', '../grpc', './third_party/grpc', '/src/grpc'])(
    'is not known behind %s',
    (target) => {
      const [path = ''] = target.split(' ');
      expect(select(`${HEAD}require ${GRPC} v1.67.1\nreplace ${GRPC} => ${target}\n`)).toEqual({
        version: 'v1.67.1',
        at: 'v1.67.1',
        line: 3,
        requirement: `${GRPC} v1.67.1`,
        indirect: false,
        because: `go.mod line 4 replaces it by ${path}, whose code is not known`,
        certainty: 'unknown',
      });
    },
  );

  it('is not known where it is excluded', () => {
    expect(select(`${HEAD}require ${GRPC} v1.67.1\nexclude ${GRPC} v1.67.1\n`)).toMatchObject({
      version: 'v1.67.1',
      certainty: 'unknown',
      because: 'go.mod line 3 requires it, but it is excluded: go takes another one',
    });
    expect(select(`${HEAD}require ${GRPC} v1.67.1\nexclude ${GRPC} v1.67.0\n`)).toMatchObject({ certainty: 'exact' });
  });

  it('is at least the highest of those that are not excluded', () => {
    const text = `${HEAD}require ${GRPC} v1.66.3\nrequire ${GRPC} v1.67.1\nexclude ${GRPC} v1.67.1\n`;
    expect(select(text)).toMatchObject({ version: 'v1.66.3', certainty: 'at-least' });
  });

  it.each(['v1.67', 'v1', 'master', 'latest', 'b45fc413c', 'v1.67.0+meta'])(
    'is not understood when %s is written',
    (written) => {
      const { modules, notes } = readFiles({ 'go.mod': `${HEAD}require ${GRPC} ${written}\n` });
      expect(modules[0]?.grpc).toBeUndefined();
      const message = `"${written}" in line 3 is no exact version of ${GRPC}; go resolves it when it runs`;
      expect(notes).toEqual([{ kind: 'not-understood', file: '/project/go.mod', message }]);
    },
  );

  it('is not understood when the replacement is not', () => {
    const { modules, notes } = readFiles({
      'go.mod': `${HEAD}require ${GRPC} v1.67.1\nreplace ${GRPC} => ${GRPC} v1.66\n`,
    });
    expect(modules[0]?.grpc).toBeUndefined();
    expect(notes.map(({ kind }) => kind)).toEqual(['not-understood']);
  });

  it('is at least the one that is understood', () => {
    const text = `${HEAD}require ${GRPC} master\nrequire ${GRPC} v1.67.1\n`;
    expect(select(text)).toMatchObject({ version: 'v1.67.1', certainty: 'at-least' });
  });
});

describe('a go.work', () => {
  const mod = (name: string, version: string): string => `module ${name}\ngo 1.22\nrequire ${GRPC} ${version}\n`;
  const certainties = (files: Readonly<Record<string, string>>): readonly unknown[] =>
    readFiles(files).modules.map(({ path, grpc }) => [path, grpc?.version.text, grpc?.certainty]);

  it('may raise the version of the modules that it uses, and of no other', () => {
    const files = {
      'go.work': 'go 1.22\nuse (\n\t./a\n\t"./b/"\n)\n',
      'a/go.mod': mod('a', 'v1.66.3'),
      'b/go.mod': mod('b', 'v1.67.1'),
      'c/go.mod': mod('c', 'v1.65.0'),
    };
    expect(certainties(files)).toEqual([
      ['a', 'v1.66.3', 'at-least'],
      ['b', 'v1.67.1', 'at-least'],
      ['c', 'v1.65.0', 'exact'],
    ]);
  });

  it('may stand beside or below the module', () => {
    expect(certainties({ 'go.work': 'use .', 'go.mod': mod('a', 'v1.66.3') })).toEqual([['a', 'v1.66.3', 'at-least']]);
    expect(certainties({ 'x/go.work': 'use ..', 'go.mod': mod('a', 'v1.66.3') })).toEqual([
      ['a', 'v1.66.3', 'at-least'],
    ]);
    expect(certainties({ 'x/go.work': 'use /project', 'go.mod': mod('a', 'v1.66.3') })).toEqual([
      ['a', 'v1.66.3', 'at-least'],
    ]);
  });

  it('does not raise what is replaced whatever its version', () => {
    const files = { 'go.work': 'use .', 'go.mod': `${mod('a', 'v1.67.1')}replace ${GRPC} => ${GRPC} v1.66.3\n` };
    expect(certainties(files)).toEqual([['a', 'v1.66.3', 'exact']]);
  });

  it('that replaces grpc-go wins over the go.mod', () => {
    const files = {
      'sub/go.work': `use ./a\nreplace ${GRPC} => ${GRPC} v1.66.3\n`,
      'sub/a/go.mod': `${mod('a', 'v1.67.1')}replace ${GRPC} => ${GRPC} v1.68.0\n`,
    };
    expect(certainties(files)).toEqual([['a', 'v1.67.1', 'unknown']]);
    expect(readFiles(files).modules[0]?.grpc?.because).toBe('go.mod requires it, but sub/go.work replaces it');
  });
});
