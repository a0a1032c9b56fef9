import { GRPC_GO } from '../../core/alpn/index.ts';
import type { GoWorkspace } from './goRun.ts';
import { codeOf, FORK, REPOSITORY } from './goUniverse.ts';

/** A workspace of a kind that people have, and what must be claimed about its modules. */
export interface GoCase {
  readonly name: string;
  readonly workspace: GoWorkspace;
  /** By the folder of the module: `exact v1.68.0`, `none`. */
  readonly claims: Readonly<Record<string, string>>;
  /** Whether go builds it. */
  readonly builds: boolean;
}

/** A module: its go.mod below the line of its name, and what it imports. */
interface Text {
  readonly go: string | undefined;
  readonly lines: readonly string[];
  readonly imports: readonly string[];
}

type Options = Partial<Omit<GoWorkspace, 'files' | 'mains'>> & {
  readonly builds?: boolean;
  readonly files?: Readonly<Record<string, string>>;
};

const LIB = 'example.com/lib';
const LOW = 'example.com/low';
const TOP = 'example.com/top';
const GENERATOR = `${GRPC_GO}/cmd/protoc-gen-go-grpc`;

function alone(name: string, claim: string, text: Text, options: Options = {}): GoCase {
  const { builds = true, files, ...rest } = options;
  const workspace = { ...UP_TO_DATE, ...rest, files: { ...module('.', text), ...files }, mains: ['.'] };
  return { name, workspace, claims: { '.': claim }, builds };
}

/** Modules in folders of their own that a go.work uses. */
function together(
  name: string,
  modules: Readonly<Record<string, Text & { readonly claim: string }>>,
  options: Options & { readonly work?: readonly string[] } = {},
): GoCase {
  const { builds = true, files, work = [], ...rest } = options;
  const mains = Object.keys(modules);
  const uses = mains.map((it) => `use ./${it}`);
  const texts = Object.entries(modules).map(([folder, text]) => module(folder, text));
  const goWork = { 'go.work': ['go 1.22', ...uses, ...work, ''].join('\n') };
  const workspace = { ...UP_TO_DATE, ...rest, files: { ...goWork, ...mergedOf(texts), ...files }, mains };
  const claims = Object.fromEntries(Object.entries(modules).map(([folder, { claim }]) => [folder, claim]));
  return { name, workspace, claims, builds };
}

const UP_TO_DATE = { tidied: true, vendored: false, stale: [] };

function mergedOf(texts: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.flatMap((it) => Object.entries(it)));
}

function module(folder: string, { go, lines, imports }: Text): Readonly<Record<string, string>> {
  const head = [`module example.com/${folder === '.' ? 'app' : folder}`, ...(go === undefined ? [] : [`go ${go}`])];
  return within(folder, { 'go.mod': [...head, ...lines, ''].join('\n'), ...codeOf('main', imports) });
}

function within(folder: string, texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (folder === '.') return texts;
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
}

function library(
  folder: string,
  go: string,
  lines: readonly string[],
  imports: readonly string[],
): Readonly<Record<string, string>> {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  return within(folder, {
    'go.mod': [`module example.com/${name}`, `go ${go}`, ...lines, ''].join('\n'),
    ...codeOf(name, imports),
  });
}

/** grpc-go's code in a folder of the workspace. */
function fork(version: string | undefined): Readonly<Record<string, string>> {
  return within('fork', { 'go.mod': `module ${GRPC_GO}\ngo 1.19\n`, ...codeOf('grpc', [], version) });
}

function grpc(version: string, go: string | undefined = '1.22', lines: readonly string[] = []): Text {
  return { go, lines: [`require ${GRPC_GO} ${version}`, ...lines], imports: [GRPC_GO] };
}

function using(path: string, version: string, go: string | undefined, lines: readonly string[] = []): Text {
  return { go, lines: [`require ${path} ${version}`, ...lines], imports: [path] };
}

