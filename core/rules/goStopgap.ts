import type { GoPlace } from '../domains/goSource/facts.ts';
import type { SyntaxNode, SyntaxTree } from '../domains/syntaxTree.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { addImport, importedAs, removeImport } from './goImports.ts';
import { replacement } from './goLayout.ts';
import { editsOf } from './goProtocols.ts';

const CREDENTIALS = 'google.golang.org/grpc/credentials';
const EXPERIMENTAL = 'google.golang.org/grpc/experimental/credentials';

/** What experimental/credentials of grpc-go 1.70.0 has instead (experimental/credentials/tls.go): the same name with this behind it. */
const SUFFIX = 'WithALPNDisabled';

const CONSTRUCTORS: ReadonlySet<string> = new Set([
  'NewTLS',
  'NewClientTLSFromCert',
  'NewClientTLSFromFile',
  'NewServerTLSFromCert',
  'NewServerTLSFromFile',
]);

/** Names for the package, the best first: its own is `credentials`, too. */
const ALIASES = ['expcreds', 'experimentalcreds', 'alpndisabledcreds'];

/** Credentials that do not check, and the edits which put them in the place of those that do. */
export interface AlpnDisabled {
  /** `NewTLSWithALPNDisabled`. */
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

/**
 * Puts credentials that do not look at what was selected in the place of `credentials.NewTLS(…)` and its kin. They still offer h2.
 * @param call the call that makes the credentials
 * @param takenElsewhere whether a name is declared for the whole package in another file
 * @returns `undefined`: it is none of these calls
 */
export function alpnDisabled(
  call: GoPlace,
  takenElsewhere: (name: string) => boolean = () => false,
): AlpnDisabled | undefined {
  const { tree } = call.node;
  const callee = call.node.type === 'call_expression' ? call.node.child('function') : undefined;
  const [owner, field] = [callee?.child('operand'), callee?.child('field')];
  const credentials = importedAs(tree, CREDENTIALS);
  if (callee === undefined || owner === undefined || field === undefined) return undefined;
  if (owner.text !== credentials || !CONSTRUCTORS.has(field.text)) return undefined;
  const name = `${field.text}${SUFFIX}`;
  const imported = importedAs(tree, EXPERIMENTAL);
  const removesIt = usesOf(tree, credentials).length === 1;
  if (imported !== undefined) {
    // An import that nothing uses stands in the way of the build.
    const removed = removesIt ? removeImport(tree, CREDENTIALS) : [];
    const edits = removed && editsOf(call, [...removed, replacement(callee, `${imported}.${name}`)]);
    return edits && { name, edits };
  }
  const taken = new Set(
    [...tree.ofTypes('identifier', 'package_identifier', 'type_identifier')].map(({ text }) => text),
  );
  const alias = ALIASES.find((it) => !taken.has(it) && !takenElsewhere(it));
  if (alias === undefined) return undefined;
  const added = addImport(tree, { name: alias, path: EXPERIMENTAL, beside: CREDENTIALS, removesIt });
  const edits = added && editsOf(call, [...added, replacement(callee, `${alias}.${name}`)]);
  return edits && { name, edits };
}

/** Where a package's name is used: in front of a dot. A local of the same name counts, too: it does no harm to keep an import more. */
function usesOf(tree: SyntaxTree, name: string): readonly SyntaxNode[] {
  return [...tree.ofTypes('selector_expression', 'qualified_type')].filter(
    (it) => (it.child('operand') ?? it.child('package'))?.text === name,
  );
}
