import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { GRPC_GO } from '../../core/alpn/index.ts';
import type { GoModule } from '../../core/domains/facts.ts';
import { relativeTo } from '../../core/text/filePath.ts';
import { GO_FOLDER, readGoFolder } from '../support/goFolder.ts';
import { writeGoProxy, writeTexts, type GoProxy } from './goProxy.ts';
import { REPOSITORY, UNIVERSE } from './goUniverse.ts';

const run = promisify(execFile);

/** A workspace and how it came to be. */
export interface GoWorkspace {
  /** go.mod, go.work, Go source, folders that replace modules. */
  readonly files: Readonly<Record<string, string>>;
  /** The folders of the modules that are built; several: a go.work in the folder itself uses them. */
  readonly mains: readonly string[];
  /** Whether the go command brought go.mod and go.sum up to date; else they are as somebody wrote them. */
  readonly tidied: boolean;
  /** Whether the code of dependencies is vendored. */
  readonly vendored: boolean;
  /** Versions of grpc-go of which go.sum has hashes that nobody needs any more. */
  readonly stale: readonly string[];
  /** Whether there are no go.sum files at all. */
  readonly withoutSums?: boolean;
  /** What was changed since: each text by another one, in all files. */
  readonly edits?: readonly (readonly [from: string, to: string])[];
}

/** What the go command says about grpc-go in a workspace. */
export interface Judgement {
  /** The version that is selected, after replacements, by `go list -m all`; `undefined`: none, or the command fails. */
  readonly selected: string | undefined;
  /** The version that is compiled, by `go list -deps`; `undefined`: the build fails, or has no grpc-go in it. */
  readonly built: string | undefined;
  /** Whether `go list -deps` succeeds. */
  readonly builds: boolean;
  readonly output: string;
}

/** A place where workspaces are judged. */
export interface Court {
  /** @returns what go says, and the modules as this product sees them */
  judge(workspace: GoWorkspace): Promise<{ readonly judgement: Judgement; readonly modules: readonly GoModule[] }>;
  close(): Promise<void>;
}

/** What stands for code that nobody knows. */
export const UNKNOWN = 'unknown code';

/** A module proxy and caches of its own: nothing is read from the network or from what the machine has. */
export async function openCourt(): Promise<Court> {
  const folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-go-'));
  const proxy = await writeGoProxy(join(folder, 'proxy'), UNIVERSE);
  const environment = {
    ...process.env,
    ...{ GOPROXY: proxy.url, GOSUMDB: 'off', GONOSUMDB: '', GONOPROXY: '', GOPRIVATE: '', GOTOOLCHAIN: 'local' },
    ...{ GOENV: 'off', GOFLAGS: '-modcacherw', GOWORK: '', GO111MODULE: '' },
    ...{ GOMODCACHE: join(folder, 'modules'), GOCACHE: join(folder, 'cache') },
  };
  let count = 0;
  return {
    judge: async (workspace) => {
      const place = join(folder, `workspace-${count++}`);
      const go: Go = async (args, cwd, env = {}) => {
        const [code, output] = await run('go', args, { cwd: join(place, cwd), env: { ...environment, ...env } }).then(
          ({ stdout }) => [0, stdout] as const,
          (error: unknown) => [1, error instanceof Error ? error.message : String(error)] as const,
        );
        return { succeeds: code === 0, output };
      };
      try {
        return await judge({ workspace, place, proxy, go });
      } finally {
        await rm(place, { recursive: true, force: true });
        await rm(`${place}-copy`, { recursive: true, force: true });
      }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

type Go = (
  args: readonly string[],
  cwd: string,
  env?: Readonly<Record<string, string>>,
) => Promise<{ readonly succeeds: boolean; readonly output: string }>;

interface Case {
  readonly workspace: GoWorkspace;
  readonly place: string;
  readonly proxy: GoProxy;
  readonly go: Go;
}

/** Path and version, and behind an arrow what is in its place: a path and a version, or a folder. */
const MODULE =
  '{{.Path}} {{if .Main}} => {{.Dir}}{{else}}{{.Version}}{{with .Replace}} => {{.Path}} {{.Version}}{{end}}{{end}}';

async function judge(it: Case): Promise<Awaited<ReturnType<Court['judge']>>> {
  const { workspace, place, proxy, go } = it;
  const { mains, vendored, tidied } = workspace;
  const together = mains.length > 1 || 'go.work' in workspace.files;
  await mkdir(place, { recursive: true });
  await writeTexts(place, workspace.files);
  if (tidied) for (const main of mains) await go(['mod', 'tidy'], main, { GOWORK: 'off' });
  const sums = await readSums(it);
  const full = withLines(sums, everyHash(proxy));
  if (vendored) {
    await writeSums(it, full);
    await go([together ? 'work' : 'mod', 'vendor'], '.');
  }
  await edit(it);

  await writeSums(it, full);
  await cp(place, `${place}-copy`, { recursive: true });
  await rm(join(`${place}-copy`, 'vendor'), { recursive: true, force: true });
  const mod = together ? [] : ['-mod=mod'];
  const all = await go(
    ['list', ...mod, '-m', '-f', MODULE, 'all'],
    '../' + place.slice(place.lastIndexOf('/') + 1) + '-copy',
  );
  const selected = all.succeeds ? await grpcIn(all.output, place) : undefined;

  await writeSums(it, workspace.withoutSums === true ? new Map() : sumsFor(it, sums, codeIn(all.output)));
  const readonly = vendored ? [] : ['-mod=readonly'];
  const patterns = mains.map((main) => (main === '.' ? './...' : `./${main}/...`));
  const deps = await go(['list', ...readonly, '-deps', '-f', `{{with .Module}}${MODULE}{{end}}`, ...patterns], '.');
  const fork = vendored ? join(place, 'vendor', GRPC_GO) : undefined;
  const built = deps.succeeds ? await grpcIn(deps.output, place, fork) : undefined;
  const judgement = { selected, built, builds: deps.succeeds, output: `${all.output}\n${deps.output}` };
  return { judgement, modules: await modulesIn(place) };
}

/** The grpc-go in a list of modules, and what is in its place. */
function codeIn(output: string): { readonly path: string; readonly version: string } | undefined {
  const line = output.split('\n').find((it) => it.startsWith(`${GRPC_GO} `));
  if (line === undefined) return undefined;
  const [own = '', replaced = own] = line.split(' => ');
  const [path = '', version = ''] = replaced.trim().split(' ');
  return { path, version };
}

/**
 * The version of grpc-go in a list of modules; of a folder what it calls itself.
 * @param fork where the code of somebody else's grpc-go stands
 */
async function grpcIn(output: string, place: string, fork?: string): Promise<string | undefined> {
  const code = codeIn(output);
  if (code === undefined) return undefined;
  if (code.version === '') return await calledIn(resolve(place, code.path));
  if (code.path === GRPC_GO || code.path === REPOSITORY) return code.version;
  return fork === undefined ? UNKNOWN : await calledIn(fork);
}

async function calledIn(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'version.go'), 'utf8').catch(() => '');
  const [, version] = /^const Version = "([^"]+)"$/m.exec(text) ?? [];
  return version === undefined ? UNKNOWN : `v${version}`;
}

