import { version } from '../package.json';
import { compare } from '../core/observation/compare.ts';
import type { ObservedTarget, WorkspaceContext } from '../core/observation/types.ts';
import {
  grpcurlCommands,
  observedOf,
  opensslCommands,
  renderMarkdown,
  reportJson,
  viewOf,
  type CredentialFiles,
  type ProbeReport,
  type UnfinishedAddress,
  type ViewInput,
} from '../probe/index.ts';
import type { PlaceByUri } from '../server/protocol.ts';
import type { CopyKind } from './reportPage/message.ts';

/** What a report is drawn and copied from. */
export interface ReportContent {
  readonly report: ProbeReport;
  readonly state: 'running' | 'done' | 'cancelled';
  /** What is missing, as in `ViewInput`. */
  readonly unfinished: readonly (readonly UnfinishedAddress[] | null)[];
  /** What the workspace says, in the order of the targets; empty = nothing, or not yet. */
  readonly contexts: readonly WorkspaceContext<PlaceByUri>[];
  /** Which files were given as credentials. */
  readonly files: CredentialFiles;
}

/**
 * What is told of it.
 * @param nameOf the name of a file as people of this workspace write it
 */
export function viewOfContent(
  content: ReportContent,
  nameOf: (uri: string) => string,
): ReturnType<typeof viewOf<PlaceByUri>> {
  return viewOf(inputOf(content, nameOf));
}

/** What was seen of it: a target that was not probed to the end tells nothing, since it would take the place of what was seen before. */
export function observedIn({ report, unfinished }: ReportContent): readonly ObservedTarget[] {
  return observedOf(report).filter(
    ({ addresses }, at) => addresses.length > 0 && unfinished[at] !== null && (unfinished[at] ?? []).length === 0,
  );
}

/** The text for the clipboard. */
export function copyOf(content: ReportContent, what: CopyKind, nameOf: (uri: string) => string): string {
  const { report, files } = content;
  switch (what) {
    case 'markdown':
      return renderMarkdown(report, { ...inputOf(content, nameOf), files });
    case 'json':
      return `${reportJson(marked(content), { name: 'grpc-alpn', version })}\n`;
    case 'openssl':
      return commands(report.targets.flatMap((it) => opensslCommands(it, files)));
    case 'grpcurl':
      return commands(report.targets.flatMap((it) => grpcurlCommands(it, files)));
  }
}

/** Of a report that is not whole, the data says so, too. */
function marked({ report, state }: ReportContent): ProbeReport {
  if (state !== 'cancelled') return report;
  return { ...report, notes: [...report.notes, 'The probe was cancelled: what is missing was not probed.'] };
}

/** What was copied, in a few words. */
export const COPIED: Readonly<Record<CopyKind, string>> = {
  markdown: 'Copied as Markdown.',
  json: 'Copied as JSON.',
  openssl: 'The openssl command is copied.',
  grpcurl: 'The grpcurl command is copied.',
};

function inputOf(
  { report, state, unfinished, contexts }: ReportContent,
  nameOf: (uri: string) => string,
): ViewInput<PlaceByUri> {
  const observed = observedOf(report);
  return {
    report,
    state,
    unfinished,
    contexts,
    comparisons: contexts.map((context, at) => {
      const seen = observed[at];
      return seen === undefined ? [] : compare(context, seen);
    }),
    wordsOf: ({ uri, range }) => `${nameOf(uri)}:${range.start.line + 1}`,
  };
}

function commands(lines: readonly string[]): string {
  return lines.map((it) => `${it}\n`).join('');
}
