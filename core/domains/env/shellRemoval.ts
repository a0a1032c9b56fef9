import type { Span } from '../../text/span.ts';
import type { Command, Word } from './shellWords.ts';
import { wholeLines } from './wholeLines.ts';

/** What goes with a word of the command at `at`: the white space beside it; the whole line of a command that does nothing else. */
export function removalOf(text: string, commands: readonly Command[], at: number, word: Word): Span | undefined {
  const command = commands[at];
  if (command === undefined) return undefined;
  const words = command.words.filter((it) => !it.isRedirected);
  const index = words.indexOf(word);
  const [before, next] = [words[index - 1], words[index + 1]];
  if (words.every((it, i) => it === word || (i === 0 ? EXPORTING.has(it.value) : it.value.startsWith('-'))))
    return isStatement(text, commands, at) ? wholeLines(text, command) : undefined;
  if (!isDispensable(words, word)) return undefined;
  const option =
    before?.value === '--env' || /^-[a-zA-Z]{0,10}e$/.test(before?.value ?? '') ? words[index - 2] : before;
  if (before !== undefined) return option === undefined ? undefined : { start: option.end, end: word.end };
  return next === undefined ? undefined : { start: word.start, end: next.start };
}

const EXPORTING = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);
/** Commands that fail, or do something else, where nothing is left that they are told to set or to print. */
const NEEDING = new Set([...EXPORTING, 'echo', 'printf', 'set', 'set-environment']);

/** Whether a command means the same without one of its words. */
function isDispensable(words: readonly Word[], word: Word): boolean {
  if (!words.slice(0, words.indexOf(word)).some(({ value }) => NEEDING.has(value))) return true;
  const isPrinted = words.some(({ value }) => value === 'echo' || value === 'printf');
  return !isPrinted && words.some((it) => it !== word && /^[A-Za-z_]\w{0,100}=/.test(it.value));
}

const OPENING = new Set(['then', 'do', 'else', '{']);
const CLOSING = new Set(['fi', 'done', 'elif', 'else', '}', 'esac']);

/** Whether a script means the same without a command: nothing joins it to another one, and no block is left empty. */
function isStatement(text: string, commands: readonly Command[], at: number): boolean {
  const [before, next] = [commands[at - 1], commands[at + 1]];
  const between = before === undefined ? '' : text.slice(before.end, commands[at]?.start);
  const joins = between.split('\n').some((line) => /[&|()]/.test(line.split('#', 1)[0] ?? ''));
  const opens = OPENING.has(before?.words.at(-1)?.value ?? '');
  return !joins && !(opens && CLOSING.has(next?.words[0]?.value ?? ''));
}
