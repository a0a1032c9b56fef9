import type { GradedFinding } from '../analyze.ts';
import { directiveAround, headOf } from '../domains/nginx/head.ts';
import type { NginxTree } from '../domains/nginx/tree.ts';
import { goStatementAt } from '../project/goStatement.ts';
import type { Project } from '../project/project.ts';
import { endOfLine, lineBreakOf, startOfLine } from '../text/lines.ts';
import { lowerBound, type Span } from '../text/span.ts';
import type { TextEdit } from '../text/textEdit.ts';

/** What stands where the user is to say why. */
const PLACEHOLDER = 'reason';

const BYTE_ORDER_MARK = '\uFEFF';

/** An edit that leaves something to the user. */
export interface IgnoreEdit extends TextEdit {
  /** The reason, which the user has to write: offsets in `newText`. */
  readonly placeholder: Span;
}

/**
 * Writes the comment that silences a finding: on a line of its own above what it is about, or at the line's end where none can stand above.
 * `undefined`: no comment can silence it.
 */
export function ignoreEdit(project: Project, { kind, rule, at }: GradedFinding): IgnoreEdit | undefined {
  // Those are silenced for a whole file only.
  if (kind === 'ignoring') return undefined;
  const words = `grpc-alpn: ignore ${rule} -- ${PLACEHOLDER}`;
  const { file, span } = at;
  const goFile = project.goFiles.get(file);
  if (goFile !== undefined) return above(goFile, firstOfLine(goFile.text, span.start), `// ${words}`);
  const envFile = project.envFiles.get(file);
  if (envFile !== undefined) {
    const { marker, statements } = envFile.tree;
    const statement = statements.find(({ start, end }) => start <= span.start && span.start < end);
    return above(envFile, firstOfLine(envFile.text, statement?.start ?? span.start), `${marker} ${words}`);
  }
  const declared = project.declarationFiles.get(file);
  if (declared !== undefined) return aboveDeclared(declared, span.start, words);
  const sourceFile = project.goSourceFiles.get(file);
  if (sourceFile !== undefined) {
    const statement = goStatementAt(sourceFile.tree.file.tree, span.start);
    return above(sourceFile, firstOfLine(sourceFile.text, statement?.start ?? span.start), `// ${words}`);
  }
  const nginxFile = project.nginxFiles.get(file);
  if (nginxFile === undefined) return undefined;
  const { text, tree } = nginxFile;
  const first = firstOfLine(text, span.start);
  if (span.start < first) return undefined;
  const line = lineAbove(text, tree, { first, offset: span.start });
  return line === undefined ? beside(nginxFile, span.start, `# ${words}`) : above(nginxFile, line, `# ${words}`);
}

interface File {
  readonly path: TextEdit['file'];
  readonly text: string;
}

/** Terraform, CloudFormation and Kubernetes: in YAML a comment may stand between any two lines that begin something; in JSON nowhere. */
function aboveDeclared(file: File, offset: number, words: string): IgnoreEdit | undefined {
  const isJson = /^[{[]/.test(file.text.slice(firstOfLine(file.text, 0)).trimStart());
  return isJson ? undefined : above(file, firstOfLine(file.text, offset), `# ${words}`);
}

/** Where the first character of a line stands; a byte order mark is none. */
function firstOfLine(text: string, offset: number): number {
  const start = startOfLine(text, offset);
  return start === 0 && text.startsWith(BYTE_ORDER_MARK) ? 1 : start;
}

function above({ path, text }: File, line: number, comment: string): IgnoreEdit {
  let indent = line;
  while (text[indent] === ' ' || text[indent] === '\t') indent++;
  const head = `${text.slice(line, indent)}${comment}`;
  const newText = `${head}${lineBreakOf(text)}`;
  return { file: path, span: { start: line, end: line }, newText, placeholder: lastOf(head) };
}

/** The line above which a comment can stand: that of the finding, or the one where a directive of several lines begins. */
function lineAbove(
  text: string,
  tree: NginxTree,
  { first, offset }: { readonly first: number; readonly offset: number },
): number | undefined {
  for (let line = first; ;) {
    const inside = insideOf(tree, line);
    if (inside === undefined) return line;
    if (offset >= inside.end) return undefined;
    line = firstOfLine(text, inside.start);
  }
}

/** The words of a directive or the foreign source that an offset lies within: there a comment would part what belongs together, or be none. */
function insideOf(tree: NginxTree, offset: number): { readonly start: number; readonly end: number } | undefined {
  const around = directiveAround(tree, offset);
  if (around === undefined || around.start === offset) return undefined;
  const { start, end } = around;
  if (around.block?.body === 'lua') return { start, end };
  const head = headOf(around);
  return offset < head.end ? head : undefined;
}

function beside(
  { path, text, tree }: File & { readonly tree: NginxTree },
  offset: number,
  comment: string,
): IgnoreEdit | undefined {
  const end = endOfLine(text, offset);
  const next = tree.comments[lowerBound(tree.comments, offset)];
  if (insideOf(tree, end) !== undefined || (next !== undefined && next.start < end)) return undefined;
  const newText = ` ${comment}`;
  return { file: path, span: { start: end, end }, newText, placeholder: lastOf(newText) };
}

/** The place of the reason in a text that ends with it. */
function lastOf({ length }: string): Span {
  return { start: length - PLACEHOLDER.length, end: length };
}
