import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect } from 'vitest';
import { negotiate, type Offer } from '../../core/alpn/index.ts';
import type { GradedFinding } from '../../core/analyze.ts';
import { relativeTo } from '../../core/text/filePath.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import { applyEdits } from '../../core/text/textEdit.ts';
import type { Fix } from '../../core/rules/rule.ts';
import type { Snapshot } from '../../core/workspace/workspace.ts';
import { readMarkers, writeMarker, type Marker } from '../support/markers.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

/** The texts of a workspace by their relative names. */
export type Texts = Readonly<Record<string, string>>;

/** One case of a rule: a small workspace, and the texts that its fixes lead to. */
export interface Case {
  readonly rule: string;
  readonly name: string;
  /** With marker lines. */
  readonly marked: Texts;
  /** `nginx.conf.fixed.2` by the number of the fix: which file, and its text after it. */
  readonly fixed: ReadonlyMap<number, Texts>;
}

/** The rules that have cases. */
export function ruleFolders(): readonly string[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true }).flatMap((it) => (it.isDirectory() ? [it.name] : []));
}

/** Reads `test/rules/<id>/<case>/`. */
export function readCases(rule: string): readonly Case[] {
  const folder = path.join(import.meta.dirname, rule);
  return readdirSync(folder, { withFileTypes: true })
    .filter((it) => it.isDirectory())
    .map(({ name }) => readCase(rule, name, path.join(folder, name)));
}

function readCase(rule: string, name: string, folder: string): Case {
  const marked: Record<string, string> = {};
  const fixed = new Map<number, Record<string, string>>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(folder, file).replaceAll('\\', '/');
    const text = readFileSync(file, 'utf8');
    const [, original, number = '1'] = /^(.*)\.fixed(?:\.(\d+))?$/.exec(relative) ?? [];
    if (original === undefined) marked[relative] = text;
    else fixed.set(Number(number), { ...fixed.get(Number(number)), [original]: text });
  }
  return { rule, name, marked, fixed };
}

/** The texts without their markers. */
export function unmarked(marked: Texts): Texts {
  return Object.fromEntries(Object.entries(marked).map(([name, text]) => [name, readMarkers(text).text]));
}

/** Checks that findings and markers of a workspace fit one to one: place, severity, rule, and a part of the message. */
export async function expectMarkers(marked: Texts): Promise<readonly GradedFinding[]> {
  const texts = unmarked(marked);
  const { analysis } = await checkTexts(texts);
  expect(analysis.failures).toEqual([]);
  for (const [name, text] of Object.entries(marked)) {
    const { markers } = readMarkers(text);
    const found = analysis.findings.filter(({ at }) => relativeTo(FOLDER, at.file) === name);
    expect(found.map((it) => shown(it, texts[name] ?? '', name)).sort(), name).toEqual(
      markers.map((it) => shownMarker(it, texts[name] ?? '', name, found)).sort(),
    );
  }
  return analysis.findings;
}

function shown({ at, severity, rule }: GradedFinding, text: string, name: string): string {
  return describeAt(at.span, text, name, `${severity}: ${rule}`);
}

/** As the finding at the same place is shown, if the marker's words are a part of its message. */
function shownMarker(marker: Marker, text: string, name: string, found: readonly GradedFinding[]): string {
  const finding = found.find(
    ({ at, rule }) => rule === marker.rule && at.span.start === marker.span.start && at.span.end === marker.span.end,
  );
  const missing =
    finding !== undefined && !finding.message.includes(marker.message) ? ` whose message has "${marker.message}"` : '';
  return describeAt(marker.span, text, name, `${marker.severity}: ${marker.rule}${missing}`);
}

function describeAt(span: Marker['span'], text: string, name: string, words: string): string {
  const index = new LineIndex(text);
  const { line, character } = index.positionAt(span.start);
  const content = text.slice(index.lineStart(line)).split(/\r?\n/, 1)[0] ?? '';
  const columns = { start: character, end: character + span.end - span.start };
  return `${line + 1}: ${content}\n${writeMarker(content, columns, words, name.startsWith('go.') || name.endsWith('.go') || name.endsWith('/go.mod') || name.endsWith('/go.work') ? '//' : '#')}`;
}

/** The texts after a fix. */
export function applyFix(texts: Texts, fix: Fix): Texts {
  const result: Record<string, string> = { ...texts };
  for (const file of new Set(fix.edits.map((it) => it.file))) {
    const name = relativeTo(FOLDER, file);
    result[name] = applyEdits(
      result[name] ?? '',
      fix.edits.filter((it) => it.file === file),
    );
  }
  return result;
}

/** So many fixes one after the other are enough for any case. */
const MOST_ROUNDS = 10;

/**
 * Applies the fix of this number of one finding after the other, until no finding offers one of these fixes any more.
 * @returns the texts then, and every fix that was applied
 */
export async function fixAll(
  texts: Texts,
  rule: string,
  number: number,
): Promise<{ readonly texts: Texts; readonly applied: readonly Fix[] }> {
  const findingsIn = async (of: Texts): Promise<readonly GradedFinding[]> =>
    (await checkTexts(of)).analysis.findings.filter((it) => it.rule === rule);
  const titles = new Set((await findingsIn(texts)).flatMap(({ fixes }) => fixes[number - 1]?.title ?? []));
  const applied: Fix[] = [];
  let current = texts;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const fix = (await findingsIn(current)).flatMap(({ fixes }) => fixes).find(({ title }) => titles.has(title));
    if (fix === undefined) return { texts: current, applied };
    applied.push(fix);
    current = applyFix(current, fix);
  }
  throw new Error(`${rule}: fix ${number} does not converge`);
}

/** The offers that a fix must not spoil. */
const OFFERS: readonly Offer[] = [['h2'], ['h2', 'http/1.1'], ['http/1.1', 'h2']];

/** Which listener or edge selects h2 for which offer. */
export function selectingH2({ project }: Snapshot): ReadonlySet<string> {
  const listeners = project.listeners.map(({ module, address, port, serverNames, alpn }) => ({
    name: `${module} ${address}:${port ?? ''} ${serverNames.join(',')}`,
    alpn,
  }));
  const edges = project.edges.map(({ name, port, alpn }) => ({ name: `${name}:${port ?? ''}`, alpn }));
  return new Set(
    [...listeners, ...edges].flatMap(({ name, alpn }) =>
      OFFERS.filter((offer) => {
        const outcome = negotiate(offer, alpn);
        return outcome.kind === 'selected' && outcome.protocol === 'h2';
      }).map((offer) => `${name} offered ${offer.join(',')}`),
    ),
  );
}
