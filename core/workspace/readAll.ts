import type { FilePath } from '../text/filePath.ts';
import type { FileContent, FileSource } from './fileSource.ts';

/** So many files are read at one time. */
const AT_ONCE = 32;

/** How much of a file is read. */
export type Part = 'all' | 'beginning';

/**
 * Reads files, some at a time, in their order.
 * @param paths each with how much of it is read
 */
export async function* readAll(
  source: FileSource,
  paths: ReadonlyMap<FilePath, Part>,
): AsyncGenerator<readonly [FilePath, FileContent], void> {
  const all = [...paths];
  const readFrom = (first: number): Promise<readonly (readonly [FilePath, FileContent])[]> =>
    Promise.all(
      all
        .slice(first, first + AT_ONCE)
        .map(async ([path, part]) => [path, await source.read(path, part === 'all' ? undefined : part)] as const),
    );
  // The next ones are read while somebody looks at these.
  let next = readFrom(0);
  for (let i = 0; i < all.length; i += AT_ONCE) {
    const read = await next;
    next = readFrom(i + AT_ONCE);
    yield* read;
  }
}
