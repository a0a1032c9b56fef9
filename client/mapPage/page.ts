import { TONES, TONE_SIGNS, type Tone } from '../../core/map/tones.ts';
import { drawTree } from './draw.ts';
import { byId, element } from '../page/element.ts';
import type { FromPage, MapPicture, ToPage } from './picture.ts';
import { countWords, Selector, summaryWords, totalWords, type Counts } from './selection.ts';
import { driveTree, focusedKey, focusKey } from './treeKeys.ts';

/** What VS Code gives to the page of a webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: Kept): void;
};

/** What is kept when the page is loaded anew. */
interface Kept {
  readonly band: string | undefined;
  readonly text: string;
  readonly tones: readonly Tone[];
  readonly scroll: number;
}

/** So many listeners are drawn at first, and more each time they are asked for. */
const MOST = 100;

const editor = acquireVsCodeApi();
const tree = byId('tree', HTMLElement);
const bandChoice = byId('band', HTMLSelectElement);
const filter = byId('filter', HTMLInputElement);
const toneChoice = byId('tones', HTMLElement);
const summary = byId('summary', HTMLElement);
const keys = driveTree(tree, choose);

let kept = keptState(editor.getState());
let shown: { readonly revision: number; readonly picture: MapPicture; readonly selector: Selector } | undefined;
let most = MOST;

function choose(key: string): void {
  if (key === 'more') {
    const before = shownListeners();
    most += MOST;
    draw();
    focusKey(tree, before.at(-1) ?? '');
    return;
  }
  const [, listener, route] = /^l(\d+)(?:r(\d+))?$/.exec(key) ?? [];
  if (listener === undefined || shown === undefined) return;
  const { revision } = shown;
  editor.postMessage({
    kind: 'open',
    revision,
    listener: Number(listener),
    route: route === undefined ? null : Number(route),
  });
}

function shownListeners(): readonly string[] {
  return [...tree.querySelectorAll<HTMLElement>('.listener')].map((it) => it.dataset['key'] ?? '');
}

function draw(): void {
  if (shown === undefined) return;
  const { picture, selector } = shown;
  const band = Math.max(
    0,
    picture.bands.findIndex((it) => it.band === kept.band),
  );
  const { listeners, counts } = selector.select({ band, text: kept.text, tones: kept.tones });
  const focused = focusedKey(tree);
  tree.replaceChildren(drawTree({ picture, band, listeners, most }));
  keys.refresh();
  if (focused !== undefined) focusKey(tree, focused);
  drawTones(counts);
  byId('total', HTMLElement).textContent = totalWords(counts);
  const words = summaryWords(counts);
  if (summary.textContent !== words) summary.textContent = words;
  byId('none', HTMLElement).hidden = listeners.length > 0;
}

/** One button for each tone that there is: how many, and whether only these are shown. */
function drawTones(counts: Counts): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['tone'] : undefined;
  const buttons = TONES.filter((tone) => counts[tone] > 0 || kept.tones.includes(tone)).map((tone) => {
    const button = element('button', {
      class: `tone-${tone}`,
      attributes: {
        type: 'button',
        'data-tone': tone,
        'aria-pressed': String(kept.tones.includes(tone)),
        title: 'Show only these',
      },
      children: [`${TONE_SIGNS[tone]} ${countWords(tone, counts[tone])}`],
    });
    button.addEventListener('click', () => {
      const tones = kept.tones.includes(tone) ? kept.tones.filter((it) => it !== tone) : [...kept.tones, tone];
      change({ tones });
    });
    return button;
  });
  toneChoice.replaceChildren(...buttons);
  buttons.find((it) => it.dataset['tone'] === focused)?.focus();
}

function change(changed: Partial<Kept>): void {
  kept = { ...kept, ...changed };
  editor.setState(kept);
  most = MOST;
  draw();
}

function receive(message: ToPage): void {
  const hasPicture = message.kind === 'picture';
  byId('map', HTMLElement).hidden = !hasPicture;
  byId('nothing', HTMLElement).hidden = hasPicture;
  if (!hasPicture) {
    shown = undefined;
    byId('nothing-title', HTMLElement).textContent = message.title;
    byId('nothing-advice', HTMLElement).textContent = message.advice;
    return;
  }
  const { revision, picture } = message;
  const isFirst = shown === undefined;
  shown = { revision, picture, selector: new Selector(picture) };
  const chosen = picture.bands.some(({ band }) => band === kept.band) ? kept.band : picture.bands[0]?.band;
  bandChoice.replaceChildren(
    ...picture.bands.map(({ band, label }) => element('option', { attributes: { value: band }, children: [label] })),
  );
  if (chosen !== undefined) bandChoice.value = chosen;
  filter.value = kept.text;
  draw();
  if (isFirst) window.scrollTo({ top: kept.scroll });
}

function keptState(state: unknown): Kept {
  const values = new Map<string, unknown>(Object.entries(state ?? {}));
  const [band, text, tones, scroll] = ['band', 'text', 'tones', 'scroll'].map((key) => values.get(key));
  const known: readonly unknown[] = Array.isArray(tones) ? tones : [];
  return {
    band: typeof band === 'string' ? band : undefined,
    text: typeof text === 'string' ? text : '',
    tones: TONES.filter((tone) => known.includes(tone)),
    scroll: typeof scroll === 'number' ? scroll : 0,
  };
}

bandChoice.addEventListener('change', () => change({ band: bandChoice.value }));
filter.addEventListener('input', () => change({ text: filter.value }));
byId('copy', HTMLElement).addEventListener('click', () => {
  const band = shown?.picture.bands.find((it) => it.band === bandChoice.value)?.band;
  if (shown !== undefined && band !== undefined) editor.postMessage({ kind: 'copy', revision: shown.revision, band });
});
window.addEventListener('scrollend', () => {
  kept = { ...kept, scroll: window.scrollY };
  editor.setState(kept);
});
window.addEventListener('message', (event: MessageEvent<ToPage>) => receive(event.data));
editor.postMessage({ kind: 'ready' });
