import type { SyntaxNode } from '../syntaxTree.ts';
import type { GoPlace } from './facts.ts';
import { functionAround } from './functions.ts';
import type { GoFile } from './source.ts';
import type { Sight } from './texts.ts';

const CONDITIONS = ['if_statement', 'expression_switch_statement', 'type_switch_statement'] as const;

/**
 * Whether each call of the function that a place stands in may have something else done there: `listen(address, config)` that does TLS only
 * where the configuration is not nil, once called with one and once with nil. Values are not followed call by call, so that nothing is
 * known of any of them.
 */
export function differsByCall(sight: Sight, { node }: GoPlace, file: GoFile): boolean {
  const fn = functionAround(node);
  const calls = fn && sight.origins.callsOf(fn, file);
  if (fn === undefined || calls === undefined || calls.places.length < 2) return false;
  const deciding = decidingNames(fn);
  return parametersOf(fn).some((name, i) => {
    if (!deciding.has(name)) return false;
    const given = new Set(calls.places.map((call) => givenBy(sight, call, i)));
    return given.size > 1;
  });
}

/** What the calls of its function give a parameter, each in its file; empty: the expression is no parameter. */
export function givenByCalls(
  sight: Sight,
  node: SyntaxNode,
  file: GoFile,
): readonly { readonly node: SyntaxNode; readonly file: GoFile }[] {
  const meaning = node.type === 'identifier' ? sight.pkg.meaningOf(node, file) : undefined;
  if (meaning?.kind !== 'declared' || meaning.declaration.kind !== 'parameter') return [];
  const fn = functionAround(meaning.declaration.node);
  const i = fn === undefined ? -1 : parametersOf(fn).indexOf(meaning.declaration.name);
  const calls = fn && sight.origins.callsOf(fn, meaning.file);
  return (calls?.places ?? []).flatMap((call) => {
    const where = sight.pkg.fileOf(call);
    const argument = call.node.child('arguments')?.parts[i];
    return where === undefined || argument === undefined ? [] : [{ node: argument, file: where }];
  });
}

/** What a call gives as its `i`th argument, as far as conditions see a difference: `nil` or not, else its words. */
function givenBy(sight: Sight, call: GoPlace, i: number): string {
  const file = sight.pkg.fileOf(call);
  const argument = call.node.child('arguments')?.parts[i];
  if (file === undefined || argument === undefined) return '';
  const isText = argument.type === 'true' || argument.type === 'false' || argument.type.endsWith('_literal');
  if (isText && argument.type !== 'composite_literal') return argument.text;
  const { places, isComplete } = sight.origins.of(argument, file);
  if (isComplete && places.length > 0) return places.every((it) => it.node.type === 'nil') ? 'nil' : 'something';
  return argument.text;
}

/** The names of a function's parameters, one for each argument. */
function parametersOf(fn: SyntaxNode): readonly string[] {
  const list = fn.child('parameters')?.parts ?? [];
  return list.flatMap((it) => it.children.filter(({ field }) => field === 'name').map(({ text }) => text));
}

/** All names in the conditions of a function. */
function decidingNames(fn: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of fn.ofTypes(...CONDITIONS)) {
    const condition = statement.child('condition') ?? statement.child('value');
    if (condition?.type === 'identifier') names.add(condition.text);
    for (const name of condition?.ofTypes('identifier') ?? []) names.add(name.text);
  }
  return names;
}
