/** A part of a file that the text of a message names: its line, counted from 1. */
export interface Line {
  readonly line: number;
}

/** `COPY` and `ADD`, with their variables as written. */
export interface Copy extends Line {
  readonly kind: 'copy';
  readonly keyword: 'COPY' | 'ADD';
  /** The stage or image that the sources are from; `undefined`: the build context. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
}

/** What of a stage matters for where files are put, in its order. */
export type Step =
  | Copy
  /** `value`: `undefined` for an `ARG` without default. */
  | { readonly kind: 'arg' | 'env'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'workdir'; readonly path: string };

/** One stage of a Dockerfile: from a `FROM` to the next one. */
export interface Stage extends Line {
  /** As written, with its variables. */
  readonly image: string;
  readonly name: string | undefined;
  readonly steps: readonly Step[];
}

/** A Dockerfile. */
export interface DockerfileTree {
  readonly kind: 'dockerfile';
  /** The `ARG`s in front of the first `FROM`, with their defaults. */
  readonly args: ReadonlyMap<string, string | undefined>;
  readonly stages: readonly Stage[];
}

/** Something of the host that a service gets to see at a place of its own. */
export interface Mount extends Line {
  /** Of a `configs` entry, the name of the config. */
  readonly source: string;
  readonly target: string;
  readonly kind: 'volumes' | 'configs';
}

/** How an image is made. */
export interface Build {
  readonly context: string;
  readonly dockerfile: string | undefined;
  /** The stage. */
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string>;
}

/** One service of a compose file. */
export interface Service {
  readonly name: string;
  readonly image: (Line & { readonly name: string }) | undefined;
  readonly build: Build | undefined;
  readonly mounts: readonly Mount[];
}

/** A compose file. Its variables are as written. */
export interface ComposeTree {
  readonly kind: 'compose';
  readonly services: readonly Service[];
  /** The files of `configs`, by name. */
  readonly configs: ReadonlyMap<string, string>;
}

/** One file of this room. */
export type ContainersTree = DockerfileTree | ComposeTree;
