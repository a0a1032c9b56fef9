import { readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { errorCode } from '../disk/errorCode.ts';
import { hostPort, parseServerName, parseTarget, serverNameFor, type Target } from '../probe/index.ts';
import type { Terminal } from './terminal.ts';
import { eachOnce } from '../core/text/eachOnce.ts';

/** What to probe, each once; or what is wrong with what was given. */
export type TargetList =
  | { readonly kind: 'read'; readonly targets: readonly Target[] }
  | { readonly kind: 'refused'; readonly problem: string };

type Refused = Extract<TargetList, { kind: 'refused' }>;

/** More are no list of endpoints but a network to scan. */
const MOST_TARGETS = 10_000;

/** In bytes: so many targets, each as long as one may be, in round numbers. */
const LARGEST_LIST = 16 * 1024 * 1024;

/**
 * Reads the targets of arguments and, behind them, of a list.
 * @param list the name of a file, `-` = standard input; `undefined` = there is none
 * @param sni as in `ProbeOptions.sni`
 */
export async function readTargets(
  args: readonly string[],
  { list, sni }: { readonly list: string | undefined; readonly sni: string | undefined },
  terminal: Terminal,
): Promise<TargetList> {
  const targets: Target[] = [];
  for (const arg of args) {
    const parsed = parseTarget(arg);
    if (parsed.kind === 'refused') return refused(`${parsed.message}; ${parsed.hint}`);
    targets.push(parsed.target);
  }
  if (list !== undefined) {
    const text = await textOf(list, terminal);
    if (typeof text !== 'string') return text;
    const listed = parseTargetList(text, list === '-' ? 'standard input' : list);
    if (listed.kind === 'refused') return listed;
    if (listed.targets.length === 0 && targets.length === 0)
      return refused(`--targets ${list} names no target; one stands in each line, for instance grpc.example.com:443`);
    targets.push(...listed.targets);
  }
  if (targets.length === 0) return refused('no target: name host:port, or a file with --targets');
  // Targets that mean the same handshakes are probed once.
  const each = eachOnce(
    targets,
    (target) => `${hostPort(target.host, target.port)} ${serverNameFor(target, sni) ?? ''}`,
  );
  return each.length > MOST_TARGETS
    ? refused(`${each.length} targets are more than one run takes (${MOST_TARGETS}): split the list`)
    : { kind: 'read', targets: each };
}

/**
 * Reads a list: a target in each line, `sni=NAME` behind it where another name is to be sent, comments from a `#` on.
 * @param name of the list, for problems
 */
export function parseTargetList(text: string, name: string): TargetList {
  const targets: Target[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    const words = wordsOf(line);
    const [first, ...others] = words;
    if (first === undefined) continue;
    const target = targetOf(first, others);
    if (typeof target === 'string') return refused(`${name}:${index + 1}: ${target}`);
    targets.push(target);
  }
  return { kind: 'read', targets };
}

/** The words of a line before its comment. A `#` within a word begins none: it may be part of an address that was pasted. */
function wordsOf(line: string): readonly string[] {
  const words = line.split(/\s/).filter((word) => word !== '');
  const comment = words.findIndex((word) => word.startsWith('#'));
  return comment < 0 ? words : words.slice(0, comment);
}

/** The target of a line, or what is wrong with it. */
function targetOf(first: string, others: readonly string[]): Target | string {
  // A password may hold blanks: what belongs to an @ is judged as a whole.
  const parsed = parseTarget(others.some((it) => it.includes('@')) ? [first, ...others].join(' ') : first);
  if (parsed.kind === 'refused') return `${parsed.message}; ${parsed.hint}`;
  const [option, unexpected] = others;
  if (option === undefined) return parsed.target;
  if (!option.startsWith('sni=') || unexpected !== undefined)
    return `"${unexpected ?? option}" is not understood; a line is host:port, or host:port sni=NAME`;
  const name = parseServerName(option.slice('sni='.length));
  return name.kind === 'refused' ? `sni: ${name.message}; ${name.hint}` : { ...parsed.target, sni: name.name };
}

async function textOf(list: string, terminal: Terminal): Promise<string | Refused> {
  const shown = list === '-' ? 'standard input' : `--targets ${list}`;
  const tooLarge = refused(`${shown} is larger than a list of targets can be (${LARGEST_LIST / 1024 / 1024} MiB)`);
  try {
    if (list === '-') return (await terminal.input(LARGEST_LIST)) ?? tooLarge;
    const file = path.resolve(terminal.cwd, list);
    return statSync(file).size > LARGEST_LIST ? tooLarge : readFileSync(file, 'utf8');
  } catch (error) {
    terminal.interrupted.throwIfAborted();
    return refused(`${shown} cannot be read (${errorCode(error)})`);
  }
}

function refused(problem: string): Refused {
  return { kind: 'refused', problem };
}
