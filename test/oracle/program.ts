import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A program that was started, whatever became of it. */
export interface Program {
  /** What it said on its standard error, in pieces as they come. */
  onSaid(listener: (text: string) => void): void;
  /** Everything that it said so far. */
  readonly log: () => string;
  /** Whether it has not ended by now. */
  readonly isRunning: () => boolean;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** Ends it. */
  readonly stop: () => Promise<void>;
}

/** Runs a program that knows no end of its standard input, and ends it when that ends without a word: when this process is gone, whatever ended it. */
const UNTIL_WE_END = 'exec 3<&0; { read -r word <&3 || kill $$; } 2>/dev/null & exec "$@" 3<&- </dev/null';

/** Starts a program that stays in the foreground. It ends with this process at the latest. */
export function startProgram(
  command: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Program {
  const { cwd, env = {} } = options;
  const child = spawn('/bin/sh', ['-c', UNTIL_WE_END, 'sh', ...command], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('error', (error) => (output += error.message));
  child.stdin.on('error', () => undefined);
  child.once('exit', () => child.stdin.end('ended\n'));
  return {
    onSaid: (listener) => child.stderr.on('data', (chunk: Buffer) => listener(chunk.toString())),
    log: () => output,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    ended: new Promise((resolve) => {
      child.once('close', resolve);
      child.once('error', () => resolve(null));
    }),
    stop: () => end(child),
  };
}

async function end(child: ChildProcessByStdio<Writable, null, Readable>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  // A signal between nginx's start and its first wait only sets a flag: the next one ends the wait.
  const terminate = (): unknown => child.kill('SIGTERM');
  terminate();
  const again = setInterval(terminate, 100);
  await gone;
  clearInterval(again);
}