const REQUIRED: readonly GoCase[] = [
  alone('a requirement', 'exact v1.68.0', grpc('v1.68.0')),
  alone('a requirement of Go 1.17', 'exact v1.66.3', grpc('v1.66.3', '1.17')),
  alone('an indirect requirement', 'exact v1.67.1', using(TOP, 'v1.2.0', '1.22')),
  alone('a requirement that dependencies raise', 'exact v1.70.0', {
    ...{ go: '1.22', imports: [GRPC_GO, TOP] },
    lines: [`require ${GRPC_GO} v1.64.1`, `require ${TOP} v1.3.0`],
  }),
  alone('a requirement above those of dependencies', 'exact v1.85.0', {
    ...{ go: '1.22', imports: [GRPC_GO, TOP] },
    lines: [`require ${GRPC_GO} v1.85.0`, `require ${TOP} v1.3.0`],
  }),
  alone('several requirements', 'exact v1.68.0', grpc('v1.66.3', '1.22', [`require ${GRPC_GO} v1.68.0`])),
  alone('a tag before a release', 'exact v1.67.0-dev', grpc('v1.67.0-dev')),
  alone(
    'a commit',
    'exact v1.67.0-dev.0.20240905000000-70f19eecd1c2',
    grpc('v1.67.0-dev.0.20240905000000-70f19eecd1c2'),
  ),
  alone('a tag that is newer than any release', 'exact v1.86.0-dev', grpc('v1.86.0-dev')),
  alone('a version that is newer than any known', 'exact v1.99.0', grpc('v1.99.0')),
  alone('an incompatible version', 'exact v2.0.0+incompatible', grpc('v2.0.0+incompatible')),
  alone('other modules of the same prefix', 'none', using(`${GRPC_GO}/examples`, 'v1.2.0', '1.22')),
  alone('a generator that needs grpc-go', 'exact v1.64.1', using(GENERATOR, 'v1.5.1', '1.22')),
  alone('a tool', 'exact v1.64.1', {
    go: '1.24',
    lines: [`tool ${GENERATOR}`, `require ${GENERATOR} v1.5.1`],
    imports: [],
  }),
  alone(
    'lines that select nothing',
    'exact v1.67.1',
    grpc('v1.67.1', '1.25', ['retract v1.0.0', 'toolchain go1.25.1', 'godebug http2server=0', 'ignore ./node_modules']),
  ),
  alone('no grpc-go', 'none', using('example.com/plain', 'v1.0.0', '1.22')),
  alone('a version that is none', 'none', grpc('v1.67'), { tidied: false, builds: false }),
  alone('Windows line ends', 'exact v1.68.0', grpc('v1.68.0'), { tidied: false, edits: [['\n', '\r\n']] }),
];

const OLD: readonly GoCase[] = [
  alone('Go 1.16 and one hash', 'exact v1.68.0', grpc('v1.68.0', '1.16')),
  alone('Go 1.16, which names no module of a dependency, and one hash', 'exact v1.70.0', using(TOP, 'v1.3.0', '1.16')),
  alone('Go 1.16 and hashes that nobody needs', 'at-least v1.66.3', using(TOP, 'v1.3.0', '1.16'), {
    stale: ['v1.66.3'],
  }),
  alone('Go 1.16 and older hashes', 'exact v1.68.0', grpc('v1.68.0', '1.16'), { stale: ['v1.60.0', 'v1.66.3'] }),
  alone('Go 1.16 and newer hashes', 'at-least v1.68.0', grpc('v1.68.0', '1.16'), { stale: ['v1.85.0'] }),
  alone('Go 1.16 and no hashes', 'at-least v1.68.0', grpc('v1.68.0', '1.16'), { withoutSums: true, builds: false }),
  alone('Go 1.16 and a requirement that was lowered', 'at-least v1.66.3', grpc('v1.68.0', '1.16'), {
    ...{ edits: [['v1.68.0', 'v1.66.3']], stale: ['v1.68.0'] },
    builds: false,
  }),
  alone(
    'no line of Go',
    'at-least v1.66.3',
    using('example.com/side', 'v1.1.0', undefined, [`require ${GRPC_GO} v1.66.3`]),
    { tidied: false, stale: ['v1.67.1'] },
  ),
  alone('Go 1.16 and an excluded version of dependencies', 'exact v1.66.3', {
    go: '1.16',
    imports: [TOP, 'example.com/side'],
    lines: [`require ${TOP} v1.1.0`, 'require example.com/side v1.1.0', `exclude ${GRPC_GO} v1.67.1`],
  }),
  alone(
    'Go 1.16 and a replacement of a version that is not selected',
    'exact v1.68.0',
    grpc('v1.68.0', '1.16', [`replace ${GRPC_GO} v1.66.3 => ${GRPC_GO} v1.60.0`]),
  ),
  alone(
    'Go 1.16 and a replacement of a version that could be selected',
    'exact v1.68.0',
    grpc('v1.68.0', '1.16', [`replace ${GRPC_GO} v1.85.0 => ${GRPC_GO} v1.60.0`]),
  ),
  alone(
    'Go 1.16 and a folder for a version that could be selected',
    'unknown v1.68.0',
    grpc('v1.68.0', '1.16', [`replace ${GRPC_GO} v1.85.0 => ./fork`]),
    { files: fork(undefined) },
  ),
];

