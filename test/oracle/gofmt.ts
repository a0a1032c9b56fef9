import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HOW = 'Install Go >= 1.26 (https://go.dev/dl/) and put it on the PATH: gofmt and go vet are the judges here.';

/** What a program printed, whether or not it was content. */
interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** Does something with a folder of files, which is gone afterwards. */
async function inFolder<Result>(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-go-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files that gofmt would change, each with what it would do. Empty: all of them are as it writes them. */
export async function unformatted(files: Readonly<Record<string, string>>): Promise<string> {
  return await inFolder(files, async (folder) => {
    const { stdout, stderr } = await said('gofmt', ['-d', '.'], folder);
    return `${stderr}${stdout}`;
  });
}

/** The texts as gofmt writes them. */
export async function formatted(texts: readonly string[]): Promise<readonly string[]> {
  const files = Object.fromEntries(texts.map((text, i) => [`${i}.go`, text]));
  return await inFolder(files, async (folder) => {
    const { stderr } = await said('gofmt', ['-w', '.'], folder);
    if (stderr !== '') throw new Error(stderr);
    return await Promise.all(texts.map((_, i) => readFile(join(folder, `${i}.go`), 'utf8')));
  });
}

/** What go vet objects to in a module; empty: nothing, and it compiles. */
export async function vetted(files: Readonly<Record<string, string>>): Promise<string> {
  return await inFolder(files, async (folder) => {
    const { stderr } = await said('go', ['vet', '-mod=mod', './...'], folder);
    return stderr;
  });
}

async function said(program: string, args: readonly string[], cwd: string): Promise<Said> {
  try {
    return await run(program, args, { cwd, maxBuffer: 1 << 26, env: { ...process.env, GOFLAGS: '' } });
  } catch (error) {
    if (isSaid(error) && `${error.stdout}${error.stderr}` !== '') return error;
    throw new Error(`${program} cannot be run. ${HOW}`, { cause: error });
  }
}

function isSaid(error: unknown): error is Said {
  return typeof error === 'object' && error !== null && 'stdout' in error && 'stderr' in error;
}
