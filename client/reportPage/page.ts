import type { ReportView, Words } from '../../core/observation/view.ts';
import { byId, element } from '../page/element.ts';
import { drawAlone, drawOneOf } from './drawTarget.ts';
import { COPIES, type FromReportPage, type ToReportPage } from './message.ts';
import { heading, nodesOf } from './words.ts';

/** What VS Code gives to the page of a webview. */
declare function acquireVsCodeApi(): { postMessage(message: FromReportPage): void };

/** Of so many targets those that fail are unfolded. */
const FEW = 3;

const editor = acquireVsCodeApi();
const targets = byId('targets', HTMLElement);
const status = byId('status', HTMLElement);

let revision = 0;
/** What was folded and unfolded by hand, by key. */
const unfolded = new Map<string, boolean>();

function receive(message: ToReportPage): void {
  byId('report', HTMLElement).hidden = message.kind !== 'report';
  byId('gone', HTMLElement).hidden = message.kind !== 'gone';
  if (message.kind === 'report') draw(message);
}

function draw({ view, revision: drawn }: Extract<ToReportPage, { kind: 'report' }>): void {
  revision = drawn;
  const focused = focusedKey();
  targets.replaceChildren(...drawTargets(view), ...view.notes.map((note) => element('p', { children: nodesOf(note) })));
  for (const it of targets.querySelectorAll('details')) it.open = unfolded.get(it.dataset['key'] ?? '') ?? it.open;
  if (focused !== undefined) targets.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
  byId('foot', HTMLElement).replaceChildren(
    ...view.foot.flatMap(({ name, words }, at) => [`${at === 0 ? '' : ', '}${name} `, ...nodesOf(words)]),
  );
  drawButtons(view);
  const words = statusText(view);
  if (status.textContent !== words) status.textContent = words;
}

function drawTargets({ targets: all, summary }: ReportView): readonly HTMLElement[] {
  const [only] = all;
  if (summary === null) return only === undefined ? [] : drawAlone(only);
  const isFew = all.length <= FEW;
  return [
    heading(1, nodesOf(summary)),
    ...all.map((target, at) => drawOneOf(target, at, isFew && target.verdict.tone === 'fails')),
  ];
}

/** The button that has the focus may go away: then the one that takes its place gets it. */
function drawButtons({ state }: ReportView): void {
  const isRunning = state === 'running';
  const [again, cancel] = [byId('again', HTMLButtonElement), byId('cancel', HTMLButtonElement)];
  const hadFocus = document.activeElement === again || document.activeElement === cancel;
  again.hidden = isRunning;
  cancel.hidden = !isRunning;
  if (hadFocus) (isRunning ? cancel : again).focus();
  for (const what of COPIES) byId(`copy-${what}`, HTMLButtonElement).disabled = isRunning;
}

/** The verdict in words, for those who do not see the page. */
function statusText({ summary, targets: all }: ReportView): string {
  const words = summary ?? all[0]?.verdict.words ?? [];
  return plain(words);
}

function plain(words: Words): string {
  return words.map((it) => (typeof it === 'string' ? it : 'code' in it ? it.code : it.text)).join('');
}

/** Keys are made of letters and digits here. */
function focusedKey(): string | undefined {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && targets.contains(focused) ? focused.dataset['key'] : undefined;
}

targets.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null;
  if (button !== null) editor.postMessage({ kind: 'open', revision, place: Number(button.dataset['place']) });
  const summary = event.target instanceof Element ? event.target.closest('summary') : null;
  const folded = summary?.parentElement;
  // The click changes it only behind this.
  if (folded instanceof HTMLDetailsElement) unfolded.set(folded.dataset['key'] ?? '', !folded.open);
});
for (const id of ['again', 'gone-again'])
  byId(id, HTMLButtonElement).addEventListener('click', () => editor.postMessage({ kind: 'again' }));
byId('cancel', HTMLButtonElement).addEventListener('click', () => editor.postMessage({ kind: 'cancel' }));
for (const what of COPIES)
  byId(`copy-${what}`, HTMLButtonElement).addEventListener('click', () => editor.postMessage({ kind: 'copy', what }));
window.addEventListener('message', (event: MessageEvent<ToReportPage>) => receive(event.data));
editor.postMessage({ kind: 'ready' });
