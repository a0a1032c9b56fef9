import type { Absence } from '../domains/domain.ts';
import type { FilePath } from '../text/filePath.ts';

/** What reading a file yields. */
export type FileContent =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The file goes on: this is its beginning. Its last character may be half of one. */
      readonly isCut?: true;
    }
  | Absence;

/** One name in a folder; a link counts as what it leads to. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** A link to a folder is not entered when files are looked for: it may lead in circles. */
  readonly link: boolean;
  /**
   * The file that a link leads to: one of the workspace, or an absolute name outside of it, which may be right where nginx runs
   * (`/etc/nginx/sites-available/x`). Not there for what is no link, and for links to folders or relative ones that leave the workspace.
   */
  readonly leadsTo?: FilePath;
}

/** Larger files are not read, in bytes. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** So much of a file is its beginning, in bytes. */
export const BEGINNING_BYTES = 16 * 1024;

/** Where files come from. Implementations read nothing outside the workspace folder, be it through `..` or through links, and never throw. */
export interface FileSource {
  /** The names in a folder; none where there is no such folder. */
  entries(folder: FilePath): Promise<readonly FolderEntry[]>;
  /** @param part `beginning`: no more than `BEGINNING_BYTES` of it need to be read */
  read(path: FilePath, part?: 'beginning'): Promise<FileContent>;
}
