import { contextOf } from '../core/features/context.ts';
import { endpointsHere } from '../core/features/endpoints.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { Location } from '../core/text/location.ts';
import type { Checked, Folder } from './folder.ts';
import type { UriSpelling } from './paths.ts';
import type { ContextParams, Endpoint, EndpointsAtParams, PlaceByUri, TargetContext } from './protocol.ts';
import { textToken } from './textToken.ts';

/** What all folders together say about each target. */
export function contextResult(
  folders: readonly Folder[],
  { targets }: ContextParams,
  uris: UriSpelling,
): readonly TargetContext[] {
  const checked = folders.flatMap((it) => it.checked ?? []);
  return targets.map((endpoint) => {
    const contexts = checked.map((it) => contextIn(it, endpoint, uris));
    return {
      predictions: contexts.flatMap(({ predictions }) => predictions),
      modules: contexts.flatMap(({ modules }) => modules),
      texts: contexts.flatMap(({ texts }) => texts),
    };
  });
}

function contextIn(
  { snapshot, lines }: Checked,
  endpoint: ContextParams['targets'][number],
  uris: UriSpelling,
): TargetContext {
  const placed = <Some extends { readonly at: Location }>(
    some: Some,
  ): Omit<Some, 'at'> & { readonly at: PlaceByUri } => ({
    ...some,
    at: { uri: uris.uriOf(some.at.file), range: lines.rangeOf(snapshot, some.at) },
  });
  const { predictions, modules } = contextOf(snapshot.project, endpoint);
  const files = [...new Set(predictions.map(({ at }) => at.file))];
  return {
    predictions: predictions.map((it) => ({ ...placed(it), cures: it.cures.map(placed) })),
    modules: modules.map(placed),
    texts: files.flatMap((file) => {
      const text = snapshot.texts.get(file);
      return text === undefined ? [] : { uri: uris.uriOf(file), token: textToken(text) };
    }),
  };
}

/** The endpoints that are named at a place. */
export function endpointsAtResult(
  { snapshot, lines }: Checked,
  { path, position }: { readonly path: FilePath; readonly position: EndpointsAtParams['position'] },
  uris: UriSpelling,
): readonly Endpoint[] {
  if (!snapshot.texts.has(path)) return [];
  const offset = lines.of(snapshot, path).offsetAt(position);
  return endpointsHere(snapshot.project, path, { start: offset, end: offset }).map(({ target, sni, at }) => ({
    target,
    ...(sni !== undefined && { sni }),
    uri: uris.uriOf(at.file),
    range: lines.rangeOf(snapshot, at),
  }));
}
