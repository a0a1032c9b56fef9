import { endpointsOf } from '../core/features/endpoints.ts';
import { goDialersOf } from '../core/features/goMap.ts';
import { mapOf, modulesOf } from '../core/features/map.ts';
import { placed, placedDialer } from '../core/map/placed.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { Location } from '../core/text/location.ts';
import type { Checked, Folder } from './folder.ts';
import type { UriSpelling } from './paths.ts';
import type { Endpoint, MapResult, PlaceByUri } from './protocol.ts';

/** The listeners, clients and modules of folders, as `grpc-alpn/map` answers. */
export function mapResult(folders: readonly Folder[], uris: UriSpelling): MapResult {
  const maps = folders.flatMap(({ checked }) => (checked === undefined ? [] : mapOfFolder(checked, uris)));
  return {
    schema: 1,
    modules: maps.flatMap(({ modules }) => modules),
    listeners: maps.flatMap(({ listeners }) => listeners),
    dialers: maps.flatMap(({ dialers }) => dialers),
  };
}

function mapOfFolder({ snapshot, lines }: Checked, uris: UriSpelling): Omit<MapResult, 'schema'> {
  const place = (at: Location): PlaceByUri => ({ uri: uris.uriOf(at.file), range: lines.rangeOf(snapshot, at) });
  const file = (it: FilePath): string => uris.uriOf(it);
  return {
    modules: modulesOf(snapshot.project).map(({ at, ...module }) => ({ ...place(at), ...module })),
    listeners: mapOf(snapshot.project).map((it) => placed(it, { place, file })),
    dialers: goDialersOf(snapshot.project).map((it) => placedDialer(it, { place, file })),
  };
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
