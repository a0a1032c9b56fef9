import type { FilePath } from '../../text/filePath.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import type { DomainFacts } from '../facts.ts';

/** What files say about the environment of processes. */
export interface EnvFacts extends DomainFacts {
  readonly stopgaps: readonly Stopgap[];
}

/** A place where a process of Go code could be given `GRPC_ENFORCE_ALPN_ENABLED=false`. */
export interface Stopgap {
  readonly form: 'launch.json' | 'dockerfile' | 'compose';
  readonly file: FilePath;
  /** What would get it, in words: `the service \`api\` of compose.yaml`. */
  readonly words: string;
  /** The folders whose code runs there; empty: nothing says. */
  readonly folders: readonly FilePath[];
  readonly edit: TextEdit;
}
