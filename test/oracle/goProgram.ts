import { execFile, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCES = fileURLToPath(new URL('./go', import.meta.url));
const CACHE = fileURLToPath(new URL('../../.cache/oracle', import.meta.url));

const run = promisify(execFile);

/** Builds the program of a folder of test/oracle/go: at once, where Go's build cache has it; the modules that it needs are got by the go command. */
export async function goProgram(name: string): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const program = join(CACHE, process.platform === 'win32' ? `${name}.exe` : name);
  const args = ['build', '-trimpath', '-buildvcs=false', '-o', program, '.'];
  await run('go', args, { cwd: join(SOURCES, name) }).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Install Go >= 1.26 (https://go.dev/dl/) and put it on the PATH: ${name} is built with it.\n${said}`,
    );
  });
  return program;
}

/** Gives a program its input, and what it says as JSON. Throws what it says on its standard error, if it fails. */
export function askProgram(
  program: string,
  args: readonly string[],
  input: unknown,
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe', env: { ...process.env, ...environment } });
    const said = { out: '', error: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said.out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said.error += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(said.out));
      else reject(new Error(`${program} ended with ${String(code)}: ${said.error}`));
    });
    child.stdin.on('error', reject);
    child.stdin.end(JSON.stringify(input));
  });
}
