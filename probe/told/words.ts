import type {
  AddressGroupView,
  ClientView,
  ComparisonView,
  CureView,
  MatrixView,
  ReportView,
  TargetView,
  Words,
} from '../../core/observation/view.ts';
import { printable } from '../../core/text/printable.ts';
import type { ProbeReport } from '../report.ts';
import { viewOf, type ViewInput } from './view.ts';

/** What a text is made of beside the report. */
export type TextOptions<Place> = Omit<ViewInput<Place>, 'report'>;

/** The report for a terminal: plain text without colours, lines end with LF. */
export function renderText<Place>(report: ProbeReport, options: TextOptions<Place> = {}): string {
  const { view } = viewOf({ ...options, report });
  return [...view.targets.map(targetText), endText(view)].join('');
}

/** One target as `renderText` has it, an empty line behind it. */
export function targetText(target: TargetView): string {
  return [...targetLines(target), '', ''].join('\n');
}

/** What `renderText` has behind the targets: what several come to, and where, when and with what it was probed. */
export function endText(view: ReportView): string {
  const summary = view.summary === null ? [] : [plain(view.summary)];
  return [...summary, ...view.notes.map(plain), ...footLines(view), ''].join('\n');
}

/** So much of a text that is not ours is printed. */
const LONGEST = 1000;

/** Words as plain text, fit for one line of a terminal. */
export function plain(words: Words): string {
  return words
    .map((piece) => (typeof piece === 'string' ? piece : printable('code' in piece ? piece.code : piece.text, LONGEST)))
    .join('');
}

function targetLines(target: TargetView): readonly string[] {
  const { groups, modules, cures, comparisons } = target;
  const alone = groups.length === 1;
  return [
    `${printable(target.target)} ${sniText(target)}: ${plain(target.verdict.words)}`,
    ...target.notes.map((note) => `  ${plain(note)}`),
    ...groups.flatMap((group) => ['', ...foundLines(group)]),
    ...section(
      'Modules of this workspace',
      modules.map((it) => `${printable(it.module)}, ${printable(it.grpcGo)}: ${it.words}${placed(it.at.words)}`),
    ),
    ...section('What to change', cures.map(cureText)),
    ...section(
      'What the workspace says',
      comparisons.map((it) => comparisonText(it)),
    ),
    ...groups.flatMap((group) => evidenceLines(group, alone)),
  ];
}

function sniText({ sni }: TargetView): string {
  return sni === null ? '(no SNI)' : `(SNI ${printable(sni)})`;
}

function foundLines({ addresses, share, found, clients, since, notes }: AddressGroupView): readonly string[] {
  const names = printable(addresses.join(', '), 2000);
  return [
    `  ${share === null ? names : `${share} (${names})`}: ${plain(found)}`,
    ...clients.map((it) => `    - ${clientText(it)}`),
    ...(since === null ? [] : [`    ${plain(since)}`]),
    ...notes.map((note) => `    ${plain(note)}`),
  ];
}

function clientText({ who, words, error, printedBy }: ClientView): string {
  const text = error === null ? '' : `: ${printable(error)}`;
  return `${who}: ${words}${text}${printedBy === null ? '' : ` (printed by ${printedBy})`}`;
}

function cureText({ words, line, at, effect }: CureView): string {
  const where = at === null ? '' : placed(at.words);
  return `${plain(words)}${line === null ? '' : `: ${printable(line)}`}${where}${effect === null ? '' : ` ${plain(effect)}`}`;
}

function comparisonText({ label, version, at, words, explanation }: ComparisonView): string {
  const product = version === null ? '' : `, ${printable(version)}`;
  const head = `${printable(label)}${product}${placed(at.words)} ${words}.`;
  return [head, ...explanation.map((it) => printable(it, 2000))].join(' ');
}

function placed(words: string): string {
  return words === '' ? '' : ` (${printable(words)})`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `  ${title}:`, ...lines.map((line) => `    - ${line}`)];
}

function evidenceLines({ addresses, matrix, evidence, raw }: AddressGroupView, alone: boolean): readonly string[] {
  const lines = [
    ...(matrix === null ? [] : matrixLines(matrix)),
    ...evidence.map(({ name, words }) => `${name}: ${plain(words)}`),
    ...raw.map((it) => `Error: ${printable(it)}`),
  ];
  if (lines.length === 0) return [];
  return [
    '',
    `  Seen${alone ? '' : ` at ${printable(addresses.join(', '), 2000)}`}:`,
    ...lines.map((line) => `    ${line}`),
  ];
}

/** Columns as wide as their widest cell. */
function matrixLines({ columns, rows }: MatrixView): readonly string[] {
  const table = [
    ['offered', ...columns],
    ...rows.map(({ offer, cells }) => [
      plain(offer),
      ...cells.map((cell) => (cell === null ? '-' : `${plain(cell.words)}, ${cell.detail}`)),
    ]),
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function footLines({ foot }: ReportView): readonly string[] {
  return [foot.map(({ name, words }) => `${name} ${plain(words)}`).join(', ')];
}
