import type { Project } from '../../project/project.ts';
import type { Placed, Scope } from '../../domains/nginx/scope.ts';
import type { Directive } from '../../domains/nginx/tree.ts';
import type { Counterpart } from './counterpart.ts';
import { contentOf, writtenLines, type BlockContent, type Item, type Line } from './layout.ts';

/** What a directive or comment of a block becomes. */
export interface Converted {
  readonly item: Item;
  /** None: nothing is left of it. */
  readonly lines: readonly Line[];
}

/** A block's content in its new words. */
export interface ConvertedBlock {
  readonly heading: string | undefined;
  readonly items: readonly Converted[];
  /** The names of directives that are only a comment now. */
  readonly lost: readonly string[];
}

/** Converts what stands in a block, comments and all. `undefined`: what an include brings cannot be told apart from what the next one does. */
export function convertBlock(
  project: Project,
  scope: Scope,
  counterpartOf: (placed: Placed) => Counterpart,
): ConvertedBlock | undefined {
  const { of } = scope;
  const file = of && project.nginxFiles.get(of.file);
  const block = of?.directive.block;
  if (of === undefined || file === undefined || block === undefined) return undefined;
  const content = contentOf(file, block);
  const brought = broughtBy(scope, content);
  const lost = new Set<string>();
  const linesOf = (placed: Placed, comment: string | undefined): readonly Line[] => {
    const counterpart = counterpartOf(placed);
    if (counterpart.kind === 'none') lost.add(placed.directive.name.value);
    return convertedLines(project, placed, counterpart, comment);
  };
  const items: Converted[] = [];
  let wasTakenApart = false;
  for (const item of content.items) {
    const { directive, comment } = item;
    if (directive === undefined) {
      items.push({ item, lines: flush([comment ?? '']) });
      continue;
    }
    const placed = { directive, file: file.path, inclusion: of.inclusion };
    const inside = brought.get(directive);
    if (inside === undefined) {
      items.push({ item, lines: linesOf(placed, comment) });
    } else if (inside.every((it) => counterpartOf(it).kind === 'same')) {
      if (inside.length === 0 && wasTakenApart) return undefined;
      items.push({ item, lines: convertedLines(project, placed, { kind: 'same' }, comment) });
      continue;
    } else {
      const lines = inside.flatMap((it) => linesOf(it, undefined));
      items.push({ item, lines: [...flush(comment === undefined ? [] : [comment]), ...lines] });
    }
    wasTakenApart = inside !== undefined;
  }
  return { heading: content.heading, items, lost: [...lost] };
}

/** What the includes of a block bring; of several in a row the first one has all. */
function broughtBy(scope: Scope, { items }: BlockContent): ReadonlyMap<Directive, readonly Placed[]> {
  const own = scope.of?.inclusion;
  const flat = scope.segments.flatMap(({ inclusion, directives }) =>
    directives.map((directive): Placed => ({ directive, file: inclusion.file, inclusion })),
  );
  const result = new Map<Directive, readonly Placed[]>();
  let next = 0;
  for (const { directive } of items) {
    if (directive === undefined) continue;
    if (directive.name.value !== 'include') {
      next++;
      continue;
    }
    const inside: Placed[] = [];
    for (let it = flat[next]; it !== undefined && it.inclusion !== own; it = flat[++next]) inside.push(it);
    result.set(directive, inside);
  }
  return result;
}

/** A directive in its new words, with the comment that stood behind it. */
export function convertedLines(
  { nginxFiles }: Project,
  { directive, file }: Placed,
  counterpart: Counterpart,
  comment?: string,
): readonly Line[] {
  const parsed = nginxFiles.get(file);
  if (parsed === undefined) return [];
  switch (counterpart.kind) {
    case 'same':
      return flush(withComment(writtenLines(parsed, directive), comment));
    case 'edited':
      return flush([
        ...(counterpart.remark === undefined ? [] : [`# ${counterpart.remark}`]),
        ...withComment(writtenLines(parsed, directive, counterpart.edits), comment),
      ]);
    case 'replaced': {
      const [first, ...others] = counterpart.lines;
      return first === undefined || comment === undefined
        ? counterpart.lines
        : [{ ...first, text: `${first.text} ${comment}` }, ...others];
    }
    case 'gone':
      return flush(comment === undefined ? [] : [comment]);
    case 'none': {
      const [first = '', ...others] = withComment(writtenLines(parsed, directive), comment);
      return flush([`# no counterpart in http: ${first}`, ...others.map((it) => `# ${it}`)]);
    }
  }
}

/** Lines that are not indented. */
export function flush(lines: readonly string[]): readonly Line[] {
  return lines.map((text) => ({ depth: 0, text }));
}

function withComment(lines: readonly string[], comment: string | undefined): readonly string[] {
  const last = lines.at(-1);
  return comment === undefined || last === undefined ? lines : [...lines.slice(0, -1), `${last} ${comment}`];
}

/** Lines without blank ones at their ends, and without several in a row. */
export function withoutBlanksAround(lines: readonly Line[]): readonly Line[] {
  const kept = lines.filter(({ text }, i) => text !== '' || (lines[i - 1]?.text ?? '') !== '');
  return kept.at(-1)?.text === '' ? kept.slice(0, -1) : kept;
}

/** A line with a comment behind it. */
export function withBehind(text: string, comment: string | undefined): string {
  return comment === undefined ? text : `${text} ${comment}`;
}
