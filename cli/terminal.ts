import { addAbortSignal, type Readable, type Writable } from 'node:stream';
import { printable } from '../core/text/printable.ts';

/** The exit codes of design section 5. */
export const ExitCode = { clean: 0, findings: 1, usage: 2 } as const;

/** As a shell tells that a program was ended by SIGPIPE. */
const PIPE_CLOSED = 141;

/** Where a command prints, and where it runs. */
export interface Terminal {
  readonly cwd: string;
  out(text: string): void;
  error(text: string): void;
  /** All of standard input, as text; `undefined` = it is larger than so many bytes. Rejects where it cannot be read, or is interrupted. */
  input(most: number): Promise<string | undefined>;
  /** Whether somebody types standard input; left out: a program or a file gives it. */
  readonly inputIsTyped?: boolean;
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
  // A reader that has seen enough (`| head`) closes the pipe: that is no mistake, but no result either.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(PIPE_CLOSED);
    throw error;
  });
  return {
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    inputIsTyped: process.stdin.isTTY,
    input: (most) => allOf(process.stdin, most, controller.signal),
    progress: (text) => showProgress(process.stderr, text),
    isScreen: process.stdout.isTTY,
    colours: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    interrupted: controller.signal,
  };
}

async function allOf(stream: Readable, most: number, signal: AbortSignal): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of addAbortSignal(signal, stream)) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    length += bytes.length;
    if (length > most) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
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
