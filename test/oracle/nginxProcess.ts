import { spawn, type ChildProcess } from 'node:child_process';
import type { NginxBinary } from './nginxBinary.ts';

/** Where nginx is to run: its prefix, and the main file. */
export interface NginxPlace {
  readonly folder: string;
  readonly main: string;
}

/** An nginx that was started, whatever became of it. */
export interface NginxProcess {
  /** Its messages so far. */
  readonly log: () => string;
  /** Whether it has opened its sockets, once this is known. */
  readonly opened: Promise<boolean>;
  /** Whether it has not ended by now. */
  readonly isRunning: () => boolean;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** Ends it. */
  readonly stop: () => Promise<void>;
}

/** Runs a program that knows no end of its standard input, and ends it when that ends without a word: when this process is gone, whatever ended it. */
const UNTIL_WE_END = 'exec 3<&0; { read -r word <&3 || kill $$; } 2>/dev/null & exec "$@" 3<&- </dev/null';

/** Starts nginx: one process, in the foreground, that says at level info what it does. */
export function launch(nginx: NginxBinary, { folder, main }: NginxPlace, args: readonly string[]): NginxProcess {
  const { path, streamModule } = nginx;
  const globals = [
    ...(streamModule === undefined ? [] : [`load_module ${streamModule};`]),
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off; master_process off;',
    `pid ${folder}/nginx.pid; lock_file ${folder}/nginx.lock;`,
    'error_log stderr info;',
  ];
  const command = [path, '-p', folder, '-c', main, '-g', globals.join(' '), ...args];
  const child = spawn('/bin/sh', ['-c', UNTIL_WE_END, 'sh', ...command], { stdio: ['pipe', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('error', (error) => (output += error.message));
  child.stdin.on('error', () => undefined);
  child.once('exit', () => child.stdin.end('ended\n'));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return { log: () => output, isRunning, opened: hasOpened(child), ended, stop: () => end(child) };
}

/** nginx opens its sockets before it says which event method it uses (ngx_init_cycle, then ngx_event_process_init). */
function hasOpened(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    let seen = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (/\[notice\] .* using the ".*" event method/.test(seen)) resolve(true);
    });
    child.once('close', () => resolve(false));
    child.once('error', () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  // A signal between nginx's start and its first wait only sets a flag: the next one ends the wait.
  const terminate = (): unknown => child.kill('SIGTERM');
  terminate();
  const again = setInterval(terminate, 100);
  await gone;
  clearInterval(again);
}
