import type { Span } from '../../text/span.ts';
import { scan, type Token } from './scan.ts';

/** A port that a gRPC server of one file listens on. Its span is that of the expression which names the address. */
export interface ServerPort extends Span {
  readonly port: number;
}

/** The package whose servers are looked for. */
export const GRPC_PACKAGE = 'google.golang.org/grpc';

/**
 * The ports of the gRPC servers in Go source, as far as this file alone tells them: a `net.Listen` whose listener a server of
 * `grpc.NewServer` serves, or the only one of a file that makes such a server. Names count as their one value in the file
 * (constants, variables, defaults of flags); a name with several values is unknown. Where one port is shared with HTTP, gRPC is not what
 * every connection to it is for.
 */
export function serverPortsOf(text: string): readonly ServerPort[] {
  const source = new Source(scan(text));
  const servers = source.serverNames();
  if (servers === undefined || source.sharesPorts()) return [];
  const listens = source.listens();
  const isServed = (listener: string | undefined): boolean =>
    listener !== undefined && source.servesOf(listener).some((it) => servers.has(it));
  const isForOthers = (listener: string | undefined): boolean =>
    listener !== undefined && source.servesOf(listener).length > 0;
  return listens
    .filter(({ listener }) => isServed(listener) || (listens.length === 1 && !isForOthers(listener)))
    .flatMap(({ address }) => {
      const port = source.portOf(address);
      const [first] = address;
      const last = address.at(-1);
      return port === undefined || first === undefined || last === undefined
        ? []
        : [{ start: first.start, end: last.end, port }];
    });
}

type Expression = readonly Token[];

/** A call of `net.Listen` or `tls.Listen`. */
interface Listen {
  /** The variable that its first result is put into. */
  readonly listener: string | undefined;
  readonly address: Expression;
}

/** Names lead to names; a chain of more is a circle. */
const DEEPEST = 8;

