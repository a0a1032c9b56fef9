import { endOfLine } from '../../text/lines.ts';
import type { Parse } from '../domain.ts';
import type { VersionTree } from './tree.ts';

/** How the line begins in every version of grpc-go (version.go). */
const HEAD = 'const Version = "';

/** Reads grpc-go's version.go. */
export function parseVersionFile(text: string): Parse<VersionTree> {
  return { tree: { kind: 'version', version: versionIn(text) }, problems: [] };
}

function versionIn(text: string): VersionTree['version'] {
  const at = text.startsWith(HEAD) ? 0 : text.indexOf(`\n${HEAD}`) + 1;
  if (!text.startsWith(HEAD, at)) return undefined;
  const start = at + HEAD.length;
  const end = text.indexOf('"', start);
  return end < 0 || end > endOfLine(text, start) ? undefined : { start, end, value: text.slice(start, end) };
}
