import type { FilePath } from '../text/filePath.ts';
import type { FileSource } from './fileSource.ts';

/**
 * Files as they would be with other texts in some of them.
 * @param options.texts may change later
 * @param options.fileOf the name under which a file's text stands there
 */
export function withTexts(
  source: FileSource,
  options: { readonly texts: ReadonlyMap<FilePath, string>; readonly fileOf?: (name: FilePath) => FilePath },
): FileSource {
  const { texts } = options;
  const fileOf = options.fileOf ?? ((name: FilePath): FilePath => name);
  return {
    entries: (folder) => source.entries(folder),
    async read(path, part) {
      const text = texts.size === 0 ? undefined : texts.get(fileOf(path));
      return text === undefined ? source.read(path, part) : { kind: 'text', text };
    },
  };
}
