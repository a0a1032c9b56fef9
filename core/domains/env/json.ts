import { parseTree, visit, type Node } from 'jsonc-parser';
import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import { indentBefore, lineBreakOf } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import { isTooDeep } from '../nesting.ts';
import { EMPTY, type Assignment, type Comment, type EnvTree, type NamedFile, type Slot } from './tree.ts';

/** Parses `.vscode/launch.json`: what its configurations start, and with which variables. */
export function parseLaunch(text: string): EnvTree {
  const root = rootOf(text);
  const configurations = childrenOf(valueOf(root, 'configurations'));
  const names = configurations.map((it, i) => textOf(valueOf(it, 'name')) ?? String(i + 1));
  return {
    ...EMPTY,
    assignments: configurations.flatMap((it, i) => {
      const words = `\`env\` of the configuration "${names[i] ?? ''}"`;
      const found = assignmentOf(text, valueOf(it, 'env'), { form: 'launch.json', words, folders: foldersOf(it) });
      return found.flatMap((one) => launched(text, one, it));
    }),
    files: configurations.flatMap((it) => filesOf(it)),
    slots: configurations.flatMap((it, i) => slotOf(text, it, names[i] ?? '')),
    ...commentsOf(text),
  };
}

/**
 * What a debugger makes of an assignment. Delve takes texts and `null` only (service/dap/types.go: `Env map[string]*string`); what others do with
 * the rest is not known.
 */
function launched(text: string, assignment: Assignment, configuration: Node): readonly Assignment[] {
  const { start, end } = assignment.valueAt ?? assignment;
  const literal = text.slice(start, end);
  if (literal.startsWith('"')) return [assignment];
  if (textOf(valueOf(configuration, 'type')) !== 'go') return [];
  const refused = `Delve takes texts only: with \`${literal}\` outside of quotes in \`env\` nothing is launched.`;
  return [{ ...assignment, refused }];
}

/** Parses devcontainer.json (containers.dev, "Dev Container metadata reference"). */
export function parseDevcontainer(text: string): EnvTree {
  const root = rootOf(text);
  return {
    ...EMPTY,
    assignments: (['containerEnv', 'remoteEnv'] as const).flatMap((key) =>
      assignmentOf(text, valueOf(root, key), { form: 'devcontainer.json', words: `\`${key}\``, folders: [] }),
    ),
    ...commentsOf(text),
  };
}

function rootOf(text: string): Node | undefined {
  return isTooDeep(text) ? undefined : parseTree(text, [], { allowTrailingComma: true });
}

function childrenOf(node: Node | undefined): readonly Node[] {
  return node?.children ?? [];
}

function propertyOf(node: Node | undefined, key: string): Node | undefined {
  if (node?.type !== 'object') return undefined;
  // Of two with the same name, the last one counts.
  return childrenOf(node).findLast((it) => textOf(it.children?.[0]) === key);
}

function valueOf(node: Node | undefined, key: string): Node | undefined {
  return propertyOf(node, key)?.children?.[1];
}

function textOf(node: Node | undefined): string | undefined {
  const value: unknown = node?.type === 'string' ? node.value : undefined;
  return typeof value === 'string' ? value : undefined;
}

function spanOf({ offset, length }: Node): Span {
  return { start: offset, end: offset + length };
}

function assignmentOf(
  text: string,
  variables: Node | undefined,
  told: Pick<Assignment, 'form' | 'words' | 'folders'>,
): readonly Assignment[] {
  const property = propertyOf(variables, ENFORCE_VARIABLE);
  const value = property?.children?.[1];
  // `null` takes the variable away.
  if (property === undefined || value === undefined || value.type === 'null') return [];
  const written = textOf(value);
  const literal = value.type === 'boolean' || value.type === 'number' ? text.slice(...ends(value)) : undefined;
  return [
    {
      ...told,
      ...spanOf(property),
      // `${env:NAME}` and its kin are the editor's to fill in.
      value: written === undefined ? literal : written.includes('${') ? undefined : written,
      valueAt: spanOf(value),
      correct: '"false"',
      removal: removalOf(text, property),
    },
  ];
}

