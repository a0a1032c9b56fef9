import type { ComparisonView, CureView, ModuleView, TargetView } from '../../core/observation/view.ts';
import { element } from '../page/element.ts';
import { drawEvidence, drawFound, drawMatrix } from './drawGroup.ts';
import { code, foreign, heading, nodesOf, placeButton, section, signOf } from './words.ts';

/** A target that is alone in the report: its verdict heads the page. */
export function drawAlone(target: TargetView): readonly HTMLElement[] {
  const { verdict } = target;
  return [
    element('header', {
      class: `verdict tone-${verdict.tone}`,
      children: [
        element('p', { class: 'target', children: nameOf(target) }),
        heading(1, [signOf(verdict.tone), element('span', { children: nodesOf(verdict.words) })]),
      ],
    }),
    ...drawBody(target, 2, 't0'),
  ];
}

/** One of several targets: what is said of it can be folded away. */
export function drawOneOf(target: TargetView, at: number, isOpen: boolean): HTMLElement {
  const { verdict } = target;
  const key = `t${at}`;
  return element('details', {
    class: `one tone-${verdict.tone}`,
    attributes: { 'data-key': key, ...(isOpen && { open: '' }) },
    children: [
      element('summary', {
        attributes: { 'data-key': `${key}s` },
        children: [heading(2, [signOf(verdict.tone), ...nameOf(target), ': ', ...nodesOf(verdict.words)])],
      }),
      ...drawBody(target, 3, key),
    ],
  });
}

function nameOf({ target, sni }: TargetView): readonly (Node | string)[] {
  const host = target.slice(0, target.lastIndexOf(':'));
  if (sni === host) return [code(target)];
  const name = sni === null ? [' (no SNI)'] : [' (SNI ', code(sni), ')'];
  return [code(target), ...name];
}

function drawBody(target: TargetView, level: 2 | 3, key: string): readonly HTMLElement[] {
  const { groups, modules, cures, comparisons, notes } = target;
  const alone = groups.length === 1;
  return [
    ...notes.map((note) => element('p', { class: 'note', children: nodesOf(note) })),
    ...groups.map(drawFound),
    ...section(
      level,
      'Modules of this workspace',
      modules.length === 0 ? [] : [element('ul', { class: 'clients', children: modules.map(drawModule) })],
    ),
    ...section(
      level,
      'What to change',
      cures.length === 0 ? [] : [element('ol', { class: 'cures', children: cures.map(drawCure) })],
    ),
    ...section(level, 'What the workspace says', comparisons.map(drawComparison)),
    ...section(
      level,
      'Handshakes',
      groups.flatMap(({ matrix, addresses }) => (matrix === null ? [] : [drawMatrix(matrix, addresses)])),
    ),
    ...section(
      level,
      'Evidence',
      groups.flatMap((group, at) => drawEvidence(group, alone, `${key}e${at}`)),
    ),
  ];
}

function drawModule({ module, grpcGo, tone, words, at }: ModuleView): HTMLElement {
  return element('li', {
    children: [
      signOf(tone),
      element('div', {
        children: [code(module), ` with ${foreign(grpcGo)} ${words} `, placeButton(at)],
      }),
    ],
  });
}

function drawCure({ kind, words, line, at, effect }: CureView): HTMLElement {
  return element('li', {
    class: kind,
    children: [
      ...nodesOf(words),
      ...(at === null ? [] : [' ', placeButton(at)]),
      ...(line === null ? [] : [element('pre', { children: [code(line)] })]),
      ...(effect === null ? [] : [' ', ...nodesOf(effect)]),
    ],
  });
}

const TONES = { agrees: 'works', differs: 'depends', unknown: 'unknown' } as const;

function drawComparison({ result, words, label, version, at, rows, explanation }: ComparisonView): HTMLElement {
  return element('div', {
    class: 'comparison',
    children: [
      element('p', {
        children: [
          signOf(TONES[result]),
          ` ${foreign(label)}${version === null ? '' : `, ${foreign(version)}`} `,
          placeButton(at),
          ` ${words}.`,
        ],
      }),
      ...(result === 'differs' ? [drawSideBySide(rows)] : []),
      ...explanation.map((it) => element('p', { children: [foreign(it)] })),
    ],
  });
}

function drawSideBySide(rows: ComparisonView['rows']): HTMLElement {
  const head = ['Offered', 'As written', 'As seen'].map((it) =>
    element('th', { attributes: { scope: 'col' }, children: [it] }),
  );
  const body = rows.map(({ offer, predicted, seen }) =>
    element('tr', {
      children: [
        element('th', { attributes: { scope: 'row' }, children: nodesOf(offer) }),
        element('td', { children: nodesOf(predicted) }),
        element('td', { children: nodesOf(seen) }),
      ],
    }),
  );
  return element('table', {
    children: [
      element('thead', { children: [element('tr', { children: head })] }),
      element('tbody', { children: body }),
    ],
  });
}