const REPLACED: readonly GoCase[] = [
  alone(
    'a replacement of all versions',
    'exact v1.66.3',
    grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${GRPC_GO} v1.66.3`]),
  ),
  alone(
    'a replacement of all versions with Go 1.16',
    'exact v1.66.3',
    grpc('v1.68.0', '1.16', [`replace ${GRPC_GO} => ${GRPC_GO} v1.66.3`]),
  ),
  alone(
    'a replacement of the version',
    'exact v1.85.0',
    grpc('v1.66.3', '1.22', [`replace ${GRPC_GO} v1.66.3 => ${GRPC_GO} v1.85.0`]),
  ),
  alone(
    'a replacement of another version',
    'exact v1.66.3',
    grpc('v1.66.3', '1.22', [`replace ${GRPC_GO} v1.68.0 => ${GRPC_GO} v1.85.0`]),
  ),
  alone(
    'a replacement of the version beside one of all',
    'exact v1.70.0',
    grpc('v1.68.0', '1.22', [
      `replace ${GRPC_GO} v1.68.0 => ${GRPC_GO} v1.70.0`,
      `replace ${GRPC_GO} => ${GRPC_GO} v1.60.0`,
    ]),
  ),
  alone(
    'the repository instead of its name',
    'exact v1.64.1',
    grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${REPOSITORY} v1.64.1`]),
  ),
  alone('a fork', 'unknown v1.68.0', grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${FORK} v1.68.0`])),
  alone('a folder', 'exact v1.64.1', grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ./fork`]), {
    files: fork('1.64.1'),
  }),
  alone(
    'a folder between two releases',
    'at-least v1.70.0-dev',
    grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ./fork`]),
    { files: fork('1.70.0-dev') },
  ),
  alone('a folder that says no version', 'unknown v1.68.0', grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ./fork`]), {
    files: fork(undefined),
  }),
  alone(
    'a replaced dependency that raises',
    'exact v1.70.0',
    using(LOW, 'v1.0.0', '1.22', [`replace ${LOW} => ${LOW} v1.3.0`]),
  ),
  alone('an excluded version', 'unknown v1.68.0', grpc('v1.68.0', '1.22', [`exclude ${GRPC_GO} v1.68.0`]), {
    tidied: false,
    builds: false,
  }),
  alone('another excluded version', 'exact v1.68.0', grpc('v1.68.0', '1.22', [`exclude ${GRPC_GO} v1.70.0`])),
  alone('an excluded version of a dependency', 'exact v1.66.3', {
    go: '1.22',
    imports: [TOP, 'example.com/side'],
    lines: [`require ${TOP} v1.2.0`, 'require example.com/side v1.1.0', `exclude ${GRPC_GO} v1.67.1`],
  }),
];

