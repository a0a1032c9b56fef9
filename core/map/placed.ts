import type { FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import type { AtLocation, MapDialer, MapLead, MapListener } from './types.ts';

/** How places and files are told. */
interface Tell<Place, File> {
  readonly place: (at: Location) => Place;
  readonly file: (file: FilePath) => File;
}

/** A listener of the map with its places and its configuration told in another way; the keys in the order of the contract. */
export function placed<Place extends object, File>(
  { source, configuration, module, at, dials, ...facts }: MapListener<AtLocation, FilePath>,
  tell: Tell<Place, File>,
): MapListener<Place, File> {
  return {
    source,
    configuration: tell.file(configuration),
    module,
    ...tell.place(at),
    ...facts,
    dials: dials.map(({ at: dialAt, verdicts, leadsTo, ...dial }) => ({
      ...dial,
      ...tell.place(dialAt),
      verdicts,
      leadsTo: leadsTo.map((it) => placedLead(it, tell)),
    })),
  };
}

/** The same for a client. */
export function placedDialer<Place extends object, File>(
  { source, configuration, module, at, leadsTo, ...facts }: MapDialer<AtLocation, FilePath>,
  tell: Tell<Place, File>,
): MapDialer<Place, File> {
  return {
    source,
    configuration: tell.file(configuration),
    module,
    ...tell.place(at),
    ...facts,
    leadsTo: leadsTo.map((it) => placedLead(it, tell)),
  };
}

function placedLead<Place extends object, File>(
  { source, configuration, module, at, ...lead }: MapLead<AtLocation, FilePath>,
  tell: Tell<Place, File>,
): MapLead<Place, File> {
  return { source, configuration: tell.file(configuration), module, ...tell.place(at), ...lead };
}
