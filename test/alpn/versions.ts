import { parseGoVersion, type GoVersion } from '../../core/alpn/index.ts';

/** A version written in a test: throws where it is none. */
export function go(text: string): GoVersion {
  const version = parseGoVersion(text);
  if (version === undefined) throw new Error(`no Go version: ${text}`);
  return version;
}
