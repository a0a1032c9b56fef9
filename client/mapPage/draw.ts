import { judgementText, TONE_SIGNS, type Judgement } from '../../core/map/tones.ts';
import { element } from '../page/element.ts';
import type { MapPicture, PictureListener, PictureRoute } from './picture.ts';
import { judgementAt } from './selection.ts';

/** So many ways out of one listener are drawn. */
const MOST_ROUTES = 25;

/** What is drawn: these listeners of a picture, with one band of grpc-go. */
export interface Drawing {
  readonly picture: MapPicture;
  readonly band: number;
  readonly listeners: readonly number[];
  /** How many of the listeners are drawn. */
  readonly most: number;
}

/** The tree: configurations, in them listeners, in them ways out. The last item asks for more where not all are drawn. */
export function drawTree(drawing: Drawing): DocumentFragment {
  const { picture, listeners, most } = drawing;
  const fragment = document.createDocumentFragment();
  const groups = new Map<number, number[]>();
  for (const number of listeners.slice(0, most)) {
    const configuration = picture.listeners[number]?.configuration ?? 0;
    const group = groups.get(configuration);
    if (group === undefined) groups.set(configuration, [number]);
    else group.push(number);
  }
  for (const [configuration, group] of groups) fragment.append(drawConfiguration(drawing, configuration, group));
  const rest = listeners.length - most;
  if (rest > 0)
    fragment.append(
      item({ key: 'more', level: 1, class: 'more', label: `Show more: ${rest} listeners are not shown` }, [
        `and ${rest} more. Show more`,
      ]),
    );
  return fragment;
}

function drawConfiguration(drawing: Drawing, configuration: number, listeners: readonly number[]): HTMLElement {
  const { name = '', version = '' } = drawing.picture.configurations[configuration] ?? {};
  const group = element('div', { class: 'listeners', attributes: { role: 'group' } });
  for (const number of listeners) {
    const listener = drawing.picture.listeners[number];
    if (listener !== undefined) group.append(drawListener(drawing, listener, number));
  }
  return item(
    { key: `c${configuration}`, level: 1, class: 'configuration', label: `${name}, ${version}`, open: true },
    [
      element('div', {
        class: 'heading',
        children: [text('name', name), text('version', version)],
      }),
      group,
    ],
  );
}

function drawListener({ picture, band }: Drawing, listener: PictureListener, number: number): HTMLElement {
  const judgement = judgementAt(picture, listener.judged, band);
  const { isClient, socket, names, kind, offer, answer, grpc, because, remarks, place, hasEntry, routes } = listener;
  const who = picture.bands[band]?.label ?? '';
  const label = [
    `${isClient ? 'client of ' : ''}${socket}${names === '' ? '' : ` for ${names}`}, ${kind}`,
    isClient ? offer : offer === '' ? answer : `a client ${offer}, it ${answer}`,
    ...(judgement === undefined ? [] : [`${who} as client: ${judgementText(judgement)}`]),
    `${grpc}: ${because}`,
    ...(remarks === '' ? [] : [remarks]),
    place,
  ].join('. ');
  const shown = routes.slice(0, MOST_ROUTES);
  const group = element('div', {
    class: 'routes',
    attributes: { role: 'group' },
    children: [
      ...shown.map((route, at) => drawRoute({ picture, band, route, isLead: isClient, key: `l${number}r${at}` })),
      ...(routes.length > shown.length ? [text('note', `and ${routes.length - shown.length} more ways out`)] : []),
    ],
  });
  const box = element('div', {
    class: `box ${toneClass(judgement)}`,
    attributes: { title: `${grpc}: ${because}` },
    children: [
      text('title', socket),
      ...(names === '' ? [] : [text('names', names)]),
      text('kind', isClient ? kind : `${kind}, ${grpc}`),
      ...judgementLines(judgement),
      ...(remarks === '' ? [] : [text('note', remarks)]),
      text('place', isClient ? `from ${place}` : place),
    ],
  });
  return item({ key: `l${number}`, level: 2, class: 'listener', label, open: routes.length > 0 ? true : undefined }, [
    ...(hasEntry
      ? [
          element('div', { class: 'box client', children: [text('title', 'client')] }),
          drawHop(offer, answer, judgement),
        ]
      : []),
    box,
    group,
  ]);
}

function drawRoute(options: {
  readonly picture: MapPicture;
  readonly band: number;
  readonly route: PictureRoute;
  /** Whether it is a listener that a client may lead to. */
  readonly isLead: boolean;
  readonly key: string;
}): HTMLElement {
  const { picture, band, route, isLead, key } = options;
  const judgement = judgementAt(picture, route.judged, band);
  const who = picture.bands[band]?.label ?? '';
  const label = [
    `${route.route}${isLead ? '' : ' to'} ${route.to}${route.addresses === '' ? '' : `, ${route.addresses}`}`,
    ...(isLead ? [] : [route.offer]),
    ...(route.leads === '' ? [] : [`leads to ${route.leads}`]),
    ...(judgement === undefined ? [] : [`${who} as server: ${judgementText(judgement)}`]),
    route.place,
  ].join('. ');
  return item({ key, level: 3, class: 'route', label }, [
    element('div', { class: 'box way', children: [text('title', route.route)] }),
    drawHop(route.offer, '', judgement),
    element('div', {
      class: `box ${toneClass(judgement)}`,
      children: [
        text('title', route.to),
        ...(route.addresses === '' ? [] : [text('names', route.addresses)]),
        ...(route.leads === '' ? [] : [text('names', `leads to ${route.leads}`)]),
        ...judgementLines(judgement),
        text('place', route.place),
      ],
    }),
  ]);
}

/** A line with its sign, what is offered above it and what comes of it below. */
function drawHop(offer: string, answer: string, judgement: Judgement | undefined): HTMLElement {
  return element('div', {
    class: `hop ${toneClass(judgement)}`,
    children: [
      text('offer', offer),
      element('span', {
        class: 'line',
        children: [text('sign', judgement === undefined ? '' : TONE_SIGNS[judgement.tone])],
      }),
      text('answer', answer),
    ],
  });
}

function judgementLines(judgement: Judgement | undefined): readonly HTMLElement[] {
  if (judgement === undefined) return [];
  const { tone, words, error } = judgement;
  return [text('verdict', `${TONE_SIGNS[tone]} ${words}`), ...(error === undefined ? [] : [text('error', error)])];
}

function toneClass(judgement: Judgement | undefined): string {
  return `tone-${judgement?.tone ?? 'silent'}`;
}

function text(className: string, content: string): HTMLElement {
  return element('span', { class: className, children: [content] });
}

/** An item of the tree. Its label is what a screen reader says; what is inside of it and no item is drawn only. */
function item(
  options: {
    readonly key: string;
    readonly level: number;
    readonly class: string;
    readonly label: string;
    readonly open?: true | undefined;
  },
  children: readonly (Node | string)[],
): HTMLElement {
  return element('div', {
    class: `item ${options.class}`,
    attributes: {
      role: 'treeitem',
      tabindex: '-1',
      'data-key': options.key,
      'aria-level': String(options.level),
      'aria-label': options.label,
      ...(options.open === true && { 'aria-expanded': 'true' }),
    },
    children,
  });
}
