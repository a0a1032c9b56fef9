import { baseName } from '../../text/filePath.ts';
import { LineIndex } from '../../text/lineIndex.ts';
import type { DomainInput } from '../domain.ts';
import { knowledgeOf, maskOf, type ContextMask } from './directives.ts';
import type { Root } from './roots.ts';
import type { Scope } from './scope.ts';
import { statementsOf } from './statement.ts';
import type { Directive, NginxTree } from './tree.ts';

/** Which block includes the files of a configuration whose main file is not in the workspace. */
export interface FragmentContext {
  readonly module: 'http' | 'stream';
  /** Why, in words that fit behind "because". */
  readonly because: string;
  /** Whether the user says so: then it holds against everything else. */
  readonly isStated: boolean;
}

/** What is known of a fragment's surroundings without looking at what it does: a comment in it, or the image whose main file includes it. */
export function contextOf(root: Root, input: DomainInput<NginxTree>): FragmentContext | undefined {
  if (!root.fragment) return undefined;
  for (const file of root.stock.length > 0 ? root.stock.map(({ path }) => path) : [root.main]) {
    const parsed = input.files.get(file);
    const statement = parsed && statementsOf(parsed.tree).find((it) => it.kind === 'context');
    if (statement === undefined) continue;
    const { line } = new LineIndex(parsed?.text ?? '').positionAt(statement.start);
    const because = `the comment in line ${line + 1} of ${baseName(file)} says so`;
    return { module: statement.module, because, isStated: true };
  }
  const [first] = root.stock;
  if (first === undefined) return undefined;
  const because = `nginx.conf of nginx's image includes ${first.target}, where it is put (${first.placement.from})`;
  return { module: 'http', because, isStated: false };
}

/** The context that a fragment is taken to be in: never one that something in it speaks against. `undefined`: nothing tells, or signs contradict each other. */
export function fragmentContext(known: FragmentContext | undefined, root: Scope): FragmentContext | undefined {
  if (known?.isStated === true) return known;
  const modules = modulesOf(root);
  if (known !== undefined) return modules.includes(known.module) ? known : undefined;
  const [module, other] = modules;
  if (other !== undefined || module === undefined || module === 'mail') return undefined;
  return { module, because: `what stands in it belongs to ${module}`, isStated: false };
}

type Module = 'http' | 'stream' | 'mail';

const MODULES: readonly Module[] = ['http', 'stream', 'mail'];

/** The contexts of one level in each module. */
type Level = Readonly<Record<Module, ContextMask>>;

const OUTERMOST: Level = { http: maskOf('http'), stream: maskOf('stream'), mail: maskOf('mail') };
const IN_SERVER: Level = {
  http: maskOf('http.server'),
  stream: maskOf('stream.server'),
  mail: maskOf('mail.server'),
};
const IN_UPSTREAM: Level = { http: maskOf('http.upstream'), stream: maskOf('stream.upstream'), mail: 0 };

/** The modules in which everything that stands in a fragment may stand. What is not nginx's own may stand anywhere. */
function modulesOf(root: Scope): readonly Module[] {
  let modules = MODULES;
  const look = (scope: Scope, level: Level): void => {
    for (const { directives } of scope.segments) {
      if (modules.length === 0) return;
      for (const directive of directives) modules = modules.filter((it) => mayStand(directive, level[it]));
    }
  };
  look(root, OUTERMOST);
  for (const server of root.blocks('server')) look(server, IN_SERVER);
  for (const upstream of root.blocks('upstream')) look(upstream, IN_UPSTREAM);
  return modules;
}

/** Words of `listen` that only one module knows (ngx_http_core_listen, ngx_stream_core_listen). */
const LISTEN_WORDS: ReadonlyMap<string, ContextMask> = new Map([
  ['http2', IN_SERVER.http],
  ['quic', IN_SERVER.http],
  ['spdy', IN_SERVER.http],
  ['udp', IN_SERVER.stream],
]);

function mayStand({ name, args }: Directive, context: ContextMask): boolean {
  const knowledge = knowledgeOf(name.value);
  if (knowledge === undefined) return true;
  if ((knowledge.contexts & context) === 0) return false;
  return name.value !== 'listen' || args.every(({ value }) => ((LISTEN_WORDS.get(value) ?? context) & context) !== 0);
}
