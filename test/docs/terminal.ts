import { run } from '../../cli/commandLine.ts';
import { ROOT } from './markdown.ts';

/** What a command line printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a command line of this program at the root of the repository, on a terminal without colours. */
export async function runAtRoot(args: readonly string[]): Promise<Printed> {
  const printed = { out: '', error: '' };
  const code = await run(args, {
    cwd: ROOT,
    out: (text) => void (printed.out += text),
    error: (text) => void (printed.error += text),
    input: () => Promise.resolve(''),
    progress: () => undefined,
    isScreen: false,
    colours: false,
    interrupted: new AbortController().signal,
  });
  return { code, ...printed };
}
