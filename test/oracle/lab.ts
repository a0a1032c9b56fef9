import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readMarkers } from '../support/markers.ts';
import { testCertificate } from './certificates.ts';
import type { LabVersion } from './labRows.ts';

/** The Go files of one program of `go/lab` by their names, with the marker lines. */
export type LabTexts = Readonly<Record<string, string>>;

/** Programs of `go/lab` (or what a fix made of them), built with one version of grpc-go. */
export interface Lab {
  /** Starts a server. Gives its port of the loopback interface. */
  serve(program: string): Promise<{ readonly port: number; stop(): Promise<void> }>;
  /** Runs a client against a port of 127.0.0.1. `undefined`: its call was answered; else the error that it logged. */
  call(program: string, port: number, args?: readonly string[]): Promise<string | undefined>;
  stop(): Promise<void>;
}

const LAB = fileURLToPath(new URL('./go/lab', import.meta.url));
const run = promisify(execFile);

/** All programs of `go/lab`, by their folders. */
export async function readLab(): Promise<ReadonlyMap<string, LabTexts>> {
  const folders = (await readdir(LAB, { withFileTypes: true }))
    .filter((it) => it.isDirectory())
    .map(({ name }) => name);
  return new Map(await Promise.all(folders.map(async (name) => [name, await readProgram(name)] as const)));
}

async function readProgram(name: string): Promise<LabTexts> {
  const files = await readdir(join(LAB, name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(join(LAB, name, file), 'utf8')] as const)),
  );
}

/** The go.mod that the programs are built with. */
export function labGoMod(version: LabVersion): Promise<string> {
  return readFile(join(LAB, `go.${version}.mod`), 'utf8');
}

/**
 * Writes the texts without their markers into a module that requires this version of grpc-go.
 * @returns its folder
 */
export async function writeLab(version: LabVersion, programs: ReadonlyMap<string, LabTexts>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-lab-'));
  await copyFile(join(LAB, `go.${version}.mod`), join(folder, 'go.mod'));
  await copyFile(join(LAB, `go.${version}.sum`), join(folder, 'go.sum'));
  for (const [name, texts] of programs) {
    await mkdir(join(folder, name));
    for (const [file, text] of Object.entries(texts)) await writeFile(join(folder, name, file), readMarkers(text).text);
  }
  return folder;
}

/** Builds the programs: into one, which is told on its command line which of them to be, since linking each costs a second and 11 MB. */
export async function buildLab(version: LabVersion, programs: ReadonlyMap<string, LabTexts>): Promise<Lab> {
  const alone = [...programs].filter(([, texts]) => Object.values(texts).some((text) => text.includes('//go:debug ')));
  const together = new Map([...programs].filter(([name]) => !alone.some(([it]) => it === name)));
  const folder = await writeLab(version, new Map([...[...together].map(asPackage), ...alone]));
  await mkdir(join(folder, 'all'));
  await writeFile(join(folder, 'all/main.go'), choosingText([...together.keys()]));
  // Without the tables of a debugger: two thirds of the time.
  const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', 'programs/'];
  const packages = ['./all', ...alone.map(([name]) => `./${name}`)];
  const env = { ...process.env, GOWORK: 'off' };
  await run('go', [...args, ...packages], { cwd: folder, env, maxBuffer: 1 << 24 });
  const files = await writeCertificate(folder);
  const command = (program: string): readonly [string, readonly string[]] =>
    together.has(program) ? [join(folder, 'programs/all'), [program]] : [join(folder, 'programs', program), []];
  const running = new Set<ChildProcess>();
  return {
    serve: async (program) => {
      const child = spawn(...command(program), { env: files, stdio: ['ignore', 'ignore', 'pipe'] });
      running.add(child);
      return { port: await listeningPort(program, child), stop: () => ended(child, running) };
    },
    call: async (program, port, more = []) => {
      const env = { ...files, TARGET: `127.0.0.1:${port}` };
      const [executable, given] = command(program);
      return await run(executable, [...given, ...more], { env }).then(
        () => undefined,
        (error: unknown) => loggedBy(error),
      );
    },
    stop: async () => {
      await Promise.all([...running].map((child) => ended(child, running)));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function asPackage([name, texts]: readonly [string, LabTexts]): readonly [string, LabTexts] {
  const rewritten = Object.entries(texts).map(([file, text]) => [
    file,
    text.replace(/^package main$/m, 'package program').replace(/^func main\(\)/m, 'func Main()'),
  ]);
  return [name, Object.fromEntries(rewritten)];
}

function choosingText(programs: readonly string[]): string {
  return `package main

import (
\t"os"
${programs.map((name, index) => `\tprogram${index} "lab.example/${name}"\n`).join('')})

func main() {
\tprogram := os.Args[1]
\tos.Args = append(os.Args[:1], os.Args[2:]...)
\tswitch program {
${programs.map((name, index) => `\tcase "${name}":\n\t\tprogram${index}.Main()\n`).join('')}\t}
}
`;
}

/** What the programs find in their environment. */
async function writeCertificate(folder: string): Promise<Readonly<Record<string, string>>> {
  const { certificate, key } = await testCertificate();
  const [certificateFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  await writeFile(certificateFile, certificate);
  await writeFile(keyFile, key);
  return { PORT: '0', TLS_CERT: certificateFile, TLS_KEY: keyFile, TLS_CA: certificateFile };
}

function listeningPort(program: string, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${program} has ended: ${said}`)));
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      said += `${line}\n`;
      const [, port] = /listening on \S+:(\d+)$/.exec(line) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

function ended(child: ChildProcess, running: Set<ChildProcess>): Promise<void> {
  running.delete(child);
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** The line of Go's package log that a program ended with, without date and time. */
function loggedBy(error: unknown): string {
  const stderr =
    typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : String(error);
  return (stderr.trimEnd().split('\n').at(-1) ?? '').replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, '');
}
