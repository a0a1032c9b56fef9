import type { ProjectEdge } from '../project/edges.ts';
import { folderOf, type FilePath } from '../text/filePath.ts';
import type { Span } from '../text/span.ts';

/** A word of a file that may name a listener or a target: `aws_lb_target_group.orders.arn`, `OrdersGroup`, `orders`. */
export interface Reference {
  readonly file: FilePath;
  readonly word: string;
  readonly span: Span;
  /** What stands in front of it, without blanks, quotes and brackets. */
  readonly before: string;
}

/** Longer names are no names. */
const LONGEST = 300;

/** So much of what stands in front is looked at. */
const FAR = 80;

/** The word at an offset. `undefined`: there is none. */
export function referenceAt(text: string, file: FilePath, offset: number): Reference | undefined {
  let [start, end] = [offset, offset];
  while (start > 0 && offset - start <= LONGEST && isWord(text.charAt(start - 1))) start--;
  while (end < text.length && end - offset <= LONGEST && isWord(text.charAt(end))) end++;
  if (start === end || end - start > LONGEST) return undefined;
  const around = text.slice(Math.max(0, start - FAR), start);
  let last = around.length;
  while (last > 0 && ' \t\r\n"\'[-'.includes(around.charAt(last - 1))) last--;
  return { file, word: text.slice(start, end), span: { start, end }, before: around.slice(0, last) };
}

function isWord(character: string): boolean {
  return /[\w.-]/.test(character);
}

/**
 * The edges that a word names, or that lead to what it names: an expression of Terraform, in the folder of the module; a short or long form of
 * CloudFormation, in the template; the name of a backend inside a manifest that declares an edge. Of what stands in their declaration, only
 * these.
 */
export function referredTo(reference: Reference, edges: readonly ProjectEdge[]): readonly ProjectEdge[] {
  const found = edges.filter((it) => refersTo(reference, it));
  const around = found.filter((it) => isInside(reference, it));
  return around.length > 0 ? around : found;
}

function refersTo(reference: Reference, edge: ProjectEdge): boolean {
  const { file, word, before } = reference;
  const { declaration, name, source, targets } = edge;
  if (isInside(reference, edge) && LEADING.has(word)) return true;
  const isNamed = (): boolean => [name, ...targets.map((it) => it.name)].some((it) => isPartOf(it, word));
  switch (source) {
    case 'terraform':
      return folderOf(declaration.file) === folderOf(file) && isNamed();
    case 'cloudformation':
      return declaration.file === file && REFERRING.some((it) => before.endsWith(it)) && isNamed();
    case 'kubernetes':
      return (
        isInside(reference, edge) &&
        NAMING.some((it) => before.endsWith(it)) &&
        targets.some((it) => serviceNameOf(it.name) === word)
      );
  }
}

function isInside({ file, span }: Reference, { declaration }: ProjectEdge): boolean {
  return file === declaration.file && declaration.span.start <= span.start && span.end <= declaration.span.end;
}

/** The words of a declaration that say where it leads. */
const LEADING: ReadonlySet<string> = new Set([
  'backend',
  'backendRefs',
  'default_action',
  'DefaultActions',
  'defaultBackend',
  'target_group_arn',
  'TargetGroupArn',
]);

/** How a template names another resource. */
const REFERRING = ['!Ref', 'Ref:', 'Ref":', "Ref':", '!GetAtt', 'GetAtt:', 'GetAtt":', "GetAtt':", '${', 'DependsOn:'];

/** How a manifest names a Service. */
const NAMING = ['name:', 'name":', 'serviceName:', 'service:'];

/** Whether a word is a name, or goes on with an attribute of it. */
function isPartOf(name: string, word: string): boolean {
  return word.startsWith(name) && (word.length === name.length || word.charAt(name.length) === '.');
}

/** `orders` of `Service shop/orders, port 443`. */
function serviceNameOf(name: string): string {
  const [, path = ''] = name.split(' ');
  const slash = path.lastIndexOf('/');
  return path.slice(slash + 1).replace(/,$/, '');
}
