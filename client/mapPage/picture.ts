/** What the page of the map is told and what it tells: plain data, made from the server's answer, without places. */
import type { Band } from '../../core/alpn/index.ts';
import type { Judgement } from '../../core/map/tones.ts';

/** One way out of a listener, in words. */
export interface PictureRoute {
  /** `location /` */
  readonly route: string;
  /** What is offered there. */
  readonly offer: string;
  /** As written. */
  readonly to: string;
  /** What the target stands for; empty where it stands for itself. */
  readonly addresses: string;
  /** The listeners of the workspace that it leads to; empty where none is known. */
  readonly leads: string;
  /** `orders.conf:14` */
  readonly place: string;
  /** The number of an entry of `judgements`; `null`: it is not judged by itself. */
  readonly judged: number | null;
}

/** One listener, or one client, in words. */
export interface PictureListener {
  /** The number of its configuration. */
  readonly configuration: number;
  /** Whether it is a client: `place` is that of its code, `socket` its target, and `routes` the listeners that are meant. */
  readonly isClient: boolean;
  /** `*:8443` */
  readonly socket: string;
  /** Empty where it has none. */
  readonly names: string;
  /** `stream, TLS ends here` */
  readonly kind: string;
  /** What is offered, and what comes of it. */
  readonly offer: string;
  readonly answer: string;
  /** Whether it is gRPC, and why. */
  readonly grpc: string;
  readonly because: string;
  /** What else is worth knowing, in sentences; mostly empty. */
  readonly remarks: string;
  readonly place: string;
  readonly judged: number;
  /** Whether clients connect to it: to a NAT gateway they do not. */
  readonly hasEntry: boolean;
  readonly routes: readonly PictureRoute[];
}

/** Releases of grpc-go that behave alike, to choose from. */
export interface PictureBand {
  readonly band: Band;
  /** `grpc-go 1.70 and newer`, and which module of the workspace is one of these. */
  readonly label: string;
}

/** What a leg gives: for each entry of `bands` a judgement, `null` where no TLS is spoken. */
export type PictureJudgements = readonly (Judgement | null)[];

/** The map in words. */
export interface MapPicture {
  /** `version`: of nginx, or of the grpc-go that the file is built with. */
  readonly configurations: readonly { readonly name: string; readonly version: string }[];
  /** The one that is shown first comes first. */
  readonly bands: readonly PictureBand[];
  /** What legs give, each once: most of many are alike. */
  readonly judgements: readonly PictureJudgements[];
  readonly listeners: readonly PictureListener[];
}

/** What the page is told. */
export type ToPage =
  /** `revision` comes back with what is chosen in it. */
  | { readonly kind: 'picture'; readonly revision: number; readonly picture: MapPicture }
  /** There is nothing to draw: why, and what to do about it. */
  | { readonly kind: 'nothing'; readonly title: string; readonly advice: string };

/** What the page tells. */
export type FromPage =
  | { readonly kind: 'ready' }
  /** Go to the line of a listener, or of one of its ways out. */
  | { readonly kind: 'open'; readonly revision: number; readonly listener: number; readonly route: number | null }
  | { readonly kind: 'copy'; readonly revision: number; readonly band: Band };
