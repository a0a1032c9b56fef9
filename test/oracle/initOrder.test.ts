import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initTimeOf } from '../../core/domains/goSource/initOrder.ts';
import { checkTexts } from '../support/openWorkspace.ts';
import { testCertificate } from './certificates.ts';
import { grpcGoMod, makeGoBuildFolder, type ModuleTexts } from './goBuildFolder.ts';
import { BUILD_TIMEOUT, startGrpcGo, type GrpcGo, type GrpcGoBuild } from './grpcGo.ts';
import { INIT_ORDER_PROGRAMS, programTexts } from './initOrderPrograms.ts';
import { randomPackages, type RandomPackage } from './initOrderRandom.ts';
import { INIT_ORDER_ROWS } from './initOrderRows.ts';

/** Another seed tries others: GRPC_ALPN_SEED=2. The same one tries the same. */
const SEED = Number(process.env['GRPC_ALPN_SEED'] ?? 1);

/** GRPC_ALPN_GO_RELEASES=all: every release since 1.21, which came with this order, and not only the one on the PATH. */
const OLDER_RELEASES = ['go1.21.13', 'go1.22.12', 'go1.23.12', 'go1.24.9', 'go1.25.3'];
const GO_RELEASES: readonly GoRelease[] = [
  { name: 'go', toolchain: undefined, grpcGo: 'v1.85.0' },
  ...(process.env['GRPC_ALPN_GO_RELEASES'] === 'all' ? OLDER_RELEASES : []).map((name) => ({
    name,
    toolchain: name,
    grpcGo: 'v1.67.3' as const,
  })),
];

interface GoRelease {
  readonly name: string;
  readonly toolchain: string | undefined;
  readonly grpcGo: GrpcGoBuild;
}

const run = promisify(execFile);

describe.each(GO_RELEASES)('the order in which $name initialises packages', ({ toolchain, grpcGo }) => {
  const packages = fc.sample(randomPackages, { seed: SEED, numRuns: 1 }).flat();
  const random = new Map(packages.map((it) => [it.path, it]));
  let seen: ReadonlyMap<string, boolean>;

  beforeAll(async () => {
    seen = await askGo([...INIT_ORDER_ROWS, ...packages], grpcGo, toolchain);
  }, BUILD_TIMEOUT);

  it.each(INIT_ORDER_ROWS)('$path with $imports before grpc-go reads its environment: $inTime', ({ path, inTime }) => {
    expect(seen.get(path)).toBe(inTime);
  });

  it('is what is said of random packages', () => {
    const said = packages.map((it) => ({ ...it, said: initTimeOf(it, (path) => random.get(path)).kind }));
    expect(said.filter(({ path, said }) => said === (seen.get(path) === true ? 'too-late' : 'in-time'))).toEqual([]);
    const certain = said.filter(({ said }) => said !== 'unknown');
    expect(certain.length).toBeGreaterThan(packages.length * 0.8);
    expect(certain.filter(({ said }) => said === 'in-time').length).toBeGreaterThan(packages.length * 0.2);
  });
});

describe('a program that sets GRPC_ENFORCE_ALPN_ENABLED itself', () => {
  let server: GrpcGo;
  let folder: string;
  let answers: ReadonlyMap<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-call-'));
    server = await startGrpcGo('v1.85.0');
    const { port } = await server.serve({ credentials: 'listener' });
    answers = await callAll(folder, port);
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(INIT_ORDER_PROGRAMS)('$name ($module, $where): works $works', ({ name, works }) => {
    const answer = answers.get(name) ?? '';
    if (works) expect(answer).toBe('SERVING\n');
    else expect(answer).toContain('cannot check peer: missing selected ALPN property');
  });

  it.each(INIT_ORDER_PROGRAMS)('$name ($module, $where): what is said is that it works: $works', async (program) => {
    const { analysis } = await checkTexts(await programTexts(program));
    const said = analysis.findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('alpn-opt-out'));
    expect(said).toEqual([program.works ? 'alpn-opt-out' : 'alpn-opt-out-ineffective']);
  });
});

/** What each program of the table says of a server that selects no protocol. */
async function callAll(folder: string, port: number): Promise<ReadonlyMap<string, string>> {
  const authority = join(folder, 'ca.pem');
  await writeFile(authority, (await testCertificate()).certificate);
  const modules: Record<string, ModuleTexts> = {};
  for (const program of INIT_ORDER_PROGRAMS) modules[program.name] = await programTexts(program);
  const modulesFolder = await makeGoBuildFolder(modules, 'v1.85.0');
  try {
    const names = INIT_ORDER_PROGRAMS.map(({ name }) => name);
    const programs = await modulesFolder.build(names.map((name) => `./${name}/cmd/${name}`));
    const env = { TARGET: `127.0.0.1:${port}`, TLS_CA: authority };
    const answers = programs.map((program) =>
      run(program, [], { env }).then(
        ({ stdout }) => stdout,
        (error: unknown) => String(error),
      ),
    );
    return new Map((await Promise.all(answers)).map((answer, index) => [names[index] ?? '', answer]));
  } finally {
    await modulesFolder.remove();
  }
}

/**
 * Builds all packages into one program and asks it which of them were initialised before envconfig. What one more package adds stands
 * between the others and changes nothing about their order.
 */
async function askGo(
  rows: readonly RandomPackage[],
  grpcGo: GrpcGoBuild,
  toolchain: string | undefined,
): Promise<ReadonlyMap<string, boolean>> {
  const modules = Object.fromEntries(
    rows.map((row, index) => [
      `row${index}`,
      { 'go.mod': `module ${row.path}\n\ngo 1.21\n`, 'row.go': packageText(row) },
    ]),
  );
  const program = { 'go.mod': await grpcGoMod('program.example', grpcGo), 'cmd/ask/main.go': askingText(rows) };
  const modulesFolder = await makeGoBuildFolder({ ...modules, program }, grpcGo, toolchain);
  try {
    const [asking = ''] = await modulesFolder.build(['./program/cmd/ask']);
    const { stdout } = await run(asking, [], { env: {} });
    const lines = stdout.trim().split('\n');
    return new Map(lines.map((line) => line.split(' ')).map(([path = '', inTime]) => [path, inTime === 'true']));
  } finally {
    await modulesFolder.remove();
  }
}

/** `enforced` is true from the initialisation of envconfig on, and false before. */
function packageText({ imports }: RandomPackage): string {
  return `package row

import (
${['unsafe', ...imports].map((path) => `\t_ "${path}"\n`).join('')})

//go:linkname enforced google.golang.org/grpc/internal/envconfig.EnforceALPNEnabled
var enforced bool

var InTime bool

func init() { InTime = !enforced }
`;
}

function askingText(rows: readonly RandomPackage[]): string {
  return `package main

import (
\t"fmt"
\t_ "google.golang.org/grpc"
${rows.map(({ path }, index) => `\trow${index} "${path}"\n`).join('')})

func main() {
${rows.map(({ path }, index) => `\tfmt.Println("${path}", row${index}.InTime)\n`).join('')}}
`;
}
