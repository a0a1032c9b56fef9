import { compareGoVersions, GRPC_GO, parseGoVersion } from '../../core/alpn/index.ts';
import type { GoModuleVersion } from './goProxy.ts';

/** Where people find grpc-go who cannot reach its own path. */
export const REPOSITORY = 'github.com/grpc/grpc-go';

/** A module that somebody else made of grpc-go. */
export const FORK = 'example.com/fork/grpc';

/** The versions of grpc-go that there are: stand-ins of a few lines, with real numbers, oldest first. */
export const GRPC_VERSIONS = [
  'v1.60.0',
  'v1.64.1',
  'v1.66.3',
  'v1.67.0-dev',
  'v1.67.0-dev.0.20240905000000-70f19eecd1c2',
  'v1.67.1',
  'v1.68.0',
  'v1.70.0',
  'v1.85.0',
  'v1.86.0-dev',
  'v1.99.0',
] as const;

/** A version of a module of the tests, and what it requires and imports. */
interface Invented {
  readonly go: string;
  readonly requires: readonly (readonly [path: string, version: string])[];
  /** Whether its go.mod names only what it imports itself, though its Go would name all. */
  readonly untidy?: boolean;
}

/** Modules in three layers above grpc-go, some with old go.mod files, which name only what they import themselves. */
const INVENTED: Readonly<Record<string, Readonly<Record<string, Invented>>>> = {
  'example.com/top': {
    'v1.0.0': { go: '1.20', requires: [['example.com/middle', 'v1.0.0']] },
    'v1.1.0': { go: '1.16', requires: [['example.com/middle', 'v1.1.0']] },
    'v1.2.0': {
      go: '1.21',
      requires: [
        ['example.com/middle', 'v1.2.0'],
        ['example.com/low', 'v1.0.0'],
      ],
    },
    'v1.3.0': { go: '1.15', requires: [['example.com/low', 'v1.3.0']] },
  },
  'example.com/side': {
    'v1.0.0': { go: '1.16', requires: [['example.com/low', 'v1.1.0']] },
    'v1.1.0': { go: '1.20', requires: [[GRPC_GO, 'v1.66.3']] },
    'v1.2.0': {
      go: '1.20',
      requires: [
        ['example.com/middle', 'v1.1.0'],
        [GRPC_GO, 'v1.60.0'],
      ],
    },
  },
  'example.com/middle': {
    'v1.0.0': { go: '1.20', requires: [['example.com/low', 'v1.0.0']] },
    'v1.1.0': { go: '1.16', requires: [['example.com/low', 'v1.2.0']] },
    'v1.2.0': { go: '1.20', requires: [['example.com/low', 'v1.2.0']], untidy: true },
  },
  'example.com/low': {
    'v1.0.0': { go: '1.16', requires: [[GRPC_GO, 'v1.60.0']] },
    'v1.1.0': { go: '1.20', requires: [[GRPC_GO, 'v1.64.1']] },
    'v1.2.0': { go: '1.20', requires: [[GRPC_GO, 'v1.67.1']] },
    'v1.3.0': { go: '1.15', requires: [[GRPC_GO, 'v1.70.0']] },
  },
  'example.com/plain': {
    'v1.0.0': { go: '1.20', requires: [] },
    'v1.1.0': { go: '1.16', requires: [] },
  },
  'google.golang.org/grpc/cmd/protoc-gen-go-grpc': { 'v1.5.1': { go: '1.20', requires: [[GRPC_GO, 'v1.64.1']] } },
  'google.golang.org/grpc/examples': { 'v1.2.0': { go: '1.16', requires: [] } },
};

/** The invented modules and their versions, but for what is named like a part of grpc-go. */
export const DEPENDENCIES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(INVENTED)
    .filter(([path]) => path.startsWith('example.com/'))
    .map(([path, versions]) => [path, Object.keys(versions)]),
);

/** All modules that the proxy has. */
export const UNIVERSE: readonly GoModuleVersion[] = [
  ...GRPC_VERSIONS.map((version) => grpc(GRPC_GO, version)),
  { ...grpc(GRPC_GO, 'v2.0.0+incompatible'), goMod: `module ${GRPC_GO}\n`, files: codeOf('grpc', [], '2.0.0') },
  ...GRPC_VERSIONS.map((version) => grpc(REPOSITORY, version)),
  grpc(FORK, 'v1.68.0'),
  ...Object.entries(INVENTED).flatMap(([path, versions]) =>
    Object.entries(versions).map(([version, invented]) => moduleOf(path, version, invented)),
  ),
];

function grpc(path: string, version: string): GoModuleVersion {
  const goMod = `module ${GRPC_GO}\n\ngo 1.19\n`;
  return { path, version, goMod, files: { 'go.mod': goMod, ...codeOf('grpc', [], version.slice(1)) } };
}

function moduleOf(path: string, version: string, invented: Invented): GoModuleVersion {
  const { go, requires, untidy } = invented;
  const direct = new Set(requires.map(([it]) => it));
  const named = Number(go.slice(2)) < 17 || untidy === true ? requires : [...closureOf(requires)];
  const lines = named.map(([it, at]) => `\t${it} ${at}${direct.has(it) ? '' : ' // indirect'}`);
  const block = lines.length === 0 ? '' : `\nrequire (\n${lines.join('\n')}\n)\n`;
  const goMod = `module ${path}\n\ngo ${go}\n${block}`;
  const name = path.slice(path.lastIndexOf('/') + 1).replaceAll('-', '');
  return { path, version, goMod, files: { 'go.mod': goMod, ...codeOf(name, [...direct]) } };
}

/** The highest versions that these requirements lead to. */
function closureOf(requires: Invented['requires']): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const pending = [...requires];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, version] = next;
    if (isOlder(found.get(path), version)) found.set(path, version);
    pending.push(...(INVENTED[path]?.[version]?.requires ?? []));
  }
  return found;
}

function isOlder(before: string | undefined, version: string): boolean {
  const [a, b] = [parseGoVersion(before ?? ''), parseGoVersion(version)];
  return a === undefined || (b !== undefined && compareGoVersions(a, b) < 0);
}

/** A package that imports others. With a version it also says which grpc-go it is, as grpc-go's version.go does. */
export function codeOf(name: string, imports: readonly string[], version?: string): Readonly<Record<string, string>> {
  const lines = imports.map((it) => `import _ "${it}"\n`);
  return {
    [`${name}.go`]: `package ${name}\n\n${lines.join('')}`,
    ...(version === undefined ? {} : { 'version.go': `package ${name}\n\nconst Version = "${version}"\n` }),
  };
}