function ends({ offset, length }: Node): [number, number] {
  return [offset, offset + length];
}

/** The property and a comma: that behind it, with the white space that follows, else that in front of it. */
function removalOf(text: string, property: Node): Span | undefined {
  const siblings = childrenOf(property.parent);
  const index = siblings.indexOf(property);
  const [before, next] = [siblings[index - 1], siblings[index + 1]];
  const { start, end } = spanOf(property);
  const [around] = siblings.length === 1 && property.parent !== undefined ? [spanOf(property.parent)] : [];
  const inside = around && { start: around.start + 1, end: around.end - 1 };
  if (inside !== undefined) {
    const rest = text.slice(inside.start, start).trim() + text.slice(end, inside.end).trim();
    if (rest === '' || rest === ',') return inside;
    // Between comments there may be a comma behind it: without anything in front of it, it would be an error.
    if (text.slice(end, inside.end).includes(',')) return undefined;
  }
  const span =
    next !== undefined
      ? { start, end: next.offset }
      : before !== undefined
        ? { start: before.offset + before.length, end }
        : { start, end };
  return /\/[/*]/.test(text.slice(span.start, start) + text.slice(end, span.end)) ? undefined : span;
}

function filesOf(configuration: Node): readonly NamedFile[] {
  const node = valueOf(configuration, 'envFile');
  return [node, ...(node?.type === 'array' ? childrenOf(node) : [])].flatMap((it): readonly NamedFile[] => {
    const name = textOf(it);
    return name === undefined ? [] : [{ name, reader: 'dotenv', folders: foldersOf(configuration) }];
  });
}

function foldersOf(configuration: Node): readonly string[] {
  const named = textOf(valueOf(configuration, 'program')) ?? textOf(valueOf(configuration, 'cwd'));
  return named === undefined ? [] : [named];
}

function slotOf(text: string, configuration: Node, name: string): readonly Slot[] {
  const isGo = textOf(valueOf(configuration, 'type')) === 'go';
  const variables = valueOf(configuration, 'env');
  if (!isGo || textOf(valueOf(configuration, 'request')) !== 'launch') return [];
  if ((variables !== undefined && variables.type !== 'object') || propertyOf(variables, ENFORCE_VARIABLE)) return [];
  const entry = `"${ENFORCE_VARIABLE}": "false"`;
  const slot = {
    form: 'launch.json',
    words: `the configuration "${name}"`,
    folders: foldersOf(configuration),
  } as const;
  if (variables !== undefined && childrenOf(variables).length === 0) {
    const inside = variables.offset + 1;
    return text[inside] === '}' ? [{ ...slot, start: inside, end: inside, newText: entry }] : [];
  }
  // In front of what is there: nothing has to be known of commas and comments behind it.
  const next = variables === undefined ? childrenOf(configuration).at(-1) : childrenOf(variables)[0];
  if (next === undefined) return [];
  const indent = indentBefore(text, next.offset);
  const added = variables === undefined ? `"env": { ${entry} },` : `${entry},`;
  const newText = `${added}${indent === undefined ? ' ' : `${lineBreakOf(text)}${indent}`}`;
  return [{ ...slot, start: next.offset, end: next.offset, newText }];
}

function commentsOf(text: string): Pick<EnvTree, 'comments' | 'marker'> {
  const comments: Comment[] = [];
  if (text.includes('grpc-alpn:')) {
    visit(text, {
      onComment(offset, length) {
        if (!text.startsWith('//', offset)) return;
        const value = text.slice(offset + 2, offset + length).trimEnd();
        comments.push({ start: offset, end: offset + 2 + value.length, value });
      },
    });
  }
  return { comments, marker: '//' };
}
