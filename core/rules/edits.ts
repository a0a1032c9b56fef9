import type { ParsedFile } from '../domains/domain.ts';
import type { Placed } from '../domains/nginx/scope.ts';
import type { NginxTree } from '../domains/nginx/tree.ts';
import { afterLineBreak, endOfLine, indentBefore, lineBreakOf } from '../text/lines.ts';
import { lowerBound, type Span } from '../text/span.ts';
import type { TextEdit } from '../text/textEdit.ts';

type NginxFile = ParsedFile<NginxTree>;
/** A directive where it is written, however it was included. */
type Written = Pick<Placed, 'directive' | 'file'>;

/**
 * Puts a directive behind another one: on a line of its own with the same indentation, behind a comment at the line's end;
 * on the same line where more than a comment follows there. `undefined`: the directive has no end yet.
 */
export function insertAfter(file: NginxFile, placed: Written, directive: string): TextEdit | undefined {
  const { hasSemicolon, end: behind } = placed.directive;
  if (!hasSemicolon) return undefined;
  const { text } = file;
  const indent = indentBefore(text, placed.directive.start);
  const end = endOfLine(text, behind);
  const rest = text.slice(behind, end).trim();
  if (indent === undefined || (rest !== '' && !rest.startsWith('#'))) {
    return { file: file.path, span: { start: behind, end: behind }, newText: ` ${directive}` };
  }
  return { file: file.path, span: { start: end, end }, newText: `${lineBreakOf(text)}${indent}${directive}` };
}

/** Replaces all arguments of a directive. `undefined`: it has none, or a comment stands between them. */
export function replaceArguments(file: NginxFile, placed: Written, written: string): TextEdit | undefined {
  const { args } = placed.directive;
  const [first, last] = [args[0], args.at(-1)];
  if (first === undefined || last === undefined || hasComment(file, { start: first.start, end: last.end }))
    return undefined;
  return { file: placed.file, span: { start: first.start, end: last.end }, newText: written };
}

/** Whether a comment stands in a span: an edit must not lose it. */
function hasComment({ tree }: NginxFile, span: Span): boolean {
  const next = tree.comments[lowerBound(tree.comments, span.start)];
  return next !== undefined && next.start < span.end;
}

/** Puts an argument behind the last one. */
export function appendArgument(placed: Written, written: string): TextEdit {
  const { end } = placed.directive.args.at(-1) ?? placed.directive.name;
  return { file: placed.file, span: { start: end, end }, newText: ` ${written}` };
}

/** Takes an argument away, and the white space before it. */
export function removeArgument(file: NginxFile, placed: Written, value: string): TextEdit | undefined {
  const index = placed.directive.args.findIndex((it) => it.value === value);
  const word = placed.directive.args[index];
  const before = placed.directive.args[index - 1] ?? placed.directive.name;
  if (word === undefined || file.path !== placed.file) return undefined;
  if (hasComment(file, { start: before.end, end: word.end })) return undefined;
  return { file: placed.file, span: { start: before.end, end: word.end }, newText: '' };
}

/** Takes a directive away; its whole line where nothing else stands on it. `undefined`: a comment stands inside. */
export function removeDirective(file: NginxFile, placed: Written): TextEdit | undefined {
  const { text } = file;
  if (hasComment(file, placed.directive)) return undefined;
  const { start, end } = placed.directive;
  const indent = indentBefore(text, start);
  const lineEnd = endOfLine(text, end);
  const whole = indent !== undefined && text.slice(end, lineEnd).trim() === '';
  // What follows on the line, a comment, takes the place of the directive.
  const blanks = indent === undefined ? 0 : text.slice(end, lineEnd).search(/\S/);
  const span: Span = whole
    ? { start: start - indent.length, end: afterLineBreak(text, lineEnd) }
    : { start, end: end + blanks };
  return { file: placed.file, span, newText: '' };
}
