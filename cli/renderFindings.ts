import type { GradedFinding } from '../core/analyze.ts';
import type { Severity } from '../core/project/options.ts';
import type { CheckedProject } from './checkProject.ts';
import { shownPath } from './projects.ts';
import { printable } from '../core/text/printable.ts';
import { painter, type Terminal } from './terminal.ts';

const COLOUR = { error: 'red', warning: 'yellow', information: 'blue', hint: 'dim' } as const satisfies Readonly<
  Record<Severity, string>
>;

/** A longer line is cut around the finding. */
const WIDEST = 120;

/** Messages of our own are shorter; what of a file gets into one may not be. */
const LONGEST = 2000;

/** The findings as text: where, how severe, the line itself with the place marked, what is wrong, why gRPC, and the ways to fix it. */
export function renderFindings(projects: readonly CheckedProject[], terminal: Terminal): string {
  const blocks = projects.flatMap((project) => project.findings.map((it) => renderFinding(it, project, terminal)));
  const notes = projects.flatMap((project) =>
    project.notes.map(({ file, message }) => `note: ${shownPath(file, terminal.cwd)} ${printable(message, LONGEST)}\n`),
  );
  return [...blocks, notes.join(''), renderSummary(projects)].filter((it) => it !== '').join('\n');
}

function renderFinding(finding: GradedFinding, project: CheckedProject, terminal: Terminal): string {
  const paint = painter(terminal.colours);
  const { at, severity, rule, message, evidence, related, fixes, copies } = finding;
  const { start } = project.rangeOf(at);
  const where = `${shownPath(at.file, terminal.cwd)}:${start.line + 1}:${start.character + 1}`;
  const lines = [
    `${paint('bold', printable(where))} ${paint(COLOUR[severity], severity)} ${paint('dim', rule)}`,
    ...sourceLines(finding, project).map((line) => paint('dim', line)),
    `  ${printable(message, LONGEST)}`,
  ];
  if (evidence !== undefined)
    lines.push(`  ${paint('cyan', 'gRPC:')} ${evidence.grpc} (${printable(evidence.because.join('; '), LONGEST)})`);
  for (const it of related) {
    const place = project.rangeOf(it.at).start;
    lines.push(
      `  ${paint('cyan', 'see:')} ${printable(`${shownPath(it.at.file, terminal.cwd)}:${place.line + 1}: ${it.message}`, LONGEST)}`,
    );
  }
  for (const { title, safety } of fixes)
    lines.push(
      `  ${paint('cyan', 'fix:')} ${printable(title, LONGEST)}${safety === 'safe' ? '' : ' (look before you take it)'}`,
    );
  for (const { text } of copies) lines.push(`  ${paint('cyan', 'run:')} ${printable(text, LONGEST)}`);
  return `${lines.join('\n')}\n`;
}

function sourceLines({ at }: GradedFinding, project: CheckedProject): readonly string[] {
  const text = project.textOf(at.file);
  const { start, end } = project.rangeOf(at);
  if (text === undefined) return [];
  const lineStart = at.span.start - start.character;
  const from = Math.max(lineStart, at.span.start - WIDEST / 2);
  const line = text.slice(from, from + WIDEST).split(/\r?\n/, 1)[0] ?? '';
  const width = start.line === end.line ? at.span.end - at.span.start : line.length - (at.span.start - from);
  const number = String(start.line + 1);
  const shown = (text: string): string => printable(text.replaceAll('\t', ' '), LONGEST);
  const before = ' '.repeat(shown(line.slice(0, at.span.start - from)).length);
  return [
    `  ${number} | ${shown(line)}`,
    `  ${' '.repeat(number.length)} | ${before}${'^'.repeat(Math.max(1, Math.min(width, WIDEST)))}`,
  ];
}

function renderSummary(projects: readonly CheckedProject[]): string {
  const total = (key: 'files' | 'listeners' | 'modules' | Severity): number =>
    projects.reduce((sum, { summary }) => sum + summary[key], 0);
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  const checked = `${count(total('files'), 'file')}, ${count(total('listeners'), 'listener')}, ${count(total('modules'), 'module')}`;
  const found = (['error', 'warning', 'information', 'hint'] as const).filter((it) => total(it) > 0);
  const words = { error: 'error', warning: 'warning', information: 'information', hint: 'hint' };
  const result = found
    .map((it) => (it === 'information' ? `${total(it)} ${words[it]}` : count(total(it), words[it])))
    .join(', ');
  return `${checked}: ${result === '' ? 'all fine' : result}\n`;
}
