/** Where the server tells what went wrong inside. What is logged holds no file contents. */
export interface Log {
  /** @param subject what it is about, where the message may be another one each time */
  error(message: string, subject?: string): void;
}

/** An error without its message, which may quote a file: its name and where it was thrown. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 8)].join('\n');
}

/** Says the same thing, or something about the same subject, once: what fails, fails again at every keystroke. */
export function withoutRepetition(log: Log): Log {
  const said = new Set<string>();
  return {
    error(message, subject = message) {
      if (said.has(subject)) return;
      said.add(subject);
      log.error(message);
    },
  };
}