class Source {
  readonly #tokens: readonly Token[];
  readonly #imports = new Map<string, string>();
  /** What each name is set to, anywhere in the file. */
  readonly #values = new Map<string, Expression[]>();

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#readImports();
    this.#readValues();
  }

  /** The variables that hold servers of grpc-go. `undefined`: none is made here. */
  serverNames(): ReadonlySet<string> | undefined {
    const made = this.#tokens.flatMap((_, i) => (this.#isCall(i, GRPC_PACKAGE, 'NewServer') ? [i] : []));
    return made.length === 0 ? undefined : new Set(made.flatMap((i) => this.#assignedAt(i) ?? []));
  }

  /** Whether what comes to one port is told apart here, and parted among several servers (github.com/soheilhy/cmux and its forks). */
  sharesPorts(): boolean {
    return [...this.#imports.values()].some((path) => lastPart(path) === 'cmux');
  }

  /** What listens on TCP here. */
  listens(): readonly Listen[] {
    const found: Listen[] = [];
    this.#tokens.forEach((_, i) => {
      if (!this.#isCall(i, 'net', 'Listen') && !this.#isCall(i, 'crypto/tls', 'Listen')) return;
      const [network, address] = this.#argsAt(i + 3);
      if (address === undefined || network?.length !== 1 || !/^tcp[46]?$/.test(network[0]?.value ?? '')) return;
      found.push({ listener: this.#assignedAt(i), address });
    });
    return found;
  }

  /** The variables or packages whose `Serve` gets a listener. */
  servesOf(listener: string): readonly string[] {
    return this.#tokens.flatMap(({ value }, i) => {
      if (value !== 'Serve' && value !== 'ServeTLS') return [];
      const [receiver, dot, open, first] = [-2, -1, 1, 2].map((it) => this.#tokens[i + it]);
      const isServe = dot?.value === '.' && open?.value === '(' && first?.value === listener;
      return isServe && receiver !== undefined ? [receiver.value] : [];
    });
  }

  /** The port of an address: `":50051"`, `fmt.Sprintf(":%d", port)`, `*addr`. */
  portOf(address: Expression, depth = 0): number | undefined {
    const text = this.#textOf(address, depth);
    const [, port] = /:(\d{1,5})$/.exec(text ?? '') ?? [];
    const number = Number(port ?? 0);
    return number > 0 && number < 65_536 ? number : undefined;
  }

  /** What an expression comes to, as text; of a sum, what its last part does. */
  #textOf(expression: Expression, depth: number): string | undefined {
    if (depth > DEEPEST) return undefined;
    const plus = lastPlus(expression);
    if (plus >= 0) {
      const [left, right] = [expression.slice(0, plus), expression.slice(plus + 1)];
      const end = this.#textOf(right, depth + 1);
      return end === undefined || end.includes(':') ? end : `${this.#textOf(left, depth + 1) ?? ''}${end}`;
    }
    const [first, second] = expression;
    if (first === undefined) return undefined;
    if (first.value === '*' && first.kind === 'mark') return this.#textOf(expression.slice(1), depth);
    if (expression.length === 1) {
      if (first.kind === 'string' || first.kind === 'number') return first.value;
      return first.kind === 'name' ? this.#valueOf(first.value, depth) : undefined;
    }
    const [, , , open] = expression;
    if (second?.value === '.' && open?.value === '(') return this.#callOf(expression, depth);
    // A conversion: `string(port)`.
    const isConversion = second?.value === '(' && /^(?:string|int|uint16|int32|int64)$/.test(first.value);
    return isConversion ? this.#textOf(expression.slice(2, -1), depth + 1) : undefined;
  }

  #callOf(expression: Expression, depth: number): string | undefined {
    const [owner, , method] = expression;
    const name = `${this.#imports.get(owner?.value ?? '') ?? ''}.${method?.value ?? ''}`;
    const args = argsOf(expression.slice(3));
    const text = (arg: Expression | undefined): string | undefined =>
      arg === undefined ? undefined : this.#textOf(arg, depth + 1);
    switch (name) {
      case 'fmt.Sprintf': {
        const [format, ...others] = args;
        const written = text(format);
        const last = text(others.at(-1));
        return written !== undefined && last !== undefined && /:%[dsv]$/.test(written) ? `:${last}` : undefined;
      }
      case 'net.JoinHostPort': {
        const port = text(args[1]);
        return port === undefined ? undefined : `:${port}`;
      }
      case 'strconv.Itoa':
        return text(args[0]);
      case 'flag.String':
      case 'flag.Int':
      case 'flag.Uint':
        return text(args[1]);
      default:
        return undefined;
    }
  }

  /** The one value that a name has in this file. What the environment may give instead does not count. */
  #valueOf(name: string, depth: number): string | undefined {
    const values = (this.#values.get(name) ?? []).filter((it) => !this.#isFromEnvironment(it));
    const texts = new Set(values.map((it) => this.#textOf(it, depth + 1)));
    const [only] = texts;
    return texts.size === 1 ? only : undefined;
  }

  #isFromEnvironment([owner, , method]: Expression): boolean {
    const isOs = this.#imports.get(owner?.value ?? '') === 'os';
    return isOs && (method?.value === 'Getenv' || method?.value === 'LookupEnv');
  }

  #readImports(): void {
    const tokens = this.#tokens;
    for (let i = 0; i < tokens.length; i++) {
      if (tokens[i]?.value !== 'import' || tokens[i]?.kind !== 'name') continue;
      const isGroup = tokens[i + 1]?.value === '(';
      for (let j = i + (isGroup ? 2 : 1); j < tokens.length && tokens[j]?.value !== ')'; j++) {
        const token = tokens[j];
        if (token?.kind === 'string') {
          const before = tokens[j - 1];
          const isNamed = before?.kind === 'name' && before.value !== 'import';
          this.#imports.set(isNamed ? before.value : lastPart(token.value), token.value);
          if (!isGroup) break;
        } else if (!isGroup && j > i + 1) break;
      }
    }
  }

  #readValues(): void {
    const tokens = this.#tokens;
    tokens.forEach((token, i) => {
      if (token.kind !== 'name') return;
      // Flags that are put into a variable: `flag.StringVar(&addr, "addr", ":50051", "usage")`.
      if (/^(?:String|Int|Uint)Var$/.test(token.value) && this.#imports.get(tokens[i - 2]?.value ?? '') === 'flag') {
        const [variable, , value] = this.#argsAt(i + 1);
        const name = variable?.length === 2 ? variable[1]?.value : undefined;
        if (name !== undefined && value !== undefined) this.#add(name, value);
        return;
      }
      const isMember = tokens[i - 1]?.value === '.';
      const next = tokens[i + 1];
      // A type may stand between a name and what it is set to.
      const at = next?.kind === 'name' && tokens[i + 2]?.value === '=' ? i + 2 : i + 1;
      const operator = tokens[at]?.value;
      if (isMember || (operator !== '=' && operator !== ':=')) return;
      // Of `a, b = …` nothing is said but that the name has other values, too.
      this.#add(token.value, tokens[i - 1]?.value === ',' ? [] : this.#expressionAt(at + 1));
    });
  }

  #add(name: string, value: Expression): void {
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
  }

  /** Whether `alias.name(` starts at a token. */
  #isCall(i: number, path: string, name: string): boolean {
    const tokens = this.#tokens;
    const [owner, dot, method, open] = [tokens[i], tokens[i + 1], tokens[i + 2], tokens[i + 3]];
    return (
      method?.value === name &&
      dot?.value === '.' &&
      open?.value === '(' &&
      owner?.kind === 'name' &&
      this.#imports.get(owner.value) === path
    );
  }

  /** The first name on the left of the assignment whose right side starts at a token: `lis, err := net.Listen(…)`. */
  #assignedAt(i: number): string | undefined {
    const operator = this.#tokens[i - 1]?.value;
    if (operator !== ':=' && operator !== '=') return undefined;
    let name: string | undefined;
    for (let j = i - 2; j >= 0; j--) {
      const token = this.#tokens[j];
      if (token?.kind !== 'name') break;
      name = token.value;
      if (this.#tokens[j - 1]?.value !== ',') break;
      j--;
    }
    return name;
  }

  /** The arguments of the call whose `(` stands at a token. */
  #argsAt(i: number): readonly Expression[] {
    return argsOf(this.#tokens.slice(i, i + LONGEST));
  }

  /** The expression that starts at a token and ends with its line, or where brackets around it do. */
  #expressionAt(i: number): Expression {
    const found: Token[] = [];
    let depth = 0;
    for (let j = i; j < i + LONGEST; j++) {
      const token = this.#tokens[j];
      if (token === undefined) break;
      if (depth === 0 && (token.value === ',' || token.value === ';' || token.value === '{')) break;
      depth += depthOf(token);
      if (depth < 0) break;
      found.push(token);
    }
    return found;
  }
}

/** An expression of more tokens is nothing that this room reads. */
const LONGEST = 60;

function depthOf({ kind, value }: Token): number {
  if (kind !== 'mark') return 0;
  return value === '(' || value === '[' || value === '{' ? 1 : value === ')' || value === ']' || value === '}' ? -1 : 0;
}

/** The parts of `( a, b )` at the start of some tokens. */
function argsOf(tokens: Expression): readonly Expression[] {
  const args: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += depthOf(token);
    if (depth === 0) return args.filter((it) => it.length > 0);
    if (depth === 1 && token.kind === 'mark' && token.value === ',') args.push([]);
    else if (depth > 1 || depthOf(token) !== 1) args.at(-1)?.push(token);
  }
  return [];
}

/** Where the last `+` stands that is in no brackets; -1: nowhere. */
function lastPlus(expression: Expression): number {
  let depth = 0;
  for (let i = expression.length - 1; i > 0; i--) {
    const token = expression[i];
    if (token === undefined) break;
    depth += depthOf(token);
    if (depth === 0 && token.kind === 'mark' && token.value === '+') return i;
  }
  return -1;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
