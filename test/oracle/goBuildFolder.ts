import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { GrpcGoBuild } from './grpcGoBuild.ts';

/** Files of a module by their names in it, go.mod among them. */
export type ModuleTexts = Readonly<Record<string, string>>;

/** Modules of any path in a folder of their own, joined by a go.work. */
export interface GoBuildFolder {
  /** Builds all these main packages (`./row/cmd/name`) with one `go build`. Gives the programs, in the same order. */
  build(packages: readonly string[]): Promise<readonly string[]>;
  remove(): Promise<void>;
}

const run = promisify(execFile);

/** The go.mod of a module that requires this version of grpc-go. */
export async function grpcGoMod(modulePath: string, version: GrpcGoBuild): Promise<string> {
  return (await lockOf(version, 'mod')).replace(/^module .*/, `module ${modulePath}`);
}

/**
 * Writes modules by the names of their folders. The newest grpc-go that they require has to be `version`.
 * @param toolchain `go1.21.13`: that one is got first, where it is not there; `undefined`: the go command on the PATH
 */
export async function makeGoBuildFolder(
  modules: Readonly<Record<string, ModuleTexts>>,
  version: GrpcGoBuild,
  toolchain?: string,
): Promise<GoBuildFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-go-'));
  const uses = Object.keys(modules).map((name) => `use ./${name}\n`);
  const language = /^go (\S+)$/m.exec(await lockOf(version, 'mod'))?.[1] ?? '1.26';
  await writeFile(join(folder, 'go.work'), `go ${language}\n\n${uses.join('')}`);
  await writeFile(join(folder, 'go.work.sum'), await lockOf(version, 'sum'));
  for (const [name, texts] of Object.entries(modules)) {
    for (const [file, text] of Object.entries(texts)) {
      const path = join(folder, name, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }
  const env = {
    ...process.env,
    ...(toolchain !== undefined && { GOTOOLCHAIN: toolchain }),
    GOWORK: join(folder, 'go.work'),
    GOFLAGS: '-buildvcs=false',
  };
  return {
    build: async (packages) => {
      // Without the tables of a debugger: two thirds of the time.
      const args = ['build', '-trimpath', '-ldflags=-s -w', '-o', 'programs/', ...packages];
      await run('go', args, { cwd: folder, env, maxBuffer: 1 << 24 });
      return packages.map((it) => join(folder, 'programs', it.slice(it.lastIndexOf('/') + 1)));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function lockOf(version: GrpcGoBuild, kind: 'mod' | 'sum'): Promise<string> {
  return readFile(fileURLToPath(new URL(`./go/grpc/go.${version}.${kind}`, import.meta.url)), 'utf8');
}
