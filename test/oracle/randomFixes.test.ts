import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { analyze, type GradedFinding } from '../../core/analyze.ts';
import { answeringAt } from '../../core/project/answer.ts';
import type { Project, ProjectListener } from '../../core/project/project.ts';
import type { Fix } from '../../core/rules/rule.ts';
import type { Location } from '../../core/text/location.ts';
import { contains } from '../../core/text/span.ts';
import { applyFix } from '../rules/harness.ts';
import { nginxesUnderTest, type NginxBinary } from './nginxBinary.ts';
import { agree, destinationOf, givesH2, inWords, openGround, shown, type Ground, type Try } from './randomRun.ts';
import { shapes } from './randomShape.ts';
import type { RandomConfiguration } from './randomText.ts';

const binaries = await nginxesUnderTest();

/** Over all versions; another seed tries others: GRPC_ALPN_SEED=2. */
const WANTED = process.env['GRPC_ALPN_ORACLE_LONG'] === undefined ? 200 : 1000;
const RUNS = Math.ceil(WANTED / binaries.length);
const SEED = Number(process.env['GRPC_ALPN_SEED'] ?? 1);

/** Of one configuration, so many fixes are tried. */
const MOST_FIXES = 3;

/** These find listeners of class B or C: what mends them makes an offer of h2 select h2. */
const LISTENER_RULES: ReadonlySet<string> = new Set([
  'nginx-stream-tls-without-alpn',
  'nginx-stream-alpn-without-h2',
  'nginx-grpc-listener-without-http2',
]);

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.stop());

describe.each(binaries.map((nginx) => ({ version: nginx.version, nginx })))('nginx $version', ({ version, nginx }) => {
  it(
    `loads what every fix makes of ${RUNS} random configurations, and does what the fix promised`,
    async () => {
      const rules = new Map<string, number>();
      const keepsPromises = fc.asyncProperty(shapes, async (shape) => {
        const configuration = saidToBeGrpc(ground.write(shape, nginx));
        const before = await ground.try(configuration, nginx);
        fc.pre(before.kind === 'tried');
        for (const { finding, fix } of fixesOf(before.project)) {
          rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1);
          const after = withFix(configuration, fix);
          const broken = await brokenPromises(before, { finding, after, nginx });
          if (broken.length > 0)
            throw new Error(
              [
                `${finding.rule}: ${fix.title}`,
                ...broken,
                'BEFORE',
                shown(configuration.files),
                'AFTER',
                shown(after.files),
              ].join('\n'),
            );
        }
      });
      await fc.assert(keepsPromises, {
        seed: SEED,
        numRuns: RUNS,
        // A failure that takes long to shrink is shown as far as it is.
        plugins: [fc.interruptAfterTimeLimit(RUNS * 20_000, { failOnInterrupt: true })],
      });
      console.log(`nginx ${version}: ${[...rules].map(([rule, count]) => `${count} fixes of ${rule}`).join(', ')}`);
    },
    RUNS * 25_000,
  );
});

/** Findings depend on whether gRPC runs there: here it does. */
function saidToBeGrpc({ files, ...rest }: RandomConfiguration): RandomConfiguration {
  const said = [...files].map(([name, text]) => [name, `# grpc-alpn: grpc=yes\n${text}`] as const);
  return { files: new Map(said), ...rest };
}

/** Some fixes, of different rules first. */
function fixesOf(project: Project): readonly { readonly finding: GradedFinding; readonly fix: Fix }[] {
  const all = analyze(project).findings.flatMap((finding) => finding.fixes.map((fix) => ({ finding, fix })));
  const seen = new Set<string>();
  return all.filter(({ fix: { title } }) => !seen.has(title) && seen.add(title)).slice(0, MOST_FIXES);
}

function withFix({ files, ...rest }: RandomConfiguration, fix: Fix): RandomConfiguration {
  return { files: new Map(Object.entries(applyFix(Object.fromEntries(files), fix))), ...rest };
}

/** What a fix does that it should not, in words. */
async function brokenPromises(
  before: { readonly project: Project; readonly tries: readonly Try[] },
  {
    finding,
    after,
    nginx,
  }: { readonly finding: GradedFinding; readonly after: RandomConfiguration; readonly nginx: NginxBinary },
): Promise<readonly string[]> {
  const mended = await ground.try(after, nginx);
  if (mended.kind !== 'tried') return [mended.output];
  const broken = mended.tries.filter((it) => !agree(it)).map((it) => `not as predicted: ${inWords(it)}`);
  before.tries.forEach((old, i) => {
    const now = mended.tries[i];
    if (now === undefined || givesH2(now)) return;
    if (old.seen.kind === 'selected' && old.seen.protocol === 'h2') broken.push(`no h2 any more: ${inWords(now)}`);
    else if (isPromised(finding, before.project, old)) broken.push(`still no h2: ${inWords(now)}`);
  });
  return broken;
}

/** Whether a finding is about what answers here, and about this offer: about one `listen` of a server, or about all of it. */
function isPromised({ rule, at }: GradedFinding, project: Project, { entry, serverName, offer, seen }: Try): boolean {
  if (!LISTENER_RULES.has(rule) || offer.join() !== 'h2') return false;
  const answering = answeringAt(project, destinationOf({ entry, serverName }));
  // What TLS is passed on to has findings of its own.
  if (answering?.tls !== 'terminated') return false;
  const place = project.listeners.some((it) => isAt(it.at, at)) ? answering.at : blockOf(answering);
  return (
    place !== undefined && isAt(at, place) && (seen.kind === 'none' || (seen.kind === 'refused' && seen.alert === 120))
  );
}

function blockOf(listener: ProjectListener): Location | undefined {
  const block = listener.server.scope.of;
  return block && { file: block.file, span: block.directive };
}

function isAt({ file, span }: Location, place: Location): boolean {
  return file === place.file && contains(place.span, span);
}
