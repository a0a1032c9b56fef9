import type { EnvironmentOptOut } from '../facts.ts';
import type { Span } from '../../text/span.ts';

/** One place of a file that gives `GRPC_ENFORCE_ALPN_ENABLED` a value. Its span is the whole assignment. */
export interface Assignment extends Span {
  readonly form: EnvironmentOptOut['form'];
  /** What it is called in a message, in front of "in line 3": `ENV`. Empty: the line says all. */
  readonly words: string;
  /** As the process gets it; `undefined`: something else decides. */
  readonly value: string | undefined;
  /** The value as written, with its quotes. */
  readonly valueAt: Span | undefined;
  /** What must stand at `valueAt` for the value `false`. */
  readonly correct: string;
  readonly refused?: string;
  readonly unreached?: string;
  /** What goes when the assignment goes; `undefined`: it cannot go by itself. */
  readonly removal: Span | undefined;
  /** The folders whose code gets it, as written. */
  readonly folders?: readonly string[];
  /** What gets it: the last part of the name of an image, or the name of a unit. */
  readonly program?: string | undefined;
  /** Of a compose file: the Dockerfile whose `ARG` it is the value of. */
  readonly argumentOf?: Build;
}

/** What a compose service is built of, as written. */
export interface Build {
  readonly context: string;
  readonly dockerfile: string;
}

/** A file of variables that this one names. */
export interface NamedFile {
  /** As written, without the `-` of systemd. */
  readonly name: string;
  /** Who reads it: the quoting is that of compose, or that of systemd. */
  readonly reader: 'dotenv' | 'systemd';
  readonly folders: readonly string[];
  readonly program?: string | undefined;
}

/** The part of an image's name that says what is in it: `orders` of `registry.example:5000/shop/orders:1.2@sha256:…`. */
export function programOf(image: string | undefined): string | undefined {
  const name = image?.split('@', 1)[0] ?? '';
  const [program] = name.slice(name.lastIndexOf('/') + 1).split(':', 1);
  return program === undefined || !/^[\w.-]{1,100}$/.test(program) ? undefined : program;
}

/** A place where a process can be given a variable that it does not have yet. */
export interface Slot extends Span {
  readonly form: 'launch.json' | 'dockerfile' | 'compose';
  /** What it is called: `the configuration "Debug"`, `the service \`api\``, `the image`. */
  readonly words: string;
  /** The folders whose code runs there, as written. */
  readonly folders: readonly string[];
  readonly build?: Build;
  readonly newText: string;
}

/** A comment without the white space around it. */
export interface Comment extends Span {
  /** What stands behind its marker. */
  readonly value: string;
}

/** One file of this room. */
export interface EnvTree {
  readonly assignments: readonly Assignment[];
  /** Of a file of variables: the same as systemd reads it. */
  readonly forSystemd: readonly Assignment[];
  readonly files: readonly NamedFile[];
  readonly slots: readonly Slot[];
  /** Of a Dockerfile: whether `ARG GRPC_ENFORCE_ALPN_ENABLED` reaches what runs, by an `ENV` or a step that uses it. */
  readonly usesArgument: boolean;
  /** Of a Dockerfile: whether Go code is built in it. */
  readonly buildsGo: boolean;
  readonly comments: readonly Comment[];
  readonly marker: '#' | '//';
  /** Statements that are longer than a line: a comment above one is about all of it. */
  readonly statements: readonly Span[];
}

/** A file that says nothing. */
export const EMPTY: EnvTree = {
  assignments: [],
  forSystemd: [],
  files: [],
  slots: [],
  usesArgument: false,
  buildsGo: false,
  comments: [],
  marker: '#',
  statements: [],
};
