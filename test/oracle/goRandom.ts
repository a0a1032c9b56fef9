import fc from 'fast-check';
import { GRPC_GO } from '../../core/alpn/index.ts';
import type { GoWorkspace } from './goRun.ts';
import { codeOf, DEPENDENCIES, FORK, GRPC_VERSIONS, REPOSITORY } from './goUniverse.ts';

/** One module as it is made up. */
interface Main {
  readonly go: string | undefined;
  readonly requires: readonly Requirement[];
  readonly excludes: readonly (readonly [path: string, version: string])[];
  readonly replaces: readonly Replacement[];
  /** A local module that it uses, in the folder `lib`. */
  readonly lib: boolean;
}

interface Requirement {
  readonly path: string;
  readonly version: string;
  /** Whether its code imports it. */
  readonly imported: boolean;
  readonly indirect: boolean;
}

interface Replacement {
  readonly path: string;
  readonly version: string | undefined;
  readonly to: string;
}

const dependency = fc
  .constantFrom(...Object.keys(DEPENDENCIES))
  .chain((path) => fc.constantFrom(...(DEPENDENCIES[path] ?? [])).map((version) => [path, version] as const));

const grpcVersion = fc.constantFrom(...GRPC_VERSIONS);

const required: fc.Arbitrary<Requirement> = fc
  .oneof(
    { weight: 3, arbitrary: fc.record({ at: dependency, imported: fc.constantFrom(true, true, true, false) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        at: grpcVersion.map((it) => [GRPC_GO, it] as const),
        imported: fc.constantFrom(true, true, false),
      }),
    },
  )
  .map(({ at: [path, version], imported }) => ({ path, version, imported, indirect: !imported }));

const target = fc.oneof(
  { weight: 4, arbitrary: grpcVersion.map((it) => `${GRPC_GO} ${it}`) },
  { weight: 1, arbitrary: grpcVersion.map((it) => `${REPOSITORY} ${it}`) },
  { weight: 2, arbitrary: fc.constant('./fork') },
  { weight: 1, arbitrary: fc.constant(`${FORK} v1.68.0`) },
);

const replacement: fc.Arbitrary<Replacement> = fc.oneof(
  fc.record({ path: fc.constant(GRPC_GO), version: fc.option(grpcVersion, { nil: undefined }), to: target }),
  dependency.chain(([path, version]) =>
    fc.record({
      path: fc.constant(path),
      version: fc.option(fc.constant(version), { nil: undefined }),
      to: fc.constantFrom(...(DEPENDENCIES[path] ?? [])).map((it) => `${path} ${it}`),
    }),
  ),
);

/** Each as likely as its weight says, mostly none. */
function few<Value>(of: fc.Arbitrary<Value>): fc.Arbitrary<readonly Value[]> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(of, { minLength: 1, maxLength: 2 }) },
  );
}

const main: fc.Arbitrary<Main> = fc.record({
  go: fc.constantFrom('1.21', '1.22.0', '1.17', '1.20', '1.16', '1.16', '1.14', undefined),
  requires: fc.uniqueArray(required, { minLength: 1, maxLength: 4, selector: ({ path }) => path }),
  excludes: few(
    fc.oneof(
      grpcVersion.map((it) => [GRPC_GO, it] as const),
      dependency,
    ),
  ),
  replaces: few(replacement),
  lib: fc.constantFrom(false, false, true),
});

/** The same for all mains: what the folders `lib` and `fork` hold. */
const shared = fc.record({
  libGo: fc.constantFrom('1.16', '1.20'),
  libRequires: fc.uniqueArray(required, { maxLength: 2, selector: ({ path }) => path }),
  forkVersion: fc.constantFrom('1.64.1', '1.68.0', '1.70.0-dev', undefined),
});

/** Workspaces that people could have: with one module or several, up to date or not, vendored or not. */
export const workspaces: fc.Arbitrary<GoWorkspace> = fc
  .record({
    mains: fc.oneof(
      { weight: 3, arbitrary: fc.array(main, { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.array(main, { minLength: 2, maxLength: 3 }) },
    ),
    workReplaces: few(replacement),
    shared,
    tidied: fc.constantFrom(true, true, false),
    vendored: fc.constantFrom(false, false, true),
    stale: few(grpcVersion),
    changed: fc.option(fc.tuple(grpcVersion, grpcVersion), { nil: undefined, freq: 6 }),
  })
  .map(({ mains, workReplaces, shared: { libGo, libRequires, forkVersion }, tidied, vendored, stale, changed }) => {
    const together = mains.length > 1;
    const folders = mains.map((_, i) => (together ? `m${i}` : '.'));
    const files: Record<string, string> = {
      'lib/go.mod': `module example.com/lib\n\ngo ${libGo}\n\n${requireLines(libRequires)}`,
      ...within('lib', codeOf('lib', importedBy(libRequires))),
      'fork/go.mod': `module ${GRPC_GO}\n\ngo 1.19\n`,
      ...within('fork', codeOf('grpc', [], forkVersion)),
    };
    mains.forEach((it, i) => {
      const folder = folders[i] ?? '.';
      Object.assign(files, within(folder, textsOf(it, `example.com/m${i}`, together ? '../' : './')));
    });
    if (together) {
      const uses = folders.map((it) => `use ./${it}\n`).join('');
      files['go.work'] = `go 1.22\n\n${uses}\n${unique(workReplaces)
        .map((it) => replaceLine(it, './'))
        .join('')}`;
    }
    const edits = changed === undefined ? [] : [[`${GRPC_GO} ${changed[0]}`, `${GRPC_GO} ${changed[1]}`] as const];
    return { files, mains: folders, tidied, vendored, stale, edits };
  });

function textsOf(
  { go, requires, excludes, replaces, lib }: Main,
  path: string,
  up: string,
): Readonly<Record<string, string>> {
  const libLine = lib ? `require example.com/lib v0.0.0\n\nreplace example.com/lib => ${up}lib\n` : '';
  const goMod = [
    `module ${path}\n`,
    go === undefined ? '' : `go ${go}\n`,
    requireLines(requires),
    excludes.map(([it, version]) => `exclude ${it} ${version}\n`).join(''),
    unique(replaces)
      .map((it) => replaceLine(it, up))
      .join(''),
    libLine,
  ];
  return {
    'go.mod': goMod.join('\n'),
    ...codeOf('main', [...importedBy(requires), ...(lib ? ['example.com/lib'] : [])]),
  };
}

function requireLines(requires: readonly Requirement[]): string {
  return requires
    .map(({ path, version, indirect }) => `require ${path} ${version}${indirect ? ' // indirect' : ''}\n`)
    .join('');
}

function importedBy(requires: readonly Requirement[]): readonly string[] {
  return requires.filter(({ imported }) => imported).map(({ path }) => path);
}

/** go takes one replacement of each version. */
function unique(replacements: readonly Replacement[]): readonly Replacement[] {
  return [...new Map(replacements.map((it) => [`${it.path} ${it.version ?? ''}`, it])).values()];
}

function replaceLine({ path, version, to }: Replacement, up: string): string {
  return `replace ${path}${version === undefined ? '' : ` ${version}`} => ${to.replace(/^\.\//, up)}\n`;
}

function within(folder: string, texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (folder === '.') return texts;
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
}
