import type { AddressGroupView, CellView, ClientView, MatrixView } from '../../core/observation/view.ts';
import { element } from '../page/element.ts';
import { code, nodesOf, signOf } from './words.ts';

/** What is found at a group of addresses, and what clients get there. */
export function drawFound({ addresses, share, found, clients, since, notes }: AddressGroupView): HTMLElement {
  return element('div', {
    class: 'found',
    children: [
      element('p', {
        children: [
          ...(share === null ? listed(addresses) : [`${share} (`, ...listed(addresses), ')']),
          ': ',
          ...nodesOf(found),
          '.',
        ],
      }),
      ...(clients.length === 0 ? [] : [element('ul', { class: 'clients', children: clients.map(drawClient) })]),
      ...(since === null ? [] : [element('p', { children: nodesOf(since) })]),
      ...notes.map((note) => element('p', { class: 'note', children: nodesOf(note) })),
    ],
  });
}

/** Addresses by name. */
function listed(addresses: readonly string[]): readonly (Node | string)[] {
  return addresses.flatMap((address, at) => [...(at === 0 ? [] : [', ']), code(address)]);
}

function drawClient({ who, tone, words, error, printedBy }: ClientView): HTMLElement {
  return element('li', {
    children: [
      signOf(tone),
      element('div', {
        children: [
          element('strong', { children: [who] }),
          ` ${words}`,
          ...(error === null ? [] : [':']),
          ...(error === null ? [] : [code(error, 'error')]),
          ...(printedBy === null ? [] : [element('span', { class: 'quiet', children: [`printed by ${printedBy}`] })]),
        ],
      }),
    ],
  });
}

/** The handshakes as a table. */
export function drawMatrix({ columns, rows }: MatrixView, addresses: readonly string[]): HTMLElement {
  const head = ['Offered', ...columns].map((column) =>
    element('th', { attributes: { scope: 'col' }, children: [column] }),
  );
  const body = rows.map(({ offer, cells }) =>
    element('tr', {
      children: [
        element('th', { attributes: { scope: 'row' }, children: nodesOf(offer) }),
        ...cells.map((cell) => drawCell(cell)),
      ],
    }),
  );
  return element('table', {
    children: [
      element('caption', { children: ['At ', ...listed(addresses)] }),
      element('thead', { children: [element('tr', { children: head })] }),
      element('tbody', { children: body }),
    ],
  });
}

function drawCell(cell: CellView): HTMLElement {
  if (cell === null) return element('td', { class: 'tone-neutral', children: ['…'] });
  const { tone, words, detail } = cell;
  return element('td', {
    class: `tone-${tone}`,
    children: [...nodesOf(words), ' ', element('span', { class: 'quiet', children: [detail] })],
  });
}

/** Facts apart from the class, and what was said by others. `key`: what keeps the latter open when the page is drawn again. */
export function drawEvidence(
  { addresses, evidence, raw }: AddressGroupView,
  alone: boolean,
  key: string,
): readonly HTMLElement[] {
  const facts = evidence.flatMap(({ name, words }) => [
    element('dt', { children: [name] }),
    element('dd', { children: nodesOf(words) }),
  ]);
  const nodes = [
    ...(facts.length === 0 ? [] : [element('dl', { children: facts })]),
    ...(raw.length === 0 ? [] : [drawRaw(raw, key)]),
  ];
  return nodes.length === 0 || alone
    ? nodes
    : [element('p', { children: ['At ', ...listed(addresses), ':'] }), ...nodes];
}

function drawRaw(raw: readonly string[], key: string): HTMLElement {
  return element('details', {
    attributes: { 'data-key': key },
    children: [
      element('summary', {
        attributes: { 'data-key': `${key}s` },
        children: ['Errors as the system and the TLS library word them'],
      }),
      element('ul', {
        children: raw.map((it) => element('li', { children: [code(it)] })),
      }),
    ],
  });
}
