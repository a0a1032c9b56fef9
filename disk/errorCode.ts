/** The system's name for what went wrong (`ENOENT`), of what a function of Node threw. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