/** The lines of each go.sum as the go command left them. */
async function readSums({ workspace, place }: Case): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = workspace.mains.map((main) => join(main, 'go.sum'));
  const entries = names.map(async (name) => {
    const text = workspace.tidied ? await readFile(join(place, name), 'utf8').catch(() => '') : '';
    return [name, text.split('\n').filter((it) => it !== '')] as const;
  });
  return new Map(await Promise.all(entries));
}

/** What a build needs, and what is stale: of grpc-go only the hash of the code that is selected. */
function sumsFor(
  { workspace, proxy }: Case,
  sums: ReadonlyMap<string, readonly string[]>,
  selected: ReturnType<typeof codeIn>,
): ReadonlyMap<string, readonly string[]> {
  const { stale, tidied, files } = workspace;
  const others = everyHash(proxy).filter((it) => !isGrpcCode(it));
  const goMods = others.filter((it) => it.includes('/go.mod '));
  const needed = selected === undefined ? [] : [`${selected.path} ${selected.version}`];
  const unneeded = stale.map((it) => `${GRPC_GO} ${it}`);
  if ('go.work' in files)
    return new Map([...sums, ['go.work.sum', [...others, ...codeHashes(proxy, [...needed, ...unneeded])]]]);
  return withLines(
    sums,
    tidied ? [...goMods, ...codeHashes(proxy, unneeded)] : [...others, ...codeHashes(proxy, [...needed, ...unneeded])],
  );
}

function withLines(
  sums: ReadonlyMap<string, readonly string[]>,
  more: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  return new Map([...sums].map(([name, lines]) => [name, [...lines, ...more]]));
}

function everyHash({ hashes }: GoProxy): readonly string[] {
  return [...hashes].flatMap(([key, { code, goMod }]) => [`${key} ${code}`, `${key}/go.mod ${goMod}`]);
}

function codeHashes({ hashes }: GoProxy, keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => {
    const found = hashes.get(key);
    return found === undefined ? [] : [`${key} ${found.code}`];
  });
}

function isGrpcCode(line: string): boolean {
  const [path, version = ''] = line.split(' ');
  return (path === GRPC_GO || path === REPOSITORY) && !version.endsWith('/go.mod');
}

async function writeSums({ place, workspace }: Case, sums: ReadonlyMap<string, readonly string[]>): Promise<void> {
  for (const main of workspace.mains) await rm(join(place, main, 'go.sum'), { force: true });
  for (const [name, lines] of sums)
    await writeFile(join(place, name), [...new Set(lines)].map((it) => `${it}\n`).join(''));
}

async function edit({ workspace, place }: Case): Promise<void> {
  for (const [from, to] of workspace.edits ?? []) {
    for (const name of Object.keys(workspace.files)) {
      const text = await readFile(join(place, name), 'utf8');
      if (text.includes(from)) await writeFile(join(place, name), text.replaceAll(from, to));
    }
  }
}

/** What this product says of the folder as it is. */
async function modulesIn(place: string): Promise<readonly GoModule[]> {
  const texts: Record<string, string> = {};
  for (const entry of await readdir(place, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name);
    const relative = name.slice(place.length + 1).replaceAll('\\', '/');
    if (
      entry.isFile() &&
      /(?:^|\/)(?:go\.mod|go\.work|go\.sum|go\.work\.sum|modules\.txt|version\.go)$/.test(relative)
    ) {
      texts[relative] = await readFile(name, 'utf8');
    }
  }
  return readGoFolder(texts).modules;
}

/** The folder of a module of a workspace. */
export function folderOfModule({ file }: GoModule): string {
  const folder = relativeTo(GO_FOLDER, file).slice(0, -'go.mod'.length).replace(/\/$/, '');
  return folder === '' ? '.' : folder;
}
