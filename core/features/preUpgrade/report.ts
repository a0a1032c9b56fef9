import { advisoriesOf, bandOf, behaviour, FACTS } from '../../alpn/index.ts';
import type { PreUpgrade, UpgradedModule } from './preUpgrade.ts';
import { lacksAlpn, type Fate, type UpgradeHop } from './hop.ts';
import { orderItems } from './order.ts';
import { rehearsal } from './rehearsal.ts';
import { cureLine, evidenceLines, hopLine, refusalLine } from './words.ts';
import { item, partOf, type Item, type Line, type Report, type ReportPart } from '../report.ts';

/** What would break, and what to do about it, in words. One report for each folder. */
export function preUpgradeReport(found: PreUpgrade): Report {
  const { version, modules } = found;
  const title = `Before grpc-go is raised to ${version.text}`;
  const raised = partOf('What is raised', modules.length === 0 ? [NO_MODULE] : [], modules.map(moduleItem));
  if (!behaviour({ version, credentials: 'tls' }).enforces) {
    const nothing = `grpc-go ${version.text} does not check ALPN: no connection breaks because of it. That begins with 1.67.0.`;
    return { title, parts: [partOf('Result', [[nothing]]), raised] };
  }
  const [paragraphs, items] = rehearsal(found);
  const parts = [
    partOf('Result', [[resultWords(found)]]),
    raised,
    ...FATES.map(([fate, heading]) => partOf(heading, [], surely(found, fate).map(hopItem))),
    partOf('What breaks too, if it is gRPC', [], perhaps(found).map(hopItem)),
    unseenPart(found),
    optOutPart(found),
    partOf('How to rehearse it', paragraphs, items),
    { ...partOf('The safe order', [], orderItems(found)), isOrdered: true },
    partOf('Which version', [], versionItems(found)),
    partOf(
      'What works before and after',
      [],
      surely(found, 'works').map((it) => item(hopLine(it))),
    ),
  ];
  return { title, parts };
}

/** Of a folder without Go, or of a fork of grpc-go. */
const NO_MODULE: Line = [
  'No go.mod of this folder requires grpc-go: what is told here holds for clients and servers of others.',
];

/** What is told first, with what is to be changed. */
const FATES: readonly (readonly [Fate, string])[] = [
  ['breaks', 'What would break'],
  ['broken', "What today's grpc-go refuses already"],
  ['other-end', 'What breaks as soon as the other end has grpc-go 1.67.0 or newer'],
  ['never', 'What has never worked, with any grpc-go'],
  ['mends', 'What the upgrade mends'],
];

/** The hops of a fate where gRPC runs, or probably does. */
function surely({ hops }: PreUpgrade, fate: Fate): readonly UpgradeHop[] {
  return hops.filter((it) => it.fate === fate && it.grpc?.grpc !== 'unknown' && it.grpc?.grpc !== 'no');
}

/** The hops that would break or are broken, where nothing says whether gRPC runs there. */
function perhaps({ hops }: PreUpgrade): readonly UpgradeHop[] {
  return hops.filter(({ fate, grpc }) => lacksAlpn(fate) && grpc?.grpc === 'unknown');
}

/** The hops of which nothing can be said from here. */
function undecided({ hops }: PreUpgrade): readonly UpgradeHop[] {
  return hops.filter(({ fate, grpc }) => fate === 'unknown' && grpc?.grpc !== 'unknown' && grpc?.grpc !== 'no');
}

function resultWords(found: PreUpgrade): string {
  const breaks = surely(found, 'breaks').length;
  const count = (n: number, what: string, more: string): readonly string[] =>
    n === 0 ? [] : [`${n} ${n === 1 ? what : more}`];
  const others = [
    ...count(surely(found, 'broken').length, 'is refused already', 'are refused already'),
    ...count(surely(found, 'other-end').length, 'breaks by the other end', 'break by the other end'),
    ...count(surely(found, 'never').length, 'has never worked', 'have never worked'),
    ...count(surely(found, 'mends').length, 'would be mended', 'would be mended'),
    ...count(perhaps(found).length, 'would break if it is gRPC', 'would break if they are gRPC'),
    ...count(surely(found, 'works').length, 'works before and after', 'work before and after'),
    ...count(undecided(found).length + found.unseen.length, 'cannot be judged from here', 'cannot be judged from here'),
  ];
  const first =
    breaks === 0
      ? 'No connection that can be judged here would break'
      : `**${breaks} ${breaks === 1 ? 'connection' : 'connections'} would break**`;
  return `${[first, ...others].join('; ')}.`;
}

function moduleItem({ module, step, needs }: UpgradedModule): Item {
  const { path, grpc, goLine } = module;
  const name: Line = path === undefined ? [] : [' (', { code: path }, ')'];
  const where: Line =
    grpc === undefined ? [{ at: { file: module.file, span: { start: 0, end: 0 } } }] : [{ at: grpc.at }];
  const go: readonly Line[] =
    needs === undefined || needs.fits
      ? []
      : [
          [
            `it needs Go ${needs.go}; `,
            ...(goLine === undefined ? ['go.mod has no `go` line'] : ['go.mod says ', { code: goLine }]),
            ': that line rises with it',
          ],
        ];
  const today: Line =
    grpc === undefined
      ? ['no grpc-go is required here']
      : [
          { code: grpc.version.text },
          grpc.certainty === 'at-least' ? ' or newer' : '',
          ' today (',
          { text: grpc.because },
          ')',
        ];
  return item([...where, ...name, ': ', ...today], [[STEPS[step]], ...go]);
}

