import { describe, expect, it } from 'vitest';
import type { GoModule, GrpcGoSelection } from '../../../core/domains/facts.ts';
import { goDomain } from '../../../core/domains/go/index.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { readGoFolder } from '../../support/goFolder.ts';
import { FIXTURES } from './fixtures.ts';

/** What is selected for the only module of one go.mod, with the words that its places stand for. */
function select(
  text: string,
): (Pick<GrpcGoSelection, 'indirect' | 'because' | 'certainty'> & Readonly<Record<string, unknown>>) | undefined {
  const grpc = readGoFolder({ 'go.mod': text }).modules[0]?.grpc;
  if (grpc === undefined) return undefined;
  const { at, requirement, version, indirect, because, certainty, decidedAt, editable } = grpc;
  expect([at.file, requirement.file]).toEqual([filePath('/project/go.mod'), filePath('/project/go.mod')]);
  expect([decidedAt, editable?.at ?? at]).toEqual([at, at]);
  return {
    ...{ indirect, because, certainty },
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

  it('wants what says more: hashes and vendored code where grpc-go may be built, modules that stand in folders', () => {
    const go = 'module a\ngo 1.22\n';
    expect(readGoFolder({ 'go.mod': go }).wanted).toEqual([]);
    expect(readGoFolder({ 'go.mod': `${go}require ${GRPC} v1.67.1` }).wanted).toEqual(['go.sum', 'vendor/modules.txt']);
    expect(readGoFolder({ 'go.mod': 'module a\ngo 1.16\n' }).wanted).toEqual(['go.sum', 'vendor/modules.txt']);
    expect(readGoFolder({ 'a/go.mod': `${go}replace b => ../b\nreplace c => ../../../c` }).wanted).toEqual([
      'b/go.mod',
    ]);
    expect(readGoFolder({ 'go.work': 'go 1.22\nuse ./a', 'a/go.mod': go }).wanted).toEqual([
      'a/go.mod',
      'a/go.sum',
      'a/vendor/modules.txt',
      'go.work.sum',
      'vendor/modules.txt',
    ]);
    expect(readGoFolder({ 'go.mod': `${go}replace ${GRPC} => ./fork` }).wanted).toEqual([
      'fork/go.mod',
      'fork/version.go',
      `vendor/${GRPC}/version.go`,
    ]);
  });

  it('says nothing of listeners or nginx', () => {
    expect(readGoFolder({ 'go.mod': HEAD })).toMatchObject({
      listeners: [],
      nginxVersions: [],
      placements: [],
      grpcServers: [],
      optOuts: [],
      notes: [],
      modules: [{ file: '/project/go.mod', path: 'example.com/a', goLine: '1.22', grpc: undefined }],
    });
  });

  it('reads an empty file', () => {
    const empty: GoModule = {
      ...{ file: filePath('/project/go.mod'), path: undefined, goLine: undefined, toolchain: undefined },
      ...{ godebugs: [], grpc: undefined },
    };
    expect(readGoFolder({ 'go.mod': '' }).modules).toEqual([empty]);
    expect(readGoFolder({ 'go.work': '' }).modules).toEqual([]);
  });

  it('tells the toolchain and the godebug settings, which go.work has for all of its modules', () => {
    const text = 'module a\ntoolchain go1.26.1\ngodebug http2server=0\ngodebug (\n\tdefault=go1.21\n)\n';
    const told = (files: Readonly<Record<string, string>>): unknown =>
      readGoFolder(files).modules.map(({ toolchain, godebugs }) => [
        toolchain,
        godebugs.map(({ name, value, at }) => [
          name,
          value,
          files[at.file.slice('/project/'.length)]?.slice(at.span.start, at.span.end),
        ]),
      ]);
    const own = [
      ['http2server', '0', 'http2server=0'],
      ['default', 'go1.21', 'default=go1.21'],
    ];
    expect(told({ 'go.mod': text })).toEqual([['go1.26.1', own]]);
    expect(told({ 'go.mod': text, 'go.work': 'use ./b\ngodebug http2client=0' })).toEqual([['go1.26.1', own]]);
    expect(told({ 'go.mod': text, 'go.work': 'use .\ngodebug http2client=0' })).toEqual([
      ['go1.26.1', [['http2client', '0', 'http2client=0']]],
    ]);
  });

  it('reads every fixture, and every prefix of it, as go.mod and as go.work', () => {
    for (const { text } of FIXTURES) {
      for (let end = 0; end <= text.length; end += 7) {
        const { modules } = readGoFolder({ 'go.mod': text.slice(0, end), 'go.work': text.slice(0, end) });
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
      const [path = '', version = path] = target.split(' ');
      expect(select(`${HEAD}require ${GRPC} v1.67.1\nreplace ${GRPC} => ${target}\n`)).toEqual({
        version: 'v1.67.1',
        at: version,
        line: 4,
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
      const { modules, notes } = readGoFolder({ 'go.mod': `${HEAD}require ${GRPC} ${written}\n` });
      expect(modules[0]?.grpc).toBeUndefined();
      const message = `"${written}" in go.mod line 3 is no exact version of ${GRPC}; go resolves it when it runs`;
      expect(notes).toEqual([{ kind: 'not-understood', file: '/project/go.mod', message }]);
    },
  );

  it('is not understood when the replacement is not', () => {
    const { modules, notes } = readGoFolder({
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
    readGoFolder(files).modules.map(({ path, grpc }) => [path, grpc?.version.text, grpc?.certainty]);

  it('may raise the version of the modules that it uses, and of no other', () => {
    const files = {
      'go.work': 'go 1.22\nuse (\n\t./a\n\t"./b/"\n)\n',
      'a/go.mod': mod('a', 'v1.66.3'),
      'b/go.mod': mod('b', 'v1.67.1'),
      'c/go.mod': mod('c', 'v1.65.0'),
    };
    expect(certainties(files)).toEqual([
      ['a', 'v1.67.1', 'at-least'],
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
    expect(certainties(files)).toEqual([['a', 'v1.66.3', 'exact']]);
    expect(readGoFolder(files).modules[0]?.grpc?.because).toBe('replaced in sub/go.work line 2');
  });
});
