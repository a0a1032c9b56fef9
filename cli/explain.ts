import { readFile } from 'node:fs/promises';
import { explainError, explanationsText, type Explained } from '../core/explain/index.ts';
import { rules } from '../core/rules/index.ts';
import type { AnyRule } from '../core/rules/rule.ts';
import { resembling } from '../core/text/resembling.ts';
import { errorCode } from '../disk/errorCode.ts';
import type { ExplainOptions } from './commandLine.ts';
import { ExitCode, refuse, type Terminal } from './terminal.ts';

/** So much of standard input is read, in bytes. */
const LARGEST_INPUT = 16 * 1024 * 1024;

/**
 * `grpc-alpn explain`: what a text says that somebody found in a log, or what a rule is about.
 * @param words the text, or the id of a rule; `-`, or nothing: standard input
 */
export async function explain(
  words: readonly string[],
  options: ExplainOptions,
  terminal: Terminal,
  version: string,
): Promise<number> {
  const text = await textOf(words, terminal);
  if (text.kind === 'refused') return refuse(terminal, text.problem);
  const tool = { name: 'grpc-alpn', version };
  const rule = rules.find(({ id }) => id === text.text.trim());
  if (rule !== undefined) {
    const page = await pageOf(rule);
    terminal.out(
      options.format === 'json'
        ? `${JSON.stringify({ schema: 1, tool, explanations: [], rule: { id: rule.id, summary: rule.summary, page: page ?? null } }, undefined, 2)}\n`
        : (page ?? `${rule.id}: ${rule.summary}\n`),
    );
    return ExitCode.clean;
  }
  const explained = explainError(text.text);
  if (options.format === 'json') terminal.out(`${JSON.stringify(toJson(explained, tool), undefined, 2)}\n`);
  else {
    terminal.out(explanationsText(explained, text.text));
    terminal.error(misspelt(text.text.trim()));
  }
  return explained.explanations.length > 0 ? ExitCode.clean : ExitCode.findings;
}

type Given = { readonly kind: 'given'; readonly text: string } | { readonly kind: 'refused'; readonly problem: string };

async function textOf(words: readonly string[], terminal: Terminal): Promise<Given> {
  const isInput = words.length === 0 || (words.length === 1 && words[0] === '-');
  if (!isInput) return { kind: 'given', text: words.join(' ') };
  if (words.length === 0 && terminal.inputIsTyped === true)
    return { kind: 'refused', problem: 'explain needs an error text, the id of a rule, or - for standard input' };
  try {
    const text = await terminal.input(LARGEST_INPUT);
    return text === undefined
      ? { kind: 'refused', problem: 'standard input is larger than 16 MiB: give the part with the error' }
      : { kind: 'given', text };
  } catch (error) {
    return { kind: 'refused', problem: `standard input cannot be read (${errorCode(error)})` };
  }
}

/** The page of a rule, Markdown. `undefined` = it is not where this program was installed. */
async function pageOf({ id }: AnyRule): Promise<string | undefined> {
  try {
    return await readFile(new URL(`../docs/rules/${id}.md`, import.meta.url), 'utf8');
  } catch {
    return undefined;
  }
}

/** What may be meant by a word that looks like the id of a rule. */
function misspelt(word: string): string {
  if (!/^[a-z0-9]{1,40}(?:-[a-z0-9]{1,40}){1,10}$/.test(word)) return '';
  const [near] = resembling(
    word,
    rules.map(({ id }) => id),
  );
  return near === undefined ? '' : `grpc-alpn: there is no rule ${word}; is ${near} meant?\n`;
}

/** The JSON of the contract: spans are UTF-16 offsets in the text, end exclusive. */
function toJson({ explanations, lookedFor }: Explained, tool: object): unknown {
  return {
    schema: 1,
    tool,
    explanations: explanations.map(({ text, versions, note, occurrences, spans, addresses, names, targets }) => ({
      id: text.id,
      title: text.title,
      product: text.product,
      versions,
      printedBy: text.printedBy ?? null,
      alpn: text.alpn,
      class: text.class ?? null,
      means: text.means,
      note: note ?? null,
      fault: { side: text.fault, words: text.faultWords },
      since: text.since ?? null,
      stopgaps: text.stopgaps,
      steps: text.steps,
      occurrences,
      spans,
      addresses: addresses.map(({ address, role, serverName, namedTarget }) => ({
        address,
        role,
        serverName: serverName ?? null,
        namedTarget: namedTarget ?? null,
      })),
      names,
      targets: targets.map(({ target, sni }) => ({ target, sni: sni ?? null })),
    })),
    rule: null,
    lookedFor,
  };
}