const STEPS: Readonly<Record<UpgradedModule['step'], string>> = {
  crosses:
    "today's grpc-go does not refuse connections without ALPN; from 1.67.0 on it does, as a client and as a server",
  enforces: "today's grpc-go refuses connections without ALPN already",
  stays: 'neither refuses connections without ALPN',
  unknown: 'which grpc-go is built with today is not known: it is taken for one that does not refuse',
};

function hopItem(hop: UpgradeHop): Item {
  const more = [refusalLine(hop), cureLine(hop), ...evidenceLines(hop)];
  return item(
    hopLine(hop),
    more.filter((it) => it.length > 0),
  );
}

/** What is not told by files, whatever they say. */
const BEYOND: Line = [
  'Load balancers and ingresses that other repositories declare, meshes, proxies that inspect TLS, servers and clients of others: files of this workspace say nothing about them. Each that ends TLS must select `h2`. Probe every address that clients use, from where they run: `gRPC ALPN: Probe Endpoint`, or',
];

function unseenPart(found: PreUpgrade): ReportPart {
  const targets = new Map<string, Line>();
  const elsewhere: Item[] = [];
  for (const { at, target } of found.unseen) {
    if (target === undefined) elsewhere.push(item([{ at }, ': where this client leads is decided when it runs']));
    else targets.set(target, [...(targets.get(target) ?? []), targets.has(target) ? ', ' : '', { at }]);
  }
  const probes = [...targets].map(([target, places]) =>
    item([{ code: `grpc-alpn probe ${target}` }], [['dialled by ', ...places]]),
  );
  const rest = undecided(found).map((it) => item([...hopLine(it), `: ${whyUndecided(it)}`], evidenceLines(it)));
  const example = probes.length > 0 ? [] : [item(['`grpc-alpn probe HOST:PORT`'])];
  return partOf('What cannot be seen from here', [BEYOND], [...probes, ...example, ...elsewhere, ...rest]);
}

function whyUndecided({ what }: UpgradeHop): string {
  const passesOn =
    (what.kind === 'nginx-listener' && what.listener.tls === 'passthrough') ||
    (what.kind === 'edge' && what.edge.tls === 'passthrough');
  return passesOn ? 'the server behind it decides' : 'what is selected there is not known';
}

function optOutPart({ optOuts }: PreUpgrade): ReportPart {
  const said = ({ at, by, from }: PreUpgrade['optOuts'][number]): Item =>
    item([
      { at },
      ': ',
      by.kind === 'credentials' ? [by.name, 'does not check'].join(' ') : '`GRPC_ENFORCE_ALPN_ENABLED`',
      ' (',
      { text: from },
      ')',
    ]);
  const paragraph: Line = [
    'A process that has one of these does not refuse. They are stopgaps: grpc-go will remove them.',
  ];
  return partOf('What switches the check off', optOuts.length === 0 ? [] : [paragraph], optOuts.map(said));
}

function versionItems({ version, modules, hops }: PreUpgrade): readonly Item[] {
  const items: Item[] = [];
  if (bandOf(version) === '1.67') {
    const caught = hops.filter(
      ({ what }) =>
        what.kind === 'go-server' &&
        what.serving.kind === 'credentials' &&
        what.serving.config?.getConfigForClient !== undefined,
    );
    items.push(
      item(
        [
          'Not 1.67.x: with it, a server whose `tls.Config` has `GetConfigForClient` selects no protocol, and clients refuse it. 1.68.0 and newer give `h2` to what that function returns.',
        ],
        caught.map(({ at }) => ['here: ', { at }]),
      ),
    );
  }
  const ids = advisoriesOf(version).map(({ id }) => id);
  if (ids.length > 0) items.push(item([`${version.text} has known vulnerabilities: ${ids.join(', ')}.`]));
  const best = new Map(modules.map((it) => [it.best.version, it]));
  for (const {
    best: { version: release, go, fits },
    module,
  } of best.values()) {
    const raises = fits
      ? `the \`go\` line of ${modules.length === 1 ? 'go.mod' : 'its go.mod'} is new enough`
      : 'the `go` line of go.mod rises with it';
    const which: Line =
      best.size === 1 ? [] : [' for ', { at: module.grpc?.at ?? { file: module.file, span: { start: 0, end: 0 } } }];
    items.push(
      item([
        release,
        ...which,
        `: the newest without a known vulnerability${fits ? ' for this Go' : ' of those that ask for the least Go'}. It needs Go ${go}: ${raises}.`,
      ]),
    );
  }
  items.push(item([`Facts of ${FACTS.asOf}; the newest grpc-go known is ${FACTS.grpcGo}.`]));
  return items;
}
