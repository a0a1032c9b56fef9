import type { FilePath } from '../text/filePath.ts';
import type { Span } from '../text/span.ts';
import type { DomainFacts } from './facts.ts';

/** A place where a text is certainly rejected by the program that it is written for. */
export interface SyntaxProblem {
  readonly span: Span;
  /** What is wrong, in the words of this product; the program's own words come behind it where they are known. */
  readonly message: string;
}

/** What parsing a text yields: always a tree; problems are data. */
export interface Parse<Tree> {
  readonly tree: Tree;
  readonly problems: readonly SyntaxProblem[];
}

/** A value of one text: never changed, shared between snapshots as long as the text stays the same. */
export interface ParsedFile<Tree> extends Parse<Tree> {
  readonly path: FilePath;
  readonly text: string;
}

/** Something that a domain needs to have read. */
export type FileRequest =
  | { readonly kind: 'file'; readonly path: FilePath }
  /** All files that an absolute nginx pattern (`* ? [ ]` in any part of it) matches, in byte order. */
  | { readonly kind: 'glob'; readonly pattern: string };

/** Why a requested file is not among the files. */
export type Absence =
  | { readonly kind: 'missing' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'not-text' }
  | { readonly kind: 'unreadable'; readonly because: string };

/** One nginx configuration as grpc-alpn.json or a setting names it. */
export interface NginxConfigurationOption {
  /** The main file. */
  readonly main: FilePath;
  /** The folder that relative includes start from; `undefined` = that of the main file. */
  readonly prefix?: FilePath;
  readonly version?: string;
  readonly grpc?: 'yes' | 'no';
}

/** What the user states about one project, and where. Everything is optional; nothing of it is a default. */
export interface DomainOptions {
  readonly nginx: {
    readonly configurations: readonly NginxConfigurationOption[];
  };
  /** Statements of grpc-alpn.json `files`: the first that matches a file decides. */
  readonly grpcOf: (path: FilePath) => { readonly grpc: 'yes' | 'no'; readonly from: string } | undefined;
}

/** All that a domain sees of one workspace folder. */
export interface DomainInput<Tree> {
  readonly folder: FilePath;
  readonly files: ReadonlyMap<FilePath, ParsedFile<Tree>>;
  /** Answers to the requests of kind `glob`. */
  readonly globs: ReadonlyMap<string, readonly FilePath[]>;
  /** Requested files that are not to be had. */
  readonly absent: ReadonlyMap<FilePath, Absence>;
  readonly options: DomainOptions;
}

/** One room of core/domains: a kind of file, and what it says about listeners, dialers and modules. Domains do not know each other. */
export interface Domain<Tree, Facts extends DomainFacts = DomainFacts> {
  readonly id: string;
  /** Whether a file may be one of this domain's, by its name alone: only of these the beginning is read. */
  candidate(path: FilePath): boolean;
  /** Whether it is. `head` = the first 4 KiB. */
  recognise(path: FilePath, head: string): boolean;
  parse(text: string): Parse<Tree>;
  /** What must be read as well. The workspace asks again until nothing new is wanted. */
  wants(input: DomainInput<Tree>): Iterable<FileRequest>;
  read(input: DomainInput<Tree>): Facts;
}
