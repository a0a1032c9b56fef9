import { BANDS, bandsWords, type Band } from '../core/alpn/index.ts';
import { mermaidOf } from '../core/map/mermaid.ts';
import {
  answerWords,
  credentialsWords,
  dialerWords,
  hasNoEntry,
  judgementOf,
  kindWords,
  leadsWords,
  namesWords,
  offerWords,
  routeWords,
  socketWords,
  targetAddresses,
  toWords,
  versionWords,
} from '../core/map/words.ts';
import { printable } from '../core/text/printable.ts';
import type { MapResult, PlaceByUri } from '../server/protocol.ts';
import { fileName } from './fileName.ts';
import type {
  MapPicture,
  PictureBand,
  PictureJudgements,
  PictureListener,
  PictureRoute,
  ToPage,
} from './mapPage/picture.ts';
import type { ServerState } from './statusView.ts';

type Listener = MapResult['listeners'][number];
type Dial = Listener['dials'][number];
type Dialer = MapResult['dialers'][number];

/** What stands in a file may be long. */
const LONGEST = 200;

/** Sentences of our own, which may name what stands in a file. */
const LONGEST_REMARKS = 1000;

/**
 * The server's map in the words that the page shows.
 * @param nameOf the name of a file as people of this workspace write it
 */
export function pictureOf(result: MapResult, nameOf: (uri: string) => string): MapPicture {
  const bands = bandChoices(result);
  const judged = new Judged(bands);
  const configurations = new Map<string, { readonly index: number; readonly name: string; readonly version: string }>();
  const configurationOf = (of: Listener | Dialer): number => {
    const known = configurations.get(of.configuration);
    if (known !== undefined) return known.index;
    const index = configurations.size;
    const name = printable(nameOf(of.configuration), LONGEST);
    configurations.set(of.configuration, { index, name, version: printable(versionWords(of), LONGEST) });
    return index;
  };
  const listeners = result.listeners.map((listener): PictureListener => ({
    configuration: configurationOf(listener),
    isClient: false,
    socket: printable(socketWords(listener), LONGEST),
    names: printable(namesWords(listener), LONGEST),
    kind: kindWords(listener),
    offer: listener.tls === 'plain' || hasNoEntry(listener) ? '' : 'offers h2',
    answer: printable(answerWords(listener), LONGEST),
    grpc: { yes: 'gRPC', likely: 'probably gRPC', unknown: 'perhaps gRPC', no: 'not gRPC' }[listener.grpc.evidence],
    because: printable(listener.grpc.because.join('; '), LONGEST),
    remarks: printable(listener.remarks.join(' '), LONGEST_REMARKS),
    place: placeWords(listener),
    judged: judged.numberOf(listener),
    hasEntry: !hasNoEntry(listener),
    routes: listener.dials.map((dial) => routeOf(listener, dial, judged)),
  }));
  const dialers = result.dialers.map((it) => clientOf(it, configurationOf(it), judged));
  return {
    configurations: [...configurations.values()].map(({ name, version }) => ({ name, version })),
    bands,
    judgements: judged.all,
    listeners: [...listeners, ...dialers],
  };
}

/** A client is drawn from its code to its target, and behind that the listeners that are meant. */
function clientOf(dialer: Dialer, configuration: number, judged: Judged): PictureListener {
  return {
    configuration,
    isClient: true,
    socket: printable(dialerWords(dialer), LONGEST),
    names: '',
    kind: credentialsWords(dialer),
    offer: printable(offerWords(dialer), LONGEST),
    answer: '',
    grpc: 'gRPC',
    because: printable(dialer.grpc.because.join('; '), LONGEST),
    remarks: '',
    place: placeWords(dialer),
    judged: judged.numberOf(dialer),
    hasEntry: true,
    routes: dialer.leadsTo.map((it) => ({
      route: 'leads to',
      offer: '',
      to: printable(socketWords(it), LONGEST),
      addresses: printable(namesWords(it), LONGEST),
      leads: '',
      place: placeWords(it),
      judged: null,
    })),
  };
}

