import { beforeAll, expect, it } from 'vitest';
import { fixedTexts, offeredFixes, offeredInCases, type FixedText } from './fixedTexts.ts';
import { askProgram, goProgram } from './goProgram.ts';
import { BUILD_TIMEOUT } from './grpcGo.ts';
import { changedIn } from './valueChanges.ts';
import { inWindows, SERVICE_STYLES } from './yamlStyles.ts';

/*
 * The judge of a manifest is what kubectl reads with: k8s.io/apimachinery, which splits the documents and reads each by sigs.k8s.io/yaml.
 */

/** What test/oracle/go/yaml says of one text. */
interface Report {
  readonly documents: readonly unknown[];
  readonly error: string;
}

const MANIFEST = /\.(?:ya?ml|json)$/;

/** What a fix may change, behind the number of the document, and of the object in a list. */
const MAY_CHANGE: readonly RegExp[] = [
  /^\/\d+(?:\/items\/\d+)?\/metadata\/annotations\/service\.beta\.kubernetes\.io\/aws-load-balancer-alpn-policy$/,
  /^\/\d+(?:\/items\/\d+)?\/metadata\/annotations\/alb\.ingress\.kubernetes\.io\/(?:backend-protocol-version|load-balancer-attributes)$/,
  /^\/\d+(?:\/items\/\d+)?\/data(?:\/(?:use-)?http2)?$/,
  /^\/\d+(?:\/items\/\d+)?\/spec\/listenerConfigurations\/\d+\/alpnPolicy$/,
  /^\/\d+(?:\/items\/\d+)?\/spec\/(?:loadBalancerAttributes|defaultConfiguration\/protocolVersion|.*\/protocolVersion)/,
];

let program: string;
beforeAll(async () => {
  program = await goProgram('yaml');
}, BUILD_TIMEOUT);

async function read(texts: readonly string[]): Promise<readonly Report[]> {
  const reports: unknown = await askProgram(program, [], texts);
  if (!isReports(reports) || reports.length !== texts.length) throw new Error('not one report for each text');
  return reports;
}

function isReports(value: unknown): value is readonly Report[] {
  return Array.isArray(value);
}

async function expectOneChange({ name, before, after }: FixedText): Promise<void> {
  const [was, is] = await read([before, after]);
  expect({ was: was?.error, is: is?.error }, name).toEqual({ was: '', is: '' });
  const changed = changedIn(was?.documents, is?.documents);
  expect(changed, name).toHaveLength(1);
  expect(
    changed.filter((way) => !MAY_CHANGE.some((it) => it.test(way))),
    name,
  ).toEqual([]);
}

/** A manifest, and no template of CloudFormation. */
function isManifest({ before }: FixedText): boolean {
  return /["']?apiVersion["']?\s*:/.test(before) && !before.includes('AWS::');
}

it('each fix in the cases of the rules changes one value', async () => {
  const offered = (await offeredInCases(MANIFEST)).filter(isManifest);
  expect(offered.length).toBeGreaterThan(0);
  for (const it of offered) await expectOneChange(it);
});

it('the fixed texts of the tests are read as the texts before them, but for what fixes set', async () => {
  const fixed = fixedTexts(MANIFEST).filter(isManifest);
  const reports = await read(fixed.flatMap(({ before, after }) => [before, after]));
  for (const [i, { name }] of fixed.entries()) {
    const [was, is] = [reports[2 * i], reports[2 * i + 1]];
    expect(is?.error, name).toBe('');
    const changed = changedIn(was?.documents, is?.documents);
    expect(changed, name).not.toEqual([]);
    expect(
      changed.filter((way) => !MAY_CHANGE.some((it) => it.test(way))),
      name,
    ).toEqual([]);
  }
});

it.each(Object.entries({ ...SERVICE_STYLES, ...inWindows(SERVICE_STYLES) }))(
  'a Service is fixed in its own style: %s',
  async (name, text) => {
    const offered = await offeredFixes(name, { [text.startsWith('{') ? 'service.json' : 'service.yaml']: text });
    expect(offered).not.toEqual([]);
    for (const it of offered) await expectOneChange(it);
  },
);
