/** Where the server tells what went wrong inside. What is logged holds no file contents. */
export interface Log {
  error(message: string): void;
}

/** An error without its message, which may quote a file: its name and where it was thrown. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 8)].join('\n');
}

/** Says the same thing once: what fails, fails again at every keystroke. */
export function withoutRepetition(log: Log): Log {
  const said = new Set<string>();
  return {
    error(message) {
      if (said.has(message)) return;
      said.add(message);
      log.error(message);
    },
  };
}
