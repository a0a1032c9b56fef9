import type { SyntaxNode } from '../syntaxTree.ts';
import type { GoPlace } from './facts.ts';
import type { OriginsOf } from './origins.ts';
import type { GoPackage } from './package.ts';
import { stringOf, type GoFile } from './source.ts';

/** A package and what its values come from: all that conclusions are drawn from. */
export interface Sight {
  readonly pkg: GoPackage;
  readonly origins: OriginsOf;
}

/** Names lead to names; a chain of more is a circle. */
const DEEPEST = 8;

/** Constants of other packages. */
const CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['golang.org/x/net/http2.NextProtoTLS', 'h2'],
  ['golang.org/x/crypto/acme.ALPNProto', 'acme-tls/1'],
]);

/**
 * The one text or number that an expression comes to. What the environment may give instead does not count, and of a flag its default does;
 * `undefined`: several, or something else decides.
 */
export function textOf(sight: Sight, node: SyntaxNode, file: GoFile, depth = 0): string | undefined {
  if (depth > DEEPEST) return undefined;
  const { places, isComplete } = sight.origins.of(node, file);
  const made = places.filter((it) => !isFromEnvironment(sight, it));
  const texts = new Set(made.map((it) => textMadeAt(sight, it, depth)));
  const [only] = texts;
  return isComplete && texts.size === 1 ? only : undefined;
}

function textMadeAt(sight: Sight, place: GoPlace, depth: number): string | undefined {
  const file = sight.pkg.fileOf(place);
  const { node } = place;
  if (file === undefined) return undefined;
  const text = (part: SyntaxNode | undefined): string | undefined =>
    part === undefined ? undefined : textOf(sight, part, file, depth + 1);
  switch (node.type) {
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return stringOf(node);
    case 'int_literal':
      return node.text.replaceAll('_', '');
    case 'selector_expression':
      return CONSTANTS.get(sight.pkg.externalOf(node, file) ?? '');
    case 'binary_expression': {
      // Of a sum, its last part says what a port is, whatever the host.
      const [left, right] = [text(node.child('left')), text(node.child('right'))];
      if (node.child('operator')?.type !== '+' || right === undefined) return undefined;
      return left === undefined ? (right.includes(':') ? right : undefined) : left + right;
    }
    case 'type_conversion_expression':
      return text(node.child('operand'));
    case 'call_expression':
      return textOfCall(sight, node, file, text);
    default:
      return undefined;
  }
}

function textOfCall(
  { pkg }: Sight,
  node: SyntaxNode,
  file: GoFile,
  text: (part: SyntaxNode | undefined) => string | undefined,
): string | undefined {
  const args = node.child('arguments')?.parts ?? [];
  const called = node.child('function');
  switch (pkg.externalOf(called, file)) {
    case 'fmt.Sprintf': {
      const [format, ...others] = args;
      const written = text(format);
      const last = text(others.at(-1));
      if (written === undefined || last === undefined || !/:%[dsv]$/.test(written)) return undefined;
      const host = others.length === 1 ? written.slice(0, -3) : (text(others[0]) ?? '');
      return `${host.includes('%') ? '' : host}:${last}`;
    }
    case 'net.JoinHostPort': {
      const port = text(args[1]);
      return port === undefined ? undefined : `${text(args[0]) ?? ''}:${port}`;
    }
    case 'strconv.Itoa':
      return text(args[0]);
    case 'flag.String':
    case 'flag.Int':
    case 'flag.Uint':
      return text(args[1]);
    default: {
      // A conversion: `string(port)`.
      const isConversion = called?.type === 'identifier' && /^(?:string|int|uint16|int32|int64)$/.test(called.text);
      return isConversion ? text(args[0]) : undefined;
    }
  }
}

function isFromEnvironment({ pkg }: Sight, place: GoPlace): boolean {
  const file = pkg.fileOf(place);
  if (file === undefined || place.node.type !== 'call_expression') return false;
  const name = pkg.externalOf(place.node.child('function'), file);
  return name === 'os.Getenv' || name === 'os.LookupEnv';
}
