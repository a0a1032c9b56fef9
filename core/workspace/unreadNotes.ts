import type { Absence } from '../domains/domain.ts';
import type { Note } from '../domains/facts.ts';
import { filePath, relativeTo, type FilePath } from '../text/filePath.ts';

/** Notes about what could not be taken in. */
export function unreadNotes(options: {
  readonly folder: FilePath;
  readonly absent: Iterable<readonly [FilePath, Absence]>;
  /** Whether somebody means a file: it was found, or stated. */
  readonly isMeant: (file: FilePath) => boolean;
  /** Main files of configurations that users state. */
  readonly stated: ReadonlySet<FilePath>;
  /** Patterns that match more files than are read. */
  readonly cutGlobs: Iterable<string>;
  /** What cannot be read at all, and why, as clauses. */
  readonly failures: readonly string[];
}): readonly Note[] {
  const { folder, stated, isMeant } = options;
  const unread = [...options.absent].flatMap(([file, absence]): readonly Note[] => {
    if (!isMeant(file)) return [];
    switch (absence.kind) {
      case 'missing':
        return stated.has(file)
          ? [{ kind: 'missing', file, message: 'is stated as an nginx configuration and is not there' }]
          : [];
      case 'too-large':
        return [{ kind: 'too-large', file, message: `has ${absence.bytes} bytes: too large to be read` }];
      case 'not-text':
        return [{ kind: 'not-text', file, message: 'is no text: not read' }];
      case 'outside':
        return [{ kind: 'outside', file, message: 'is a link that leaves the workspace: not read' }];
      case 'unreadable':
        return [{ kind: 'unreadable', file, message: `could not be read: ${absence.because}` }];
    }
  });
  const cut = [...options.cutGlobs].map((pattern): Note => ({
    kind: 'not-understood',
    file: folder,
    message: `has more files that ${relativeTo(folder, filePath(pattern))} matches than are read: the rest is left out`,
  }));
  const failed = options.failures.map((it): Note => ({ kind: 'unreadable', file: folder, message: `has ${it}` }));
  return [...unread, ...cut, ...failed];
}
