import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder on the disk, for one test. */
export interface FolderOnDisk {
  readonly path: string;
  /** The URI of the folder, or of a file in it. */
  uri(name?: string): string;
  write(name: string, content: string | Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Takes the whole folder away. */
  dispose(): Promise<void>;
}

/** Makes a folder with files in it, by their names in it. */
export async function folderOnDisk(files: Readonly<Record<string, string | Uint8Array>>): Promise<FolderOnDisk> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'grpc-alpn-lsp-')));
  const at = (name: string): string => path.join(root, name);
  const folder: FolderOnDisk = {
    path: root,
    uri: (name) => pathToFileURL(name === undefined ? root : at(name)).href,
    async write(name, content) {
      await mkdir(path.dirname(at(name)), { recursive: true });
      await writeFile(at(name), content);
    },
    rename: (from, to) => rename(at(from), at(to)),
    remove: (name) => rm(at(name), { recursive: true }),
    dispose: () => rm(root, { recursive: true, force: true }),
  };
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  return folder;
}
