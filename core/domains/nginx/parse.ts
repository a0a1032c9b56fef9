import type { FilePath } from '../../text/filePath.ts';
import type { Parse, SyntaxProblem } from '../domain.ts';
import { read, type Reading } from './builder.ts';
import { isKnownDirective } from './directives.ts';
import { says } from './messages.ts';
import { isTemplate } from './template.ts';
import { templateEnding } from './templateName.ts';
import type { Directive, NginxTree } from './tree.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/** More problems than this tell nobody anything. */
const MOST_PROBLEMS = 100;

/**
 * Parses one configuration file, whole or a fragment, with nginx's own grammar (ngx_conf_file.c). Problems are only what nginx certainly
 * refuses, in the order of their places; a template has none, since only what another program makes of it is read by nginx.
 * @param path its name may make it a template, too
 */
export function parse(text: string, path?: FilePath): Parse<NginxTree> {
  return parseCounting(text, path).parse;
}

/** The same, with the number of code units that were looked at, which must grow like the text. */
export function parseCounting(
  text: string,
  path?: FilePath,
): { readonly parse: Parse<NginxTree>; readonly steps: number } {
  const start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const template = (path !== undefined && templateEnding(path) !== '') || isTemplate(text);
  const first = read(text, { start, template, repair: { open: 0, surplus: 0 } });
  const isBalanced = first.imbalance.open === 0 && first.imbalance.surplus === 0;
  const second = isBalanced ? first : read(text, { start, template, repair: first.imbalance });
  const better = isWorse(second, first) ? first : second;
  const { directives, includes, comments, openness } = better;
  const problems = template ? [] : sorted([...markProblem(directives, start), ...better.problems]);
  return {
    parse: { tree: { directives, includes, comments, template, openness }, problems },
    steps: first.steps + (isBalanced ? 0 : second.steps),
  };
}

/** Whether the second reading closed blocks at the wrong places: then `}` are left over that were not before. */
function isWorse(second: Reading, first: Reading): boolean {
  return second.imbalance.surplus > first.imbalance.surplus;
}

/** nginx takes the mark for a part of the first word. Only the first line of a map that includes the file could start with one. */
function markProblem(directives: readonly Directive[], start: number): readonly SyntaxProblem[] {
  const [first] = directives;
  if (start === 0 || first === undefined || (first.block === undefined && !isKnownDirective(first.name.value)))
    return [];
  const message = `The file starts with a byte order mark, which nginx takes for a part of the first word. ${says(`unknown directive "\\xEF\\xBB\\xBF${first.name.value}"`)}`;
  return [{ span: { start: 0, end: start }, message }];
}

function sorted(problems: SyntaxProblem[]): readonly SyntaxProblem[] {
  return problems.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end).slice(0, MOST_PROBLEMS);
}
