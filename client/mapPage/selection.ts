import { TONES, worstTone, type Judgement, type Tone } from '../../core/map/tones.ts';
import type { MapPicture, PictureListener } from './picture.ts';

/** What of a picture is shown. */
export interface Choice {
  /** The number of a band. */
  readonly band: number;
  /** Words that all must stand somewhere in a listener or its ways out. */
  readonly text: string;
  /** Only listeners of these tones; none: all. */
  readonly tones: readonly Tone[];
}

/** How many of each tone fit the text, and how many of all are clients. */
export interface Counts extends Readonly<Record<Tone, number>> {
  readonly clients: number;
}

/** The listeners that are shown, by number, and how many fit the text. */
export interface Selection {
  readonly listeners: readonly number[];
  readonly counts: Counts;
}

/** Chooses from pictures: what is looked up for one picture is kept for the next choice. */
export class Selector {
  readonly #picture: MapPicture;
  readonly #texts: readonly string[];

  constructor(picture: MapPicture) {
    this.#picture = picture;
    this.#texts = picture.listeners.map((it) => searched(it, picture));
  }

  select({ band, text, tones }: Choice): Selection {
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((it) => it !== '');
    const counts = { works: 0, fails: 0, depends: 0, unknown: 0, silent: 0, clients: 0 };
    const listeners: number[] = [];
    this.#picture.listeners.forEach((listener, index) => {
      const searchedText = this.#texts[index] ?? '';
      if (!words.every((word) => searchedText.includes(word))) return;
      const tone = toneOf(this.#picture, listener, band);
      counts[tone]++;
      if (listener.isClient) counts.clients++;
      if (tones.length === 0 || tones.includes(tone)) listeners.push(index);
    });
    return { listeners, counts };
  }
}

/** What a leg gives with a band; `undefined` where no TLS is spoken. */
export function judgementAt({ judgements }: MapPicture, judged: number | null, band: number): Judgement | undefined {
  return judged === null ? undefined : (judgements[judged]?.[band] ?? undefined);
}

/** The most pressing tone of a listener and its ways out. */
export function toneOf(picture: MapPicture, { judged, routes }: PictureListener, band: number): Tone {
  const legs = [judged, ...routes.map((it) => it.judged)];
  return worstTone(legs.map((it) => judgementAt(picture, it, band)?.tone ?? 'silent'));
}

const COUNTED: Readonly<Record<Tone, readonly [one: string, many: string]>> = {
  fails: ['fails', 'fail'],
  depends: ['depends', 'depend'],
  unknown: ['not known', 'not known'],
  works: ['works', 'work'],
  silent: ['without a verdict', 'without a verdict'],
};

/** `3 fail`: how many have a tone. */
export function countWords(tone: Tone, count: number): string {
  const [one, many] = COUNTED[tone];
  return `${count} ${count === 1 ? one : many}`;
}

/** A sentence about all that fit the text. */
export function summaryWords(counts: Counts): string {
  const parts = TONES.filter((tone) => counts[tone] > 0).map((tone) => countWords(tone, counts[tone]));
  return parts.length === 0 ? totalWords(counts) : `${totalWords(counts)}: ${parts.join(', ')}`;
}

/** `6 listeners`, `6 listeners, 1 client`: how many fit the text. */
export function totalWords(counts: Counts): string {
  const { clients } = counts;
  const listeners = TONES.reduce((sum, tone) => sum + counts[tone], 0) - clients;
  const words = `${listeners} listener${listeners === 1 ? '' : 's'}`;
  return clients === 0 ? words : `${words}, ${clients} client${clients === 1 ? '' : 's'}`;
}

function searched(listener: PictureListener, { configurations }: MapPicture): string {
  const { socket, names, kind, answer, grpc, remarks, place, routes, configuration } = listener;
  const own = [socket, names, kind, answer, grpc, remarks, place, configurations[configuration]?.name ?? ''];
  const ways = routes.flatMap((it) => [it.route, it.offer, it.to, it.addresses, it.leads, it.place]);
  return [...own, ...ways].join('\n').toLowerCase();
}
