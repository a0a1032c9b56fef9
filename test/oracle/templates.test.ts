import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CFN_LINT } from '../../scripts/cfn-lint.mjs';
import { fixedTexts, offeredFixes, offeredInCases, type FixedText } from './fixedTexts.ts';
import { askProgram } from './goProgram.ts';
import { changedIn } from './valueChanges.ts';
import { inWindows, TEMPLATE_STYLES } from './yamlStyles.ts';

/*
 * The judge of a template is cfn-lint, which AWS publishes: how it reads the text, and what the schemas of the resources say of it.
 */

/** What test/oracle/python/templates.py says of one text. */
interface Report {
  readonly value: unknown;
  readonly problems: readonly string[];
}

const TEMPLATE = /\.(?:ya?ml|json|template)$/;
const SCRIPT = fileURLToPath(new URL('./python/templates.py', import.meta.url));

/** What a fix may change. */
const MAY_CHANGE =
  /^\/Resources\/\w+\/Properties\/(?:AlpnPolicy(?:\/0)?|ProtocolVersion|LoadBalancerAttributes(?:\/\d+\/Value)?)$/;

/** What is asked of one text. To ask the schemas takes a hundred times as long as to read. */
interface Asked {
  readonly text: string;
  readonly schemas: boolean;
}

async function judge(asked: readonly Asked[]): Promise<readonly Report[]> {
  const environment = [CFN_LINT, process.env['PYTHONPATH'] ?? ''].filter((it) => it !== '').join(delimiter);
  const reports: unknown = await askProgram('python3', [SCRIPT], asked, { PYTHONPATH: environment });
  if (!isReports(reports) || reports.length !== asked.length) throw new Error('not one report for each text');
  return reports;
}

function isReports(value: unknown): value is readonly Report[] {
  return Array.isArray(value);
}

/** Expects that each differs in what fixes set alone, and, if asked for, that the schemas have nothing against it then. */
async function expectChanges(fixed: readonly FixedText[], most: number, schemas = false): Promise<void> {
  const reports = await judge(
    fixed.flatMap(({ before, after }) => [
      { text: before, schemas: false },
      { text: after, schemas },
    ]),
  );
  for (const [i, { name }] of fixed.entries()) {
    const [was, is] = [reports[2 * i], reports[2 * i + 1]];
    const changed = changedIn(was?.value, is?.value);
    expect(changed.length, `${name}: ${changed.join()}`).toBeGreaterThan(0);
    expect(changed.length, `${name}: ${changed.join()}`).toBeLessThanOrEqual(most);
    expect(
      changed.filter((way) => !MAY_CHANGE.test(way)),
      name,
    ).toEqual([]);
    expect({ was: was?.problems, is: is?.problems }, name).toEqual({ was: [], is: [] });
  }
}

function isTemplate({ before }: FixedText): boolean {
  return before.includes('AWS::ElasticLoadBalancing');
}

const TIMEOUT = { timeout: 120_000 };

it('each fix in the cases of the rules changes one value', TIMEOUT, async () => {
  const offered = (await offeredInCases(TEMPLATE)).filter(isTemplate);
  expect(offered.length).toBeGreaterThan(0);
  await expectChanges(offered, 1);
});

it('the fixed texts of the tests are read as the texts before them, but for what fixes set', TIMEOUT, async () => {
  await expectChanges(fixedTexts(TEMPLATE).filter(isTemplate), Infinity);
});

it.each(Object.entries({ styles: TEMPLATE_STYLES, windows: inWindows(TEMPLATE_STYLES) }))(
  'a listener is fixed in its own style, and the schemas take it: %s',
  TIMEOUT,
  async (which, styles) => {
    const offered: FixedText[] = [];
    for (const [name, text] of Object.entries(styles)) {
      const own = await offeredFixes(name, { [text.startsWith('{') ? 'template.json' : 'template.yaml']: text });
      expect(own, name).not.toEqual([]);
      offered.push(...own);
    }
    await expectChanges(offered, 1, which === 'styles');
  },
);
