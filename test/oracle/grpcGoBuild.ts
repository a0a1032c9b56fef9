import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isRunning } from '../../scripts/processes.mjs';

/** The versions of grpc-go that the program can be built with: for each there is a `go.<version>.mod`. */
export const GRPC_GO_BUILDS = ['v1.64.1', 'v1.66.3', 'v1.67.3', 'v1.68.2', 'v1.85.0'] as const;
export type GrpcGoBuild = (typeof GRPC_GO_BUILDS)[number];

/** The versions that everything is tried with: the last one that does not enforce ALPN, the first line that does, the newest. */
export const GRPC_GO_VERSIONS = ['v1.66.3', 'v1.67.3', 'v1.85.0'] as const satisfies readonly GrpcGoBuild[];

/** Those that have experimental/credentials: since 1.70.0. */
const WITH_EXPERIMENTAL_CREDENTIALS: ReadonlySet<GrpcGoBuild> = new Set(['v1.85.0']);

/** Milliseconds that builds of all versions may take with empty caches on a slow machine. */
export const BUILD_TIMEOUT = 900_000;

const SOURCE = fileURLToPath(new URL('./go/grpc', import.meta.url));
const CACHE = fileURLToPath(new URL('../../.cache/oracle', import.meta.url));
const HOW =
  'Install Go >= 1.26 (https://go.dev/dl/) and put it on the PATH: the oracle tests build real grpc-go clients and servers with it.';

const run = promisify(execFile);
const builds = new Map<GrpcGoBuild, Promise<string>>();

/** The program with this version of grpc-go; built once for each content of its sources and each version of Go. */
export function buildGrpcGo(version: GrpcGoBuild): Promise<string> {
  let build = builds.get(version);
  if (build === undefined) {
    build = built(version);
    builds.set(version, build);
  }
  return build;
}

async function built(version: GrpcGoBuild): Promise<string> {
  const name = `grpc-${version}`;
  const program = join(CACHE, `${name}-${await contentHash(version)}`);
  if (existsSync(program)) return program;
  await mkdir(CACHE, { recursive: true });
  return await oneAtATime(async () => {
    if (existsSync(program)) return program;
    const unfinished = `${program}.${process.pid}`;
    const tags = WITH_EXPERIMENTAL_CREDENTIALS.has(version) ? ['-tags=experimental'] : [];
    const flags = ['-trimpath', '-buildvcs=false', ...tags, `-modfile=go.${version}.mod`];
    const args = ['build', ...flags, '-o', unfinished, '.'];
    await run('go', args, { cwd: SOURCE }).catch((error: unknown) => {
      throw new Error(`${name} cannot be built. ${HOW}\n${said(error)}`);
    });
    const outdated = (await readdir(CACHE)).filter((it) => it.startsWith(`${name}-`) && join(CACHE, it) !== unfinished);
    await Promise.all(outdated.map((it) => rm(join(CACHE, it), { force: true })));
    await rename(unfinished, program);
    return program;
  });
}

async function contentHash(version: GrpcGoBuild): Promise<string> {
  const { stdout: go } = await run('go', ['env', 'GOVERSION', 'GOARCH'], { cwd: SOURCE }).catch((error: unknown) => {
    throw new Error(`Go is missing. ${HOW}\n${said(error)}`);
  });
  const files = ['main.go', 'experimental.go', `go.${version}.mod`, `go.${version}.sum`];
  const texts = await Promise.all(files.map((file) => readFile(join(SOURCE, file), 'utf8')));
  return createHash('sha256')
    .update([go, ...texts].join('\0'))
    .digest('hex')
    .slice(0, 12);
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Lets one process of this machine build at a time: two builds at once take longer than one after the other. It is about time
 * only: a build that slips through does no harm, since programs come into being by renaming.
 */
async function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  const lock = join(CACHE, 'build.lock');
  while (!(await take(lock))) {
    if (await isAbandoned(lock)) await rm(lock, { force: true });
    else await delay(100);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  const owner = Number(await readFile(lock, 'utf8').catch(() => '0'));
  // Nothing is written yet, or the file is gone: its owner is at work.
  return owner !== 0 && !isRunning(owner);
}
