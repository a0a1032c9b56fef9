import { matchesPath } from '../text/glob.ts';
import { relativeTo, type FilePath } from '../text/filePath.ts';

/** One .gitignore and the folder that it is about. */
export interface IgnoreFile {
  readonly folder: FilePath;
  readonly patterns: readonly IgnorePattern[];
}

interface IgnorePattern {
  /** Relative to the folder, in the language of `matchesPath`. */
  readonly pattern: string;
  readonly negated: boolean;
  readonly onlyFolders: boolean;
}

/** Reads a .gitignore (the format of gitignore(5)). */
export function readIgnoreFile(folder: FilePath, text: string): IgnoreFile {
  return { folder, patterns: text.split(/\r?\n/).flatMap((line) => readLine(line)) };
}

function readLine(line: string): readonly IgnorePattern[] {
  const trimmed = line.trimEnd();
  if (trimmed === '' || trimmed.startsWith('#')) return [];
  const negated = trimmed.startsWith('!');
  const written = negated ? trimmed.slice(1) : trimmed;
  const onlyFolders = written.endsWith('/');
  const body = onlyFolders ? written.slice(0, -1) : written;
  // A slash at the start or inside ties the pattern to the folder; else it counts at every depth.
  const pattern = body.includes('/') ? body.replace(/^\//, '') : `**/${body}`;
  return [{ pattern, negated, onlyFolders }];
}

/** Whether a path is ignored: the last pattern that fits decides, those of inner folders after those of outer ones. */
export function ignoredBy(files: readonly IgnoreFile[], path: FilePath, kind: 'file' | 'folder'): boolean {
  let ignored = false;
  for (const { folder, patterns } of files) {
    const name = relativeTo(folder, path);
    for (const { pattern, negated, onlyFolders } of patterns) {
      if (onlyFolders && kind === 'file') continue;
      if (ignored === negated && matchesPath(pattern, name, { hidden: true })) ignored = !negated;
    }
  }
  return ignored;
}
