import { endpointsOf } from '../core/features/endpoints.ts';
import { mapOf } from '../core/features/map.ts';
import type { Location } from '../core/text/location.ts';
import type { Checked, Folder } from './folder.ts';
import type { UriSpelling } from './paths.ts';
import type { Endpoint, MapResult } from './protocol.ts';

/** The listeners of folders, as `grpc-alpn/map` answers. */
export function mapResult(folders: readonly Folder[], uris: UriSpelling): MapResult {
  return {
    schema: 1,
    listeners: folders.flatMap(({ checked }) => (checked === undefined ? [] : listenersOf(checked, uris))),
  };
}

function listenersOf({ snapshot, lines }: Checked, uris: UriSpelling): readonly object[] {
  const place = (at: Location): object => ({ uri: uris.uriOf(at.file), range: lines.rangeOf(snapshot, at) });
  return mapOf(snapshot.project).map(({ at, configuration, dials, ...listener }) => ({
    configuration: uris.uriOf(configuration),
    ...place(at),
    ...listener,
    dials: dials.map(({ at: dialAt, ...dial }) => ({ ...dial, ...place(dialAt) })),
  }));
}

/** What can be probed in folders, each once. */
export function endpointsResult(folders: readonly Folder[], uris: UriSpelling): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const { checked } of folders) {
    if (checked === undefined) continue;
    const { snapshot, lines } = checked;
    for (const { target, sni, at } of endpointsOf(snapshot.project)) {
      const key = `${target} ${sni ?? ''}`;
      if (!found.has(key))
        found.set(key, {
          target,
          ...(sni !== undefined && { sni }),
          uri: uris.uriOf(at.file),
          range: lines.rangeOf(snapshot, at),
        });
    }
  }
  return [...found.values()];
}
