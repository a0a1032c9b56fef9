import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import type { Span } from '../../text/span.ts';
import { defaultOf } from './defaults.ts';
import { removalOf } from './shellRemoval.ts';
import { shellWords, type Command, type Word } from './shellWords.ts';
import { EMPTY, type Assignment, type EnvTree } from './tree.ts';

/** Parses a script. */
export function parseShell(text: string): EnvTree {
  const { commands, comments } = shellWords(text);
  return {
    ...EMPTY,
    assignments: assignmentsIn(text, commands, 'shell'),
    comments,
    statements: commands,
  };
}

/** What a piece of a script gives to the processes that it starts. */
export function shellAssignments(text: string, span: Span, form: Assignment['form']): readonly Assignment[] {
  return assignmentsIn(text, shellWords(text, span).commands, form);
}

const HEAD = `${ENFORCE_VARIABLE}=`;

function assignmentsIn(text: string, commands: readonly Command[], form: Assignment['form']): readonly Assignment[] {
  const found: Assignment[] = [];
  const plain: Assignment[] = [];
  let isExported = false;
  let exportsAll = false;
  for (const [index, command] of commands.entries()) {
    const words = command.words.filter((it) => !it.isRedirected);
    const start = behindReserved(words);
    let at = start;
    while (at < words.length && isAssignment(words[at])) at++;
    const name = words[at]?.value;
    const taken = (word: Word): Assignment => assignmentOf(text, word, form, removalOf(text, commands, index, word));
    for (const word of words.slice(start, at)) {
      if (word.value.startsWith(HEAD)) (name === undefined && !exportsAll ? plain : found).push(taken(word));
    }
    if (name === undefined) continue;
    const rest = words.slice(at + 1);
    if (name === 'set' && rest.some(({ value }) => value === '-a' || value === 'allexport')) exportsAll = true;
    if (exports(name, rest) && rest.some(({ value }) => value === ENFORCE_VARIABLE)) isExported = true;
    // Which image gets it, is not looked for: it may be anybody's program.
    const program = isContainerTool(name) ? { program: '' } : {};
    for (const word of givenBy(name, rest, command)) found.push({ ...taken(word), ...program });
  }
  // A variable that is set and not exported reaches no process; one that is exported elsewhere is not known.
  return isExported ? [...found, ...plain].sort((a, b) => a.start - b.start) : found;
}

/** Words that may stand in front of a command (POSIX, Shell Command Language 2.4). */
const RESERVED = new Set(['!', '{', 'if', 'then', 'elif', 'else', 'while', 'until', 'do', 'time']);

function behindReserved(words: readonly Word[]): number {
  let at = 0;
  while (RESERVED.has(words[at]?.value ?? '')) at++;
  return at;
}

function isAssignment(word: Word | undefined): boolean {
  return word !== undefined && /^[A-Za-z_][A-Za-z0-9_]{0,100}\+?=/.test(word.value) && word.expansion !== 0;
}

function exports(name: string, rest: readonly Word[]): boolean {
  if (name === 'export') return rest[0]?.value !== '-n';
  return (
    /^(?:declare|typeset|local|readonly)$/.test(name) && rest.some(({ value }) => /^-[a-wyzA-Z]{0,10}x/.test(value))
  );
}

/** Commands that start the one behind them. */
const WRAPPERS = new Set(['exec', 'command', 'nohup', 'sudo', 'doas', 'time', 'nice', 'setsid', 'timeout', 'stdbuf']);
/** Commands that start containers. */
const CONTAINERS = new Set(['docker', 'podman', 'nerdctl', 'docker-compose', 'podman-compose', 'finch']);

/** Commands that tell a cluster what to run. */
const CLUSTERS = new Set(['kubectl', 'oc']);

function toolOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function isContainerTool(name: string): boolean {
  return CONTAINERS.has(toolOf(name)) || CLUSTERS.has(toolOf(name));
}

/** The words of a command that are assignments of the variable. */
function givenBy(name: string, rest: readonly Word[], command: Command): readonly Word[] {
  const assigning = (words: readonly Word[]): readonly Word[] => words.filter(({ value }) => value.startsWith(HEAD));
  if (exports(name, rest)) return assigning(rest);
  const tool = toolOf(name);
  if (CONTAINERS.has(tool)) return forContainer(rest);
  if (CLUSTERS.has(tool) && rest[0]?.value === 'set' && rest[1]?.value === 'env') return assigning(rest);
  if (tool === 'systemctl' && rest.some(({ value }) => value === 'set-environment')) return assigning(rest);
  if ((tool === 'echo' || tool === 'printf') && command.words.some((it) => it.isRedirected && isGithubEnv(it.value)))
    return assigning(rest);
  let at = 0;
  if (WRAPPERS.has(tool)) {
    while (/^(?:-|\d)/.test(rest[at]?.value ?? '') || WRAPPERS.has(rest[at]?.value ?? '')) at++;
    const inner = rest[at]?.value ?? '';
    if (inner !== 'env' && inner !== '/usr/bin/env') return tool === 'sudo' || tool === 'doas' ? leading(rest, at) : [];
    at++;
  } else if (tool !== 'env') return [];
  return leading(rest, at);
}

/** The assignments in front of the command that `env` or `sudo` starts. */
function leading(words: readonly Word[], from: number): readonly Word[] {
  const found: Word[] = [];
  for (let at = from; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    if (word.value === '-u' || word.value === '-C') at++;
    else if (isAssignment(word)) found.push(word);
    else if (!word.value.startsWith('-')) break;
  }
  return found.filter(({ value }) => value.startsWith(HEAD));
}

function forContainer(words: readonly Word[]): readonly Word[] {
  return words.filter(({ value }, i) => {
    const before = words[i - 1]?.value ?? '';
    return value.startsWith(HEAD)
      ? before === '--env' || /^-[a-zA-Z]{0,10}e$/.test(before)
      : value.startsWith(`--env=${HEAD}`) || value.startsWith(`-e${HEAD}`);
  });
}

function isGithubEnv(file: string): boolean {
  return /^\$\{?GITHUB_ENV\}?$/.test(file);
}

function assignmentOf(text: string, word: Word, form: Assignment['form'], removal: Span | undefined): Assignment {
  const head = word.value.indexOf(HEAD) + HEAD.length;
  const value = word.value.slice(head);
  const written = text.slice(word.start, word.end);
  const equals = word.start + written.indexOf(HEAD) + HEAD.length;
  // `echo "NAME=0"`: the quotes are around all of it.
  const quote = written.startsWith('"') || written.startsWith("'") ? written.charAt(0) : '';
  const end = quote !== '' && written.endsWith(quote) ? word.end - 1 : word.end;
  const { correct, valueAt } = correction(text, { start: equals, end: Math.max(equals, end) });
  return {
    form,
    words: '',
    start: word.start,
    end: word.end,
    value: word.expansion === undefined ? value : word.expansion === head ? defaultOf(value) : undefined,
    valueAt: written.includes(HEAD) && word.expansion === undefined ? valueAt : undefined,
    correct,
    removal,
  };
}

/** What must stand in a place for the value `false`: in the quotes that stand there. */
export function correction(text: string, span: Span): { readonly valueAt: Span; readonly correct: string } {
  const quote = text.charAt(span.start);
  const isQuoted = (quote === '"' || quote === "'") && span.end > span.start + 1 && text[span.end - 1] === quote;
  return { valueAt: span, correct: isQuoted ? `${quote}false${quote}` : 'false' };
}
