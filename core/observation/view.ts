/**
 * What is told of a probe, as plain data: text, Markdown and the page in the editor are made from it, so that all say the same. Words
 * only, no markup; the verdict comes first.
 */

/**
 * A piece of what is said: our own words; what is to be read letter by letter (a protocol, an address, an error text); running text from
 * somewhere else. The last two may come from a peer and are never trusted.
 */
export type Piece = string | { readonly code: string } | { readonly text: string };

/** A sentence or a part of one, in its order. */
export type Words = readonly Piece[];

/** `depends`: it works, or fails, by something that the probe did not see. */
export type ViewTone = 'works' | 'fails' | 'depends' | 'unknown';

/** A sign for each tone, so that colour is never the only one. */
export const VIEW_SIGNS: Readonly<Record<ViewTone, string>> = { works: '✓', fails: '✗', depends: '!', unknown: '?' };

/** What is said with a tone. */
export interface Verdicted {
  readonly tone: ViewTone;
  readonly words: Words;
}

/** A place of the workspace: its number among the places that were given, and how people write it (`orders.conf:19`). */
export interface PlaceView {
  readonly place: number;
  readonly words: string;
}

/** What certain clients get. */
export interface ClientView {
  /** `grpc-go 1.67 to 1.69` */
  readonly who: string;
  readonly tone: ViewTone;
  /** `fails`, `works if what answers speaks HTTP/2, which was not asked` */
  readonly words: string;
  /** What is printed; `null` = nothing fails, or nothing is known of it. */
  readonly error: string | null;
  /** Whose log has the error: `the client`; `null` = nobody's, or not known. */
  readonly printedBy: string | null;
}

/** A module of the workspace as a client. */
export interface ModuleView {
  readonly module: string;
  /** `grpc-go v1.72.0`, `grpc-go v1.72.0 or newer` */
  readonly grpcGo: string;
  readonly tone: ViewTone;
  readonly words: string;
  readonly at: PlaceView;
}

/** A way out. */
export interface CureView {
  readonly kind: 'cure' | 'stopgap' | 'advice';
  readonly words: Words;
  /** The line to write in place; `null` = it is more than one, or not known. */
  readonly line: string | null;
  readonly at: PlaceView | null;
  /** Of a stopgap: whom it helps, and how far. */
  readonly effect: Words | null;
}

/** One handshake of the matrix. `null` = not made, or not finished yet. */
export type CellView = {
  readonly tone: ViewTone | 'neutral';
  readonly words: Words;
  /** What was negotiated, how long it took. */
  readonly detail: string;
} | null;

/** The handshakes of an address; columns are what was offered of TLS: up to 1.3 as grpc-go does, and 1.2 only. */
export interface MatrixView {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly offer: Words; readonly cells: readonly CellView[] }[];
}

/** A fact apart from the class. */
export interface FactView {
  readonly name: string;
  readonly words: Words;
}

/** Addresses with the same outcome. */
export interface AddressGroupView {
  readonly addresses: readonly string[];
  /** `2 of 3 addresses`; `null` = the target has this group only. */
  readonly share: string | null;
  readonly state: 'running' | 'done';
  readonly tone: ViewTone;
  /** What is found there: `finishes the TLS handshake without selecting a protocol (class B)`. */
  readonly found: Words;
  readonly clients: readonly ClientView[];
  /** Since when it is so; `null` = nothing fails. */
  readonly since: Words | null;
  /** `null` = there was nothing to fill it with. */
  readonly matrix: MatrixView | null;
  readonly evidence: readonly FactView[];
  readonly notes: readonly Words[];
  /** What system and TLS engine said, each once. */
  readonly raw: readonly string[];
}

/** What the workspace says of a target, beside what was seen. */
export interface ComparisonView {
  readonly result: 'agrees' | 'differs' | 'unknown';
  /** `as written`, `not as written`, `cannot be compared` */
  readonly words: string;
  /** What is written there: `nginx stream, listen 443 ssl`. */
  readonly label: string;
  readonly version: string | null;
  readonly at: PlaceView;
  /** What the text says comes of each offer, beside what came. */
  readonly rows: readonly { readonly offer: Words; readonly predicted: Words; readonly seen: Words }[];
  readonly explanation: readonly string[];
}

/** One target. */
export interface TargetView {
  readonly target: string;
  /** `null` = none was sent. */
  readonly sni: string | null;
  readonly state: 'running' | 'done' | 'cancelled';
  readonly verdict: Verdicted;
  readonly groups: readonly AddressGroupView[];
  readonly modules: readonly ModuleView[];
  /** Best first. */
  readonly cures: readonly CureView[];
  readonly comparisons: readonly ComparisonView[];
  readonly notes: readonly Words[];
}

/** All of it. */
export interface ReportView {
  readonly state: 'running' | 'done' | 'cancelled';
  /** What several targets come to in one line; `null` = there is one. */
  readonly summary: Words | null;
  readonly targets: readonly TargetView[];
  /** What concerns the machine, or all targets. */
  readonly notes: readonly Words[];
  /** Where, when and with what it was probed. */
  readonly foot: readonly FactView[];
}
