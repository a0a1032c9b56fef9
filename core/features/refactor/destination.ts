import type { Placed, Scope } from '../../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../../project/project.ts';
import { indentBefore, lineBreakOf, startOfLine } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import { indentOf, render, unitOf, type Line, type NginxFile } from './layout.ts';
import { isWhole } from './whole.ts';

/** Where an http server is written. */
export interface Destination {
  readonly file: NginxFile;
  /** The `http` block; `undefined`: a new one is made. */
  readonly http: Placed | undefined;
  /** The `stream` block that a new `http` block is put behind. */
  readonly stream: Placed;
}

/** The last `http` block of the configuration, else a place behind `stream`. `undefined`: a place that cannot be written to. */
export function destinationFor(
  project: Project,
  listener: ProjectListener,
): (Destination & { readonly scope: Scope | undefined }) | undefined {
  const streamScope = listener.server.scope.parent;
  const stream = streamScope?.of;
  // A fragment whose main file is not known has no stream block around its servers.
  if (stream?.directive.name.value !== 'stream') return undefined;
  const scope = streamScope?.parent?.blocks('http').at(-1);
  const of = scope?.of ?? stream;
  const file = project.nginxFiles.get(of.file);
  if (file === undefined || !isWhole(project, of.file) || of.directive.block?.hasClose !== true) return undefined;
  // A block that another configuration includes, too, would get the server there as well.
  const isShared = project.listeners.some(
    ({ configuration, server }) =>
      configuration !== listener.configuration && server.scope.parent?.of?.directive === of.directive,
  );
  return isShared ? undefined : { file, http: scope?.of, stream, scope };
}

/** The edit that writes some blocks there. */
export function writeTo(
  { file, http, stream }: Destination,
  lines: readonly Line[],
  options: {
    /** The indentation of the text that the blocks come from, for files that show none themselves. */
    readonly unit: string | undefined;
    /** Whether `stream` goes, and a new `http` block takes its place. */
    readonly replacesStream: boolean;
  },
): { readonly span: Span; readonly newText: string } {
  const { text } = file;
  const lineBreak = lineBreakOf(text);
  const around = (http ?? stream).directive;
  const base = indentOf(text, around.start);
  const unit = unitOf(file, around) ?? options.unit ?? '    ';
  if (http === undefined) {
    const newText = render(
      [{ depth: 0, text: 'http {' }, ...lines.map(({ depth, text: it }) => ({ depth: depth + 1, text: it })), CLOSE],
      { base, unit, lineBreak },
    );
    return options.replacesStream
      ? { span: { start: stream.directive.start, end: stream.directive.end }, newText: newText.slice(base.length) }
      : { span: { start: around.end, end: around.end }, newText: lineBreak + lineBreak + newText };
  }
  const newText = render(lines, { base: base + unit, unit, lineBreak });
  const close = around.end - 1;
  const isEmpty = around.block?.children.length === 0;
  if (indentBefore(text, close) === undefined) {
    const start = text.slice(0, close).trimEnd().length;
    return { span: { start, end: close }, newText: lineBreak + newText + lineBreak + base };
  }
  const start = startOfLine(text, close);
  const isApart = isEmpty || /\n[^\S\n]*\r?\n$/.test(text.slice(0, start).slice(-LONGEST_LINE));
  return { span: { start, end: start }, newText: (isApart ? '' : lineBreak) + newText + lineBreak };
}

/** A line of more white space is not taken for a blank one. */
const LONGEST_LINE = 200;

const CLOSE: Line = { depth: 0, text: '}' };
