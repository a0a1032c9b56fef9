import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { filePath, folderOf, type FilePath } from '../core/text/filePath.ts';
import { CONFIGURATION_FILE } from '../core/workspace/options.ts';
import { nativePath } from './diskFileSource.ts';

/** The texts of the grpc-alpn.json files in the folders above a folder, up to the one that has a `.git`; none where there is no `.git` above. */
export async function configurationFilesAbove(folder: FilePath): Promise<ReadonlyMap<FilePath, string>> {
  const texts = new Map<FilePath, string>();
  const has = (at: FilePath, name: string): boolean => existsSync(nativePath(filePath(`${at}/${name}`)));
  if (has(folder, '.git')) return texts;
  for (let at = folderOf(folder); ; at = folderOf(at)) {
    const file = filePath(`${at}/${CONFIGURATION_FILE}`);
    const text = await readFile(nativePath(file), 'utf8').catch(() => undefined);
    if (text !== undefined) texts.set(file, text);
    if (has(at, '.git')) return texts;
    if (at === folderOf(at)) return new Map();
  }
}
