import { VIEW_SIGNS, type PlaceView, type ViewTone, type Words } from '../../core/observation/view.ts';
import { printable } from '../../core/text/printable.ts';
import { element } from '../page/element.ts';

/** Words as nodes: what is to be read letter by letter as code, all of it as text. */
export function nodesOf(words: Words): readonly (Node | string)[] {
  return words.map((piece) =>
    typeof piece === 'string' ? piece : 'code' in piece ? code(piece.code) : foreign(piece.text),
  );
}

/** So much of a text is shown. */
const LONGEST = 2000;

/** Text that is not ours: nothing in it can hide or turn round what stands beside it. */
export function foreign(text: string): string {
  return printable(text, LONGEST);
}

/** The same, to be read letter by letter. */
export function code(text: string, className = ''): HTMLElement {
  return element('code', { ...(className !== '' && { class: className }), children: [foreign(text)] });
}

/** The sign of a tone. Words beside it say the same, so it is not read out. */
export function signOf(tone: ViewTone): HTMLElement {
  return element('span', {
    class: `sign tone-${tone}`,
    attributes: { 'aria-hidden': 'true' },
    children: [VIEW_SIGNS[tone]],
  });
}

/** A place that can be gone to. */
export function placeButton({ place, words }: PlaceView): HTMLElement {
  return element('button', {
    class: 'place',
    attributes: { type: 'button', 'data-place': String(place), 'data-key': `place${place}`, title: 'Open' },
    children: [foreign(words)],
  });
}

/** A part of the page with its heading; none where there is nothing in it. */
export function section(level: 1 | 2 | 3, title: string, children: readonly (Node | string)[]): readonly HTMLElement[] {
  if (children.length === 0) return [];
  return [element('section', { children: [heading(level, [title]), ...children] })];
}

/** A heading of a level. */
export function heading(level: 1 | 2 | 3, children: readonly (Node | string)[]): HTMLElement {
  const name = ({ 1: 'h1', 2: 'h2', 3: 'h3' } as const)[level];
  return element(name, { children });
}
