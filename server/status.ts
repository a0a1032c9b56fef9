import { summaryOf } from '../core/features/summary.ts';
import type { Folder } from './folder.ts';
import type { UriSpelling } from './paths.ts';
import type { Status } from './protocol.ts';

/** What the server does and what came of it, over all folders. */
export function statusOf(folders: readonly Folder[], uris: UriSpelling): Status {
  return {
    state: folders.some(({ isReading }) => isReading) ? 'checking' : 'ready',
    folders: folders.flatMap(({ uri, main, checked }) => {
      // A file without a folder that is none of ours has nothing to tell.
      if (checked === undefined || (main !== undefined && checked.snapshot.texts.size === 0)) return [];
      const { snapshot, analysis } = checked;
      return [{ uri, summary: summaryOf(snapshot, analysis), hasEdges: snapshot.project.edges.length > 0 }];
    }),
    failures: [...new Set(folders.flatMap(({ failures }) => failures))],
    notes: [
      ...[...new Set(folders.flatMap(({ problems }) => problems))].map((message) => ({ message })),
      ...folders
        .flatMap(({ checked }) => checked?.snapshot.notes ?? [])
        .map(({ file, message }) => ({ uri: uris.uriOf(file), message })),
    ],
  };
}
