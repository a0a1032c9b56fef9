import type { FilePath } from '../text/filePath.ts';
import type { Span } from '../text/span.ts';
import type { GrammarName, SyntaxParser } from './syntaxTree.ts';
import type { DomainFacts, GrpcServerSeen, Placement } from './facts.ts';

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
  | { readonly kind: 'glob'; readonly pattern: string }
  /** What such a pattern matches, files and folders, without reading any of it. */
  | { readonly kind: 'names'; readonly pattern: string };

/** A file or folder that is there. */
export interface Named {
  readonly path: FilePath;
  readonly kind: 'file' | 'folder';
}

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
  /** Answers to the requests of kind `names`. */
  readonly names: ReadonlyMap<string, readonly Named[]>;
  /** Requested files that are not to be had. */
  readonly absent: ReadonlyMap<FilePath, Absence>;
  /** Links to files: each with the file that it leads to, be it of the workspace or only of the machine that nginx runs on (`/etc/nginx/…`). */
  readonly links: ReadonlyMap<FilePath, FilePath>;
  /** What other rooms know of where these files are put. */
  readonly placements: readonly Placement[];
  /** What other rooms know of gRPC servers. */
  readonly grpcServers: readonly GrpcServerSeen[];
  readonly options: DomainOptions;
}

/** How the files of a domain belong together: Go source by its packages. */
export interface Units {
  /** The unit of a file. */
  of(path: FilePath): string;
  /**
   * Whether a file that is not recognised by itself is taken in where others of its unit are.
   * @param beside the texts of those
   */
  joins(path: FilePath, text: string, beside: readonly string[]): boolean;
}

/** One room of core/domains: a kind of file, and what it says about listeners, dialers and modules. Domains do not know each other. */
export interface Domain<Tree, Facts extends DomainFacts = DomainFacts> {
  readonly id: string;
  /** Whether a file may be one of this domain's, by its name alone: only of these the beginning is read. */
  candidate(path: FilePath): boolean;
  /**
   * Whether a candidate may be one by how its text begins (its first 16 KiB, the last character of which may be half of one): where no room says
   * so, nothing more of the file is read. For domains with units. `undefined`: every candidate may.
   */
  readonly begins?: (path: FilePath, beginning: string) => boolean;
  /** Whether it is, by its name and text. Of a text that is not, nothing is kept. */
  recognise(path: FilePath, text: string): boolean;
  /**
   * A domain of very many files: they are read behind everything else, a few at a time, and taken in when the last one is read. Of a unit in
   * which no file is recognised none is parsed or kept. `undefined`: its files are read with the others, each for itself.
   */
  readonly units?: Units;
  /** The grammar that `parse` needs: loaded when the first file is there. `undefined`: none. */
  readonly grammar?: GrammarName;
  /** @param parser of the grammar that this room needs */
  parse(text: string, path: FilePath, parser?: SyntaxParser): Parse<Tree>;
  /** What must be read as well. The workspace asks again until nothing new is wanted. */
  wants(input: DomainInput<Tree>): Iterable<FileRequest>;
  read(input: DomainInput<Tree>): Facts;
  /** Does what `read` has to do, part by part, so that it is quick then: for domains with units. Yields where it has done something. */
  prepare?(input: DomainInput<Tree>): Iterable<undefined>;
}
