import type { FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import type { AtLocation, MapListener } from './types.ts';

/** A listener of the map with its places and its configuration told in another way; the keys in the order of the contract. */
export function placed<Place extends object, File>(
  { source, configuration, module, at, dials, ...facts }: MapListener<AtLocation, FilePath>,
  tell: { readonly place: (at: Location) => Place; readonly file: (file: FilePath) => File },
): MapListener<Place, File> {
  return {
    source,
    configuration: tell.file(configuration),
    module,
    ...tell.place(at),
    ...facts,
    dials: dials.map(({ at: dialAt, verdicts, ...dial }) => ({ ...dial, ...tell.place(dialAt), verdicts })),
  };
}