function routeOf(listener: Listener, dial: Dial, judged: Judged): PictureRoute {
  return {
    route: printable(routeWords(dial), LONGEST),
    offer: printable(offerWords(dial, listener), LONGEST),
    to: printable(toWords(dial), LONGEST),
    addresses: printable(targetAddresses(dial), LONGEST),
    leads: printable(leadsWords(dial.leadsTo), LONGEST),
    place: placeWords(dial),
    judged: judged.numberOf(dial),
  };
}

/** What legs give, each once. */
class Judged {
  readonly all: PictureJudgements[] = [];
  readonly #bands: readonly PictureBand[];
  readonly #numbers = new Map<string, number>();

  constructor(bands: readonly PictureBand[]) {
    this.#bands = bands;
  }

  numberOf(leg: Listener | Dial | Dialer): number {
    const { grpc, tls, verdicts } = leg;
    const told = verdicts.map(({ grpcGo, result, brokeAt, error }) => `${grpcGo} ${result} ${brokeAt} ${error}`);
    const key = `${grpc.evidence} ${tls} ${told.join()}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.all.length);
    return this.all.push(this.#bands.map(({ band }) => judgementOf(leg, band) ?? null)) - 1;
  }
}

/** All bands, the newest first; before them those that modules of the workspace build with. */
function bandChoices({ modules }: MapResult): readonly PictureBand[] {
  const known = modules.filter(({ certainty }) => certainty !== 'unknown');
  const choices = BANDS.toReversed().map((band) => {
    const own = known.filter((it) => it.band === band).map(moduleWords);
    const words = bandsWords([band]);
    const more = own.length > 2 ? ` and ${own.length - 2} more` : '';
    return {
      band,
      label: own.length === 0 ? words : `${words} (${own.slice(0, 2).join(', ')}${more})`,
      own: own.length,
    };
  });
  return [...choices.filter(({ own }) => own > 0), ...choices.filter(({ own }) => own === 0)].map(
    ({ band, label }) => ({
      band,
      label,
    }),
  );
}

function moduleWords({ path, grpcGo, certainty, uri }: MapResult['modules'][number]): string {
  const newer = certainty === 'at-least' ? ' or newer' : '';
  const name = path?.split('/').findLast((it) => it !== '' && !/^v\d+$/.test(it)) ?? fileName(uri);
  return printable(`${name}: ${grpcGo}${newer}`, 60);
}

function placeWords({ uri, range }: PlaceByUri): string {
  return printable(`${fileName(uri)}:${range.start.line + 1}`, LONGEST);
}

/** The place of a listener, or of one of its ways out; behind the listeners the clients are counted. `undefined`: there is none of that number. */
export function placeIn(result: MapResult, listener: number, route: number | null): PlaceByUri | undefined {
  const found = result.listeners[listener];
  if (found !== undefined) return route === null ? found : found.dials[route];
  const dialer = result.dialers[listener - result.listeners.length];
  return route === null ? dialer : dialer?.leadsTo[route];
}

/** The map as a Mermaid flowchart. */
export function pictureAsMermaid(result: MapResult, nameOf: (uri: string) => string, band: Band): string {
  return mermaidOf(result, nameOf, band);
}

/** What is shown where there is no picture, and what to do about it. */
export function nothingToDraw(state: ServerState['kind'], hasFolder: boolean): Extract<ToPage, { kind: 'nothing' }> {
  switch (state) {
    case 'starting':
      return { kind: 'nothing', title: 'Reading the workspace …', advice: 'The map appears when the check has ended.' };
    case 'stopped':
      return {
        kind: 'nothing',
        title: 'The language server is not running.',
        advice: 'Run the command “gRPC ALPN: Restart Server”.',
      };
    case 'running':
      return hasFolder
        ? {
            kind: 'nothing',
            title: 'No listener was found in this workspace.',
            advice:
              'The map shows what “listen” in nginx configuration, listeners and clients in Go, and load balancers and ingresses in Terraform, CloudFormation and Kubernetes do with TLS and ALPN. Open a file with a “server” block, or name the main file of the configuration in the setting grpcAlpn.nginx.roots.',
          }
        : {
            kind: 'nothing',
            title: 'No folder is open.',
            advice:
              'Open a folder or a file with nginx configuration, with Go code that uses gRPC, or with what declares load balancers and ingresses: the map shows its listeners and where they lead.',
          };
  }
}
