import { BANDS, type Band } from './grpcGo.ts';

const EDGES: Readonly<Record<Band, { readonly from: string; readonly to: string }>> = {
  '<1.65': { from: '', to: '1.64' },
  '1.65-1.66': { from: '1.65', to: '1.66' },
  '1.67': { from: '1.67', to: '1.67' },
  '1.68-1.69': { from: '1.68', to: '1.69' },
  '>=1.70': { from: '1.70', to: '' },
};

/** Neighbouring bands as one range: `every grpc-go`, `grpc-go up to 1.66`, `grpc-go 1.67 to 1.69`, `grpc-go 1.70 and newer`. */
export function bandsWords(bands: readonly Band[]): string {
  const [first, last] = [bands[0], bands.at(-1)];
  if (first === undefined || last === undefined) return 'no grpc-go';
  if (bands.length === BANDS.length) return 'every grpc-go';
  const { from } = EDGES[first];
  const { to } = EDGES[last];
  if (from === '') return `grpc-go up to ${to}`;
  if (to === '') return `grpc-go ${from} and newer`;
  return from === to ? `grpc-go ${from}` : `grpc-go ${from} to ${to}`;
}

/** Neighbouring entries that are alike, put together: what is told once for several bands. */
export function groupNeighbours<Entry>(
  entries: readonly Entry[],
  alike: (a: Entry, b: Entry) => boolean,
): readonly (readonly [Entry, ...Entry[]])[] {
  const groups: [Entry, ...Entry[]][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last !== undefined && alike(last[0], entry)) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}
