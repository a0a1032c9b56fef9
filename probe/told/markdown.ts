import type {
  AddressGroupView,
  ComparisonView,
  MatrixView,
  ReportView,
  TargetView,
  Words,
} from '../../core/observation/view.ts';
import { markdownCode, markdownText } from '../../core/text/printable.ts';
import { grpcurlCommands, opensslCommands, type CredentialFiles } from './commands.ts';
import type { ProbeReport, TargetReport } from '../report.ts';
import { viewOf } from './view.ts';
import type { TextOptions } from './words.ts';

/** What Markdown is made of beside the report. */
export interface MarkdownOptions<Place> extends TextOptions<Place> {
  /** Named in the commands that reproduce it. */
  readonly files?: CredentialFiles | undefined;
}

/**
 * The report as Markdown (GitHub's), for a ticket: what to change, the evidence, how to reproduce it. Nothing that came from outside becomes
 * markup.
 */
export function renderMarkdown<Place>(report: ProbeReport, options: MarkdownOptions<Place> = {}): string {
  const { view } = viewOf({ ...options, report });
  const blocks = [
    ...(view.summary === null ? [] : [marked(view.summary)]),
    ...view.targets.flatMap((target, at) => targetBlocks(target, report.targets[at], options.files)),
    ...view.notes.map(marked),
    footLine(view),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function targetBlocks(
  target: TargetView,
  report: TargetReport | undefined,
  files?: CredentialFiles,
): readonly string[] {
  const { sni, verdict, groups, modules, cures, comparisons, notes } = target;
  const name = sni === null ? '(no SNI)' : `(SNI ${markdownCode(sni)})`;
  return [
    `# ${markdownCode(target.target)}: ${marked(verdict.words)}`,
    ...notes.map(marked),
    ...groups.flatMap(foundBlocks),
    ...section('Modules of this workspace', modules.map(moduleItem)),
    ...section('What to change', cures.map(cureItem)),
    ...section('What the workspace says', comparisons.map(comparisonItem)),
    ...groups.flatMap((group) => evidenceBlocks(group, groups.length === 1, name)),
    ...(report === undefined || report.addresses.length === 0 ? [] : reproduction(report, files)),
  ];
}

function foundBlocks({ addresses, share, found, clients, since, notes }: AddressGroupView): readonly string[] {
  const names = addresses.map((it) => markdownCode(it)).join(', ');
  const items = clients.map(({ who, words, error, printedBy }) => {
    const text = error === null ? '' : `: ${markdownCode(error)}`;
    return `${who}: ${words}${text}${printedBy === null ? '' : ` (printed by ${printedBy})`}`;
  });
  return [
    `${share === null ? names : `${share} (${names})`}: ${marked(found)}.`,
    list(items),
    ...(since === null ? [] : [marked(since)]),
    ...notes.map(marked),
  ];
}

function moduleItem({ module, grpcGo, words, at }: TargetView['modules'][number]): string {
  return `${markdownCode(module)}, ${markdownText(grpcGo)}: ${words}${placed(at.words)}`;
}

function cureItem({ words, line, at, effect }: TargetView['cures'][number]): string {
  const where = at === null ? '' : placed(at.words);
  const code = line === null ? '' : `: ${markdownCode(line)}`;
  return `${marked(words)}${code}${where}${effect === null ? '' : ` ${marked(effect)}`}`;
}

function comparisonItem({ label, version, at, words, explanation }: ComparisonView): string {
  const product = version === null ? '' : `, ${markdownText(version)}`;
  const head = `${markdownText(label)}${product}${placed(at.words)} ${words}.`;
  return [head, ...explanation.map((it) => markdownText(it, 2000))].join(' ');
}

function placed(words: string): string {
  return words === '' ? '' : ` (${markdownCode(words)})`;
}

function section(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`## ${title}`, list(items)];
}

function evidenceBlocks(
  { addresses, matrix, evidence, raw }: AddressGroupView,
  alone: boolean,
  sni: string,
): readonly string[] {
  const items = [
    ...evidence.map(({ name, words }) => `${name}: ${marked(words)}`),
    ...raw.map((it) => `Error: ${markdownCode(it)}`),
  ];
  if (matrix === null && items.length === 0) return [];
  const at = alone ? '' : ` at ${addresses.map((it) => markdownCode(it)).join(', ')}`;
  return [`## Evidence${at} ${sni}`, ...(matrix === null ? [] : [table(matrix)]), list(items)];
}

function table({ columns, rows }: MatrixView): string {
  const lines = rows.map(({ offer, cells }) => [
    cell(offer),
    ...cells.map((it) => (it === null ? '-' : `${cell(it.words)}, ${it.detail}`)),
  ]);
  return [['offered', ...columns], columns.concat('').map(() => '---'), ...lines]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

/** A bar would end the cell, even in code. */
function cell(words: Words): string {
  return words.map((piece) => (isCode(piece) ? marked([piece]).replaceAll('|', '\\|') : marked([piece]))).join('');
}

function isCode(piece: Words[number]): boolean {
  return typeof piece !== 'string' && 'code' in piece;
}

function reproduction(target: TargetReport, files?: CredentialFiles): readonly string[] {
  return [
    '## How to reproduce',
    ['```sh', ...opensslCommands(target, files), ...grpcurlCommands(target, files), '```'].join('\n'),
    'Of what grpc-go offers, openssl prints `ALPN protocol: h2` where h2 is selected (what the server refuses behind that, such as a client certificate, comes as an alert later), `No ALPN negotiated` where nothing is selected, `alert number 120` where `h2` is refused, and `bad extension` where something is selected that was not offered. grpcurl shows what grpc-go prints, but only one that is built with grpc-go 1.67 or newer, as grpcurl 1.9.4 is (1.9.3: grpc-go 1.61): an older one does not enforce ALPN and proves nothing.',
  ];
}

function footLine({ foot }: ReportView): string {
  return foot.map(({ name, words }) => `${name} ${marked(words)}`).join(', ');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** So much of a text that is not ours is written. */
const LONGEST = 1000;

/** Words as Markdown: what is not ours is code, or text without markup. */
function marked(words: Words): string {
  return words
    .map((piece) =>
      typeof piece === 'string'
        ? piece
        : 'code' in piece
          ? markdownCode(piece.code, LONGEST)
          : markdownText(piece.text, LONGEST),
    )
    .join('');
}
