import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../core/domains/terraform/parse.ts';
import { filePath } from '../../core/text/filePath.ts';
import { grammars } from '../support/grammars.ts';
import { terraformNlb } from './edgeTexts.ts';
import { allTexts, fixedTexts, offeredFixes, offeredInCases } from './fixedTexts.ts';
import { askProgram, goProgram } from './goProgram.ts';
import { BUILD_TIMEOUT } from './grpcGo.ts';
import { BROKEN_HCL, HCL_TEXTS } from './hclTexts.ts';

/*
 * HCL's own packages are the judge: hclsyntax, which reads for Terraform, and hclwrite.Format. `terraform fmt` is hclwrite.Format and three rules of its
 * own (Terraform, internal/command/fmt.go): `"${x}"` becomes `x`, old words for the type of a variable become new ones, labels of blocks are quoted. No
 * fix writes any of these, and none changes where they are, so that they need no judge here.
 */

/** What test/oracle/go/hcl says of one text. */
interface Report {
  readonly problems: readonly string[];
  readonly formatted: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly comments: readonly string[];
}

const TERRAFORM = /\.tf$/;
const LISTENER = terraformNlb({})['main.tf'] ?? '';

let program: string;
let reports: ReadonlyMap<string, Report>;
beforeAll(async () => {
  program = await goProgram('hcl');
  const texts = [...FIXED.flatMap(({ before, after }) => [before, after]), ...WELL_FORMED.map(({ text }) => text)];
  reports = await reportsOn(texts);
}, BUILD_TIMEOUT);

/** One run of the program for all of them. */
async function reportsOn(texts: readonly string[]): Promise<ReadonlyMap<string, Report>> {
  const given = [...new Set(texts)];
  const said: unknown = await askProgram(program, [], given);
  if (!isReports(said) || said.length !== given.length) throw new Error('not one report for each text');
  return new Map(said.map((report, i) => [given[i] ?? '', report]));
}

function on(text: string, told = reports): Report {
  const report = told.get(text);
  if (report === undefined) throw new Error('not asked for');
  return report;
}

function isReports(value: unknown): value is readonly Report[] {
  return Array.isArray(value);
}

/** The ways to what only one of them has, and to what differs. */
function changed(before: Report, after: Report): readonly string[] {
  const names = new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)]);
  return [...names].filter((name) => before.attributes[name] !== after.attributes[name]);
}

const FIXED = [
  ...fixedTexts(TERRAFORM),
  ...(await offeredInCases(TERRAFORM)).filter(({ name }) => / \S*\.tf: /.test(name)),
];

/** Where the grammar is narrower than hclsyntax: a file with one of these gets no fix. */
const GAPS: ReadonlySet<string> = new Set(['whole numbers with an exponent']);

/** Where it is wider, for it does not mind where lines end, nor what is there twice. */
const WIDER: ReadonlySet<string> = new Set([
  'two attributes in one line',
  'a condition over lines without brackets',
  'an attribute twice',
]);

const WELL_FORMED = [
  ...Object.entries(HCL_TEXTS).map(([name, text]) => ({ name, text })),
  ...allTexts(TERRAFORM),
  { name: 'a listener', text: LISTENER },
];

it('has texts to judge', () => {
  expect(FIXED.length).toBeGreaterThan(0);
});

describe.each(FIXED)('fixed: $name', ({ before, after }) => {
  it('is read without an error, before and after', () => {
    expect(on(before).problems).toEqual([]);
    expect(on(after).problems).toEqual([]);
  });

  it('stays as hclwrite.Format would have it', () => {
    const isStable = on(before).formatted === before;
    expect(isStable ? on(after).formatted : after).toBe(after);
  });

  it('means the same but for what the fix sets', () => {
    const ways = changed(on(before), on(after));
    expect(ways).not.toEqual([]);
    for (const way of ways) {
      const [was, is] = [on(before).attributes[way] ?? '', on(after).attributes[way] ?? ''];
      if (is.includes('{')) expect(withoutSettings(is), way).toBe(withoutSettings(was));
      else expect(is, way).toMatch(VALUE);
    }
    expect(on(after).comments).toEqual(on(before).comments);
  });
});

/** What a fix writes, token by token. */
const VALUE = /^(?:" (?:HTTP2Preferred|HTTP2|GRPC) "|true)$/;

/** An object without what a fix sets in it. */
function withoutSettings(tokens: string): string {
  const name = '(?:alpn_policy|protocol_version|enable_http2)';
  const settings = new RegExp(`(?:" ${name} "|\\b${name}\\b) [=:] (?:" \\w+ "|true|false|null)(?: ,)?`, 'g');
  return tokens
    .replace(settings, '')
    .split(' ')
    .filter((it) => it !== '' && it !== ',')
    .join(' ');
}

it.each(WELL_FORMED)('the grammar takes what hclsyntax takes, and no more: $name', async ({ name, text }) => {
  const { tree } = parse(text, filePath('/ws/main.tf'), await grammars.load('hcl'));
  expect(tree.broken.length === 0).toBe(on(text).problems.length === 0 && !GAPS.has(name));
});

it('offers a fix where the text is whole', async () => {
  expect(await fixedIn(LISTENER)).not.toEqual([]);
});

it.each(Object.entries(BROKEN_HCL))('hclsyntax rejects %s, and nothing beside it is changed', async (name, text) => {
  const broken = `${LISTENER}\n${text}`;
  const fixed = await fixedIn(broken);
  const told = await reportsOn([broken, ...fixed]);
  expect(on(broken, told).problems).not.toEqual([]);
  expect(fixed.length > 0).toBe(WIDER.has(name));
  for (const after of fixed) expect(withoutLines(on(after, told))).toEqual(withoutLines(on(broken, told)));
});

it('mends nothing and breaks nothing in a text that hclsyntax rejects, whatever is missing', async () => {
  const texts = [...LISTENER].flatMap((mark, at) =>
    '{}"=\n'.includes(mark) ? [LISTENER.slice(0, at), LISTENER.slice(0, at) + LISTENER.slice(at + 1)] : [],
  );
  const told = await reportsOn(texts);
  const rejected = texts.filter((text) => on(text, told).problems.length > 0);
  expect(rejected.length).toBeGreaterThan(50);
  const pairs: (readonly [before: string, after: string])[] = [];
  for (const text of rejected) for (const after of await fixedIn(text)) pairs.push([text, after]);
  const after = await reportsOn(pairs.map(([, it]) => it));
  for (const [was, is] of pairs) expect(withoutLines(on(is, after)), was).toEqual(withoutLines(on(was, told)));
});

function withoutLines({ problems }: Report): readonly string[] {
  return problems.map((it) => it.replace(/^\d+: /, ''));
}

/** What each fix makes of a text. */
async function fixedIn(text: string): Promise<readonly string[]> {
  return (await offeredFixes('', { 'main.tf': text })).map(({ after }) => after);
}
