/** A value that is only there where nothing else gives one: `${NAME:-false}`. What it is where nothing does; `undefined`: not known. */
export function defaultOf(written: string): string | undefined {
  const [, otherwise] = /^\$\{[A-Za-z_][A-Za-z0-9_]{0,100}:?-([^${}`\\'"]{0,100})\}$/.exec(written) ?? [];
  return otherwise;
}
