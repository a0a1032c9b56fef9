import type { Writable } from 'node:stream';
import { printable } from '../core/text/printable.ts';

/** The exit codes of design section 5. */
export const ExitCode = { clean: 0, findings: 1, usage: 2 } as const;

/** Where a command prints, and where it runs. */
export interface Terminal {
  readonly cwd: string;
  out(text: string): void;
  error(text: string): void;
  /** Shows how far a long command is, in place of what it showed before; only on a terminal. */
  progress(text: string): void;
  /** Whether standard output takes colours. */
  readonly colours: boolean;
  /** Whether standard output is shown to somebody, and not read by a program. */
  readonly isScreen: boolean;
  /** Aborted when the user interrupts. */
  readonly interrupted: AbortSignal;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(new Error('interrupted')));
  // A reader that has seen enough (`| head`) closes the pipe: that is no mistake.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(ExitCode.clean);
    throw error;
  });
  return {
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    progress: (text) => showProgress(process.stderr, text),
    isScreen: process.stdout.isTTY,
    colours: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    interrupted: controller.signal,
  };
}

function showProgress(stream: Writable & { readonly isTTY?: boolean }, text: string): void {
  if (stream.isTTY === true) stream.write(`\r\u001b[K${text}`);
}

/** Says what is wrong with a command line, made fit for a terminal. Returns the exit code. */
export function refuse(terminal: Terminal, problem: string): number {
  terminal.error(`grpc-alpn: ${printable(problem, 1000)}\n`);
  return ExitCode.usage;
}

/** SGR colours; plain text where the terminal takes none. */
export function painter(
  colours: boolean,
): (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan', text: string) => string {
  const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };
  return (style, text) => (colours ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}