const LOCAL: readonly GoCase[] = [
  alone(
    'a local module that needs an older one',
    'exact v1.68.0',
    using(LIB, 'v0.0.0', '1.22', [`require ${GRPC_GO} v1.68.0`, `replace ${LIB} => ./lib`]),
    { files: library('lib', '1.20', [`require ${GRPC_GO} v1.66.3`], [GRPC_GO]) },
  ),
  alone(
    'a local module that was raised',
    'at-least v1.70.0',
    using(LIB, 'v0.0.0', '1.22', [`require ${GRPC_GO} v1.66.3`, `replace ${LIB} => ./lib`]),
    { tidied: false, builds: false, files: library('lib', '1.20', [`require ${GRPC_GO} v1.70.0`], [GRPC_GO]) },
  ),
  alone(
    'a local module of a local module, with Go 1.16',
    'exact v1.70.0',
    using(LIB, 'v0.0.0', '1.16', [`replace ${LIB} => ./lib`, 'replace example.com/inner => ./inner']),
    {
      files: {
        ...library('lib', '1.16', ['require example.com/inner v0.0.0'], ['example.com/inner']),
        ...library('inner', '1.16', [`require ${LOW} v1.3.0`], [LOW]),
      },
    },
  ),
  alone(
    'a local module with Go 1.16, and hashes that nobody needs',
    'at-least v1.66.3',
    using(LIB, 'v0.0.0', '1.16', [`replace ${LIB} => ./lib`]),
    { stale: ['v1.99.0'], files: library('lib', '1.16', [`require ${GRPC_GO} v1.66.3`], [GRPC_GO]) },
  ),
  alone(
    'a local module behind one that names all',
    'exact v1.66.3',
    using(LIB, 'v0.0.0', '1.22', [
      `require ${GRPC_GO} v1.66.3`,
      `replace ${LIB} => ./lib`,
      'replace example.com/inner => ./inner',
    ]),
    {
      tidied: false,
      files: {
        ...library('lib', '1.20', ['require example.com/inner v0.0.0'], []),
        ...library('inner', '1.20', [`require ${GRPC_GO} v1.70.0`], [GRPC_GO]),
      },
    },
  ),
  alone(
    'a replacement of another version of a local module',
    'exact v1.60.0',
    using(LOW, 'v1.0.0', '1.22', [`replace ${LOW} v1.3.0 => ./low`]),
    { files: library('low', '1.20', [`require ${GRPC_GO} v1.85.0`], [GRPC_GO]) },
  ),
  alone(
    'a requirement that nothing imports and that needs a newer one',
    'exact v1.66.3',
    { go: '1.22', imports: [GRPC_GO], lines: [`require ${GRPC_GO} v1.66.3`, `require ${LOW} v1.3.0 // indirect`] },
    { tidied: false, stale: ['v1.66.3'] },
  ),
  alone('a requirement that was raised without its hash', 'at-least v1.85.0', grpc('v1.68.0'), {
    edits: [['v1.68.0', 'v1.85.0']],
    builds: false,
  }),
  alone(
    'a requirement that was lowered below that of a dependency',
    'at-least v1.66.3',
    { go: '1.22', imports: [GRPC_GO, LOW], lines: [`require ${GRPC_GO} v1.70.0`, `require ${LOW} v1.3.0`] },
    { edits: [[`${GRPC_GO} v1.70.0`, `${GRPC_GO} v1.66.3`]], builds: false },
  ),
];

