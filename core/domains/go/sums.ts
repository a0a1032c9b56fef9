import { GRPC_GO, parseGoVersion } from '../../alpn/index.ts';
import { startOfLine } from '../../text/lines.ts';
import type { Parse } from '../domain.ts';
import { isGrpcGo } from './grpcGoPath.ts';
import type { CodeHash, SumTree } from './tree.ts';

/** What the paths of grpc-go have in common: only lines with it are looked at. */
const HINT = GRPC_GO.slice(GRPC_GO.lastIndexOf('/'));

/**
 * Reads a go.sum or go.work.sum as far as it is about grpc-go's code (cmd/go/internal/modfetch, readGoSum): lines of three words, the last
 * one with a hash of the first kind. Such files are long: all other lines are only counted.
 */
export function parseSums(text: string): Parse<SumTree> {
  const hashes: CodeHash[] = [];
  let line = 1;
  let counted = 0;
  for (let hit = text.indexOf(HINT); hit >= 0;) {
    const start = startOfLine(text, hit);
    const feed = text.indexOf('\n', hit);
    const end = feed < 0 ? text.length : feed;
    for (; counted < start; counted++) if (text.charCodeAt(counted) === 10) line++;
    const hash = hashIn(text, { start, end, line });
    if (hash !== undefined) hashes.push(hash);
    hit = feed < 0 ? -1 : text.indexOf(HINT, end);
  }
  return { tree: { kind: 'sum', hashes }, problems: [] };
}

/** So much is read of one line: no path, version and hash are longer. */
const LONGEST = 1000;

function hashIn(
  text: string,
  place: { readonly start: number; readonly end: number; readonly line: number },
): CodeHash | undefined {
  if (place.end - place.start > LONGEST) return undefined;
  const content = text.slice(place.start, place.end);
  const [path = '', written = '', hash = '', more] = content.trim().split(/\s+/);
  if (more !== undefined || !isGrpcGo(path) || !hash.startsWith('h1:')) return undefined;
  const version = parseGoVersion(written);
  if (version === undefined) return undefined;
  const start = place.start + content.indexOf(path);
  const end = start + content.slice(start - place.start).indexOf(written) + written.length;
  return { path, version, span: { start, end }, line: place.line };
}
