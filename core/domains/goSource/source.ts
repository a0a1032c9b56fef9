import type { FilePath } from '../../text/filePath.ts';
import type { SyntaxNode, SyntaxTree } from '../syntaxTree.ts';
import { scopesOf, type Scopes } from './scopes.ts';

/** One Go file of a package, with what it declares. */
export interface GoFile {
  readonly path: FilePath;
  readonly tree: SyntaxTree;
  /** Behind `package`. */
  readonly packageName: string;
  /** The paths of imported packages by the names that they have here. Those without a name of their own: by what their path ends with. */
  readonly imports: ReadonlyMap<string, string>;
  /** The packages whose names stand without a qualifier: `import . "path"`. */
  readonly dotImports: readonly string[];
  /** All imported packages, in their order; those for their side effects, too. */
  readonly importPaths: readonly string[];
  readonly scopes: Scopes;
}

/** Reads what a file says about itself. */
export function goFile(path: FilePath, tree: SyntaxTree): GoFile {
  const imports = new Map<string, string>();
  const dotImports: string[] = [];
  const importPaths: string[] = [];
  for (const spec of tree.ofTypes('import_spec')) {
    const imported = stringOf(spec.child('path'));
    if (imported === undefined) continue;
    importPaths.push(imported);
    const name = spec.child('name');
    if (name === undefined) imports.set(defaultName(imported), imported);
    else if (name.type === 'dot') dotImports.push(imported);
    else if (name.type !== 'blank_identifier') imports.set(name.text, imported);
  }
  const [clause] = tree.ofTypes('package_clause');
  const packageName = clause?.parts[0]?.text ?? '';
  return { path, tree, packageName, imports, dotImports, importPaths, scopes: scopesOf(tree) };
}

/** What a package is called by whom it imports without a name, as far as its path tells: `example.com/go/v2` is `go`, `gopkg.in/yaml.v3` is `yaml`. */
function defaultName(path: string): string {
  const parts = path.split('/');
  const last = parts.at(-1) ?? '';
  const name = /^v\d+$/.test(last) ? (parts.at(-2) ?? last) : last;
  return name.replace(/\.v\d+$/, '').replace(/^go-/, '');
}

/** The value of a string literal without escapes; `undefined`: it is none, or has some. */
export function stringOf(node: SyntaxNode | undefined): string | undefined {
  if (node?.type !== 'interpreted_string_literal' && node?.type !== 'raw_string_literal') return undefined;
  const value = node.text.slice(1, -1);
  return node.type === 'interpreted_string_literal' && value.includes('\\') ? undefined : value;
}