const TOGETHER: readonly GoCase[] = [
  together('two modules', {
    orders: { ...grpc('v1.66.3'), claim: 'exact v1.68.0' },
    stock: { ...grpc('v1.68.0'), claim: 'exact v1.68.0' },
  }),
  together(
    'two modules and hashes that nobody needs',
    {
      orders: { ...grpc('v1.66.3'), claim: 'at-least v1.68.0' },
      stock: { ...grpc('v1.68.0'), claim: 'at-least v1.68.0' },
    },
    { stale: ['v1.70.0'] },
  ),
  together('a module that a dependency of another one raises', {
    orders: { ...using(LOW, 'v1.1.0', '1.22'), claim: 'at-least v1.64.1' },
    stock: { ...using(TOP, 'v1.3.0', '1.16'), claim: 'at-least v1.64.1' },
  }),
  together('a module without grpc-go', {
    orders: { ...grpc('v1.68.0'), claim: 'exact v1.68.0' },
    tools: { ...using('example.com/plain', 'v1.0.0', '1.22'), claim: 'exact v1.68.0' },
  }),
  together('no module with grpc-go', {
    orders: { ...using('example.com/plain', 'v1.0.0', '1.22'), claim: 'none' },
    tools: { go: '1.22', lines: [], imports: [], claim: 'none' },
  }),
  together(
    'a replacement in go.work',
    {
      orders: { ...grpc('v1.66.3'), claim: 'exact v1.60.0' },
      stock: { ...grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${GRPC_GO} v1.85.0`]), claim: 'exact v1.60.0' },
    },
    { work: [`replace ${GRPC_GO} => ${GRPC_GO} v1.60.0`] },
  ),
  together('a replacement in another module', {
    orders: { ...grpc('v1.66.3'), claim: 'exact v1.60.0' },
    stock: { ...grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${GRPC_GO} v1.60.0`]), claim: 'exact v1.60.0' },
  }),
  together(
    'a replacement of a version in go.work, of all in go.mod',
    { orders: { ...grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${GRPC_GO} v1.60.0`]), claim: 'exact v1.64.1' } },
    { work: [`replace ${GRPC_GO} v1.68.0 => ${GRPC_GO} v1.64.1`] },
  ),
  together(
    'replacements that contradict each other',
    {
      orders: { ...grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${GRPC_GO} v1.60.0`]), claim: 'exact v1.60.0' },
      stock: { ...grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${GRPC_GO} v1.64.1`]), claim: 'exact v1.60.0' },
    },
    { builds: false },
  ),
  together('a version that one of the modules excludes', {
    orders: { ...grpc('v1.66.3'), claim: 'exact v1.66.3' },
    stock: {
      ...using(LOW, 'v1.2.0', '1.22', [`exclude ${GRPC_GO} v1.67.1`, `require ${GRPC_GO} v1.66.3`]),
      claim: 'exact v1.66.3',
    },
  }),
  together(
    'a module that uses another one',
    {
      app: {
        ...using('example.com/lib', 'v0.0.0', '1.22', [`replace ${LIB} => ../lib`, `require ${GRPC_GO} v1.66.3`]),
        claim: 'exact v1.68.0',
      },
      lib: { ...grpc('v1.68.0', '1.20'), claim: 'exact v1.68.0' },
    },
    { tidied: false, edits: [['package main', 'package lib']] },
  ),
  together(
    'grpc-go itself',
    { orders: { ...grpc('v1.68.0'), claim: 'exact v1.64.1' } },
    { files: fork('1.64.1'), work: ['use ./fork'] },
  ),
  together(
    'a folder without a module',
    { orders: { ...grpc('v1.68.0'), claim: 'unknown v1.68.0' } },
    { work: ['use ./gone'], builds: false },
  ),
  together('one module alone', { orders: { ...grpc('v1.68.0'), claim: 'exact v1.68.0' } }),
];

const VENDORED: readonly GoCase[] = [
  alone('vendored code', 'exact v1.68.0', grpc('v1.68.0'), { vendored: true }),
  alone('vendored code of dependencies', 'exact v1.67.1', using(TOP, 'v1.2.0', '1.22'), { vendored: true }),
  alone('vendored code that go.mod does not name', 'exact v1.70.0', using(TOP, 'v1.3.0', '1.16'), {
    vendored: true,
    stale: ['v1.66.3', 'v1.99.0'],
  }),
  alone('vendored code without hashes', 'exact v1.70.0', using(TOP, 'v1.3.0', '1.16'), {
    vendored: true,
    withoutSums: true,
  }),
  alone(
    'vendored code that is replaced',
    'exact v1.64.1',
    grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${GRPC_GO} v1.64.1`]),
    { vendored: true },
  ),
  alone('vendored code of a folder', 'exact v1.64.1', grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ./fork`]), {
    vendored: true,
    files: fork('1.64.1'),
  }),
  alone('vendored code and another requirement since', 'at-least v1.66.3', grpc('v1.68.0'), {
    vendored: true,
    edits: [['v1.68.0', 'v1.66.3']],
    builds: false,
  }),
  alone(
    'vendored code and another replacement since',
    'exact v1.64.1',
    grpc('v1.68.0', '1.22', [`replace ${GRPC_GO} => ${GRPC_GO} v1.66.3`]),
    { vendored: true, edits: [['v1.66.3', 'v1.64.1']], builds: false },
  ),
  alone('vendored code that Go 1.13 does not take', 'exact v1.68.0', grpc('v1.68.0', '1.13'), { vendored: true }),
  alone('vendored code without grpc-go', 'none', using('example.com/plain', 'v1.0.0', '1.22'), { vendored: true }),
  together(
    'vendored code of a workspace',
    { orders: { ...grpc('v1.66.3'), claim: 'exact v1.68.0' }, stock: { ...grpc('v1.68.0'), claim: 'exact v1.68.0' } },
    { vendored: true, stale: ['v1.99.0'] },
  ),
  together(
    'vendored code of a workspace that a dependency raises',
    {
      orders: { ...using(LOW, 'v1.1.0', '1.22'), claim: 'exact v1.70.0' },
      stock: { ...using(TOP, 'v1.3.0', '1.16'), claim: 'exact v1.70.0' },
    },
    { vendored: true },
  ),
  together(
    'vendored code of a workspace with replacements in folders',
    {
      orders: {
        ...using(LIB, 'v0.0.0', '1.22', [`require ${GRPC_GO} v1.66.3`, `replace ${LIB} => ../lib`]),
        claim: 'exact v1.68.0',
      },
      stock: { ...grpc('v1.68.0'), claim: 'exact v1.68.0' },
    },
    { vendored: true, files: library('lib', '1.20', [], []) },
  ),
];

/** All of them. */
export const GO_CASES: readonly GoCase[] = [...REQUIRED, ...OLD, ...REPLACED, ...LOCAL, ...TOGETHER, ...VENDORED];
