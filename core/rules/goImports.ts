import type { SyntaxNode, SyntaxTree } from '../domains/syntaxTree.ts';
import { afterLineBreak, endOfLine, indentBefore, lineBreakOf, startOfLine } from '../text/lines.ts';
import { insertion, replacement, type Change } from './goLayout.ts';

/** The name that a package has in a file. `undefined`: it is not imported there under a name. */
export function importedAs(tree: SyntaxTree, path: string): string | undefined {
  for (const spec of tree.ofTypes('import_spec')) {
    if (pathOf(spec) !== path) continue;
    const name = spec.child('name');
    if (name === undefined) return path.slice(path.lastIndexOf('/') + 1);
    if (name.type === 'package_identifier') return name.text;
  }
  return undefined;
}

/**
 * Imports a package under a name, beside one that is imported already; and takes that one away, if asked to. In a block, gofmt has lines that
 * follow each other in the order of their paths (go/ast, SortImports). `undefined`: the package beside is not imported.
 */
export function addImport(
  tree: SyntaxTree,
  options: { readonly name: string; readonly path: string; readonly beside: string; readonly removesIt: boolean },
): readonly Change[] | undefined {
  const { name, path, beside, removesIt } = options;
  const spec = [...tree.ofTypes('import_spec')].find((it) => pathOf(it) === beside);
  if (spec === undefined) return undefined;
  const { text } = tree;
  const written = `${name} "${path}"`;
  const lineBreak = lineBreakOf(text);
  const list = spec.parent;
  if (list?.type !== 'import_spec_list') {
    const declaration = list?.type === 'import_declaration' ? list : undefined;
    if (declaration === undefined) return undefined;
    if (removesIt) return [replacement(spec, written)];
    return [insertion(endOfLine(text, declaration.end), `${lineBreak}import ${written}`)];
  }
  const run = runAround(list, spec);
  const indent = indentBefore(text, spec.start);
  if (indent === undefined || run === undefined) return undefined;
  const before = run.filter((it) => pathOf(it) < path && !(removesIt && it.start === spec.start)).at(-1);
  // Where its neighbours stay the same, the line itself changes.
  const [stays, line] = [run.indexOf(spec), wholeLine(text, spec)];
  if (removesIt && (before === undefined ? stays === 0 : before.start === run[stays - 1]?.start))
    return [replacement(spec, written)];
  const added = `${indent}${written}${lineBreak}`;
  const at = before === undefined ? wholeLine(text, run[0] ?? spec).start : wholeLine(text, before).end;
  return [...(removesIt ? [replacement(line, '')] : []), insertion(at, added)];
}

/** Takes an import away. `undefined`: empty lines would be left that gofmt does not leave. */
export function removeImport(tree: SyntaxTree, path: string): readonly Change[] | undefined {
  const spec = [...tree.ofTypes('import_spec')].find((it) => pathOf(it) === path);
  const list = spec?.parent;
  const run = spec && list?.type === 'import_spec_list' ? runAround(list, spec) : undefined;
  if (spec === undefined || run === undefined || run.length < 2) return undefined;
  return [replacement(wholeLine(tree.text, spec), '')];
}

/** The import path, which is the whole of what it says. */
function pathOf(spec: SyntaxNode): string {
  return spec.child('path')?.text.slice(1, -1) ?? '';
}

/** The imports around one without an empty line or a comment's line between them. `undefined`: two stand on one line. */
function runAround(list: SyntaxNode, spec: SyntaxNode): readonly SyntaxNode[] | undefined {
  const { text } = list.tree;
  const specs = list.parts;
  const runs: SyntaxNode[][] = [];
  for (const it of specs) {
    if (indentBefore(text, it.start) === undefined) return undefined;
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && wholeLine(text, last).end === wholeLine(text, it).start)
      run.push(it);
    else runs.push([it]);
  }
  // Nodes are made when they are asked for: the same one is the one that starts at the same place.
  const around = runs.find((run) => run.some(({ start }) => start === spec.start));
  return around?.map((it) => (it.start === spec.start ? spec : it));
}

function wholeLine(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): { readonly start: number; readonly end: number } {
  return { start: startOfLine(text, start), end: afterLineBreak(text, endOfLine(text, end)) };
}
