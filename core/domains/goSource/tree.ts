import type { GoFile } from './source.ts';

/** What is read of one file. */
export interface GoSourceTree {
  readonly file: GoFile;
}
