import { describe, expect, it } from 'vitest';
import {
  Collected,
  observedOf,
  probe,
  viewOf,
  type AddressReport,
  type Progress,
  type ProbeReport,
} from '../../probe/index.ts';
import type { CertificateProblem } from '../../probe/peer/certificateProblems.ts';
import { compare } from '../../core/observation/compare.ts';
import type { OwnModule, Prediction, WorkspaceContext } from '../../core/observation/types.ts';
import type { ReportView, TargetView, Words } from '../../core/observation/view.ts';
import { plain } from '../../probe/told/words.ts';
import { classServers, closedPort, rawServer, target, tlsServer } from './servers.ts';
import { alert } from './wire.ts';

async function reportOf(port: number | undefined, addresses = ['127.0.0.1']): Promise<ProbeReport> {
  return probe({ targets: [target(`localhost:${port ?? 0}`)], lookup: () => Promise.resolve(addresses) });
}

function only(view: ReportView): TargetView {
  const [first] = view.targets;
  if (first === undefined) throw new Error('no target');
  return first;
}

function firstAddress(report: ProbeReport): AddressReport {
  const address = report.targets[0]?.addresses[0];
  if (address === undefined) throw new Error('no address');
  return address;
}

/** A report as if the name had these addresses. */
function withAddresses(report: ProbeReport, addresses: readonly AddressReport[]): ProbeReport {
  return {
    ...report,
    targets: report.targets.map((it) => ({
      ...it,
      addresses: addresses.map((address, at) => ({ ...address, address: `192.0.2.${at + 1}` })),
    })),
  };
}

const verdictWords = (view: ReportView): string => `${only(view).verdict.tone}: ${plain(only(view).verdict.words)}`;

describe('the verdict about one address', () => {
  it.each([
    ['A', 'works: Works with every grpc-go, if the client trusts the certificate'],
    ['B', 'fails: grpc-go 1.67 and newer fails here'],
    ['C', 'fails: Every grpc-go fails here'],
    ['D', 'fails: Every grpc-go fails here'],
  ] as const)('class %s', async (name, expected) => {
    expect(verdictWords(viewOf({ report: await reportOf((await classServers()).get(name)) }).view)).toBe(expected);
  });

  it('without an answer, without TLS, without a certificate', async () => {
    expect(verdictWords(viewOf({ report: await reportOf(await closedPort()) }).view)).toBe(
      'unknown: Cannot be told: cannot be connected to',
    );
    const plaintext = await rawServer((socket) => void socket.end('SSH-2.0-x\r\n'));
    expect(verdictWords(viewOf({ report: await reportOf(plaintext.port) }).view)).toBe(
      'fails: Every grpc-go fails here',
    );
    const mutual = await tlsServer({ requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] });
    expect(verdictWords(viewOf({ report: await reportOf(mutual.port) }).view)).toBe(
      'depends: Selects h2; a client certificate is required',
    );
  });

  it('of a server that says nothing behind the handshake depends on what it speaks', async () => {
    const silent = await tlsServer({});
    const [group] = only(viewOf({ report: await reportOf(silent.port) }).view).groups;
    expect(group?.clients.map(({ who, tone, words }) => `${who}: ${tone}, ${words}`)).toEqual([
      'grpc-go up to 1.66: depends, works if what answers speaks HTTP/2, which was not asked',
      'grpc-go 1.67 to 1.69: fails, fails',
      'grpc-go 1.70 and newer: fails, fails',
    ]);
  });
});

describe('several addresses', () => {
  it('are told together where they came to the same, and counted where they did not', async () => {
    const servers = await classServers();
    const [a, b, c] = await Promise.all((['A', 'B', 'C'] as const).map((it) => reportOf(servers.get(it))));
    const dead = firstAddress(await reportOf(await closedPort()));
    if (a === undefined || b === undefined || c === undefined) throw new Error('no report');
    const [works, broke, refuses] = [firstAddress(a), firstAddress(b), firstAddress(c)];
    const skipped: AddressReport = { ...dead, class: 'skipped' };
    const rows: readonly (readonly [string, readonly AddressReport[]])[] = [
      ['works: Works with every grpc-go, if the client trusts the certificate', [works, works]],
      [
        'works: Works with every grpc-go, if the client trusts the certificate',
        [works, { ...works, certificate: null }],
      ],
      ['works: Works with every grpc-go', [{ ...works, certificate: null }, skipped]],
      ['fails: grpc-go 1.67 and newer fails here', [broke, broke, broke]],
      ['fails: grpc-go 1.67 and newer fails at 2 of 3 addresses', [broke, works, broke]],
      ['fails: Every grpc-go fails at 1 of 2 addresses', [works, refuses]],
      ['fails: Fails at 2 of 3 addresses', [works, refuses, broke]],
      ['fails: grpc-go 1.67 and newer fails at 1 of 2 addresses', [broke, dead]],
      ['depends: Works at 2 of 3 addresses; of the other it cannot be told', [works, dead, works]],
      ['unknown: Cannot be told: cannot be connected to', [dead, dead]],
    ];
    for (const [expected, addresses] of rows)
      expect(verdictWords(viewOf({ report: withAddresses(a, addresses) }).view)).toBe(expected);

    const { groups } = only(viewOf({ report: withAddresses(a, [broke, works, broke]) }).view);
    expect(groups.map(({ share, addresses }) => [share, addresses])).toEqual([
      ['2 of 3 addresses', ['192.0.2.1', '192.0.2.3']],
      ['1 of 3 addresses', ['192.0.2.2']],
    ]);
    const certificates = withAddresses(a, [works, { ...works, certificate: null }]);
    expect(only(viewOf({ report: certificates }).view).groups).toHaveLength(1);
    expect(only(viewOf({ report: certificates }).view).groups[0]?.evidence.map(words)).toContainEqual(
      expect.stringMatching(/^Certificate: 192\.0\.2\.1: for localhost/),
    );
  });

  it('a name that has none', async () => {
    const { verdict, groups, cures } = only(viewOf({ report: await reportOf(1, []) }).view);
    expect(verdict.tone).toBe('unknown');
    expect([...groups, ...cures]).toEqual([]);
  });
});

/** What is told first: the verdict, what each client gets, and since when it fails. */
function told(address: AddressReport, report: ProbeReport): readonly string[] {
  const { view } = viewOf({ report: withAddresses(report, [address]) });
  const [group] = only(view).groups;
  const clients = group?.clients.map(({ who, tone, words: got }) => `${who}: ${tone}, ${got}`) ?? [];
  return [verdictWords(view), ...clients, ...(group === undefined || group.since === null ? [] : [plain(group.since)])];
}

function isAbout(kind: CertificateProblem['kind']): CertificateProblem {
  return { kind, text: 'It is so.' };
}

describe('what stops clients where ALPN is right', () => {
  async function withCertificate(
    kinds: readonly CertificateProblem['kind'][],
    clientCertificate: AddressReport['clientCertificate'] = 'not-asked',
  ): Promise<readonly string[]> {
    const report = await reportOf((await classServers()).get('A'));
    const address = firstAddress(report);
    if (address.certificate === null) throw new Error('no certificate');
    const certificate = { ...address.certificate, problems: kinds.map(isAbout) };
    return told({ ...address, certificate, clientCertificate }, report);
  }

  it.each<[CertificateProblem['kind'], string]>([
    ['expired', 'it has expired'],
    ['not-yet-valid', 'it is not valid yet'],
    ['wrong-name', 'Go finds no fitting name in it'],
  ])('a certificate that is %s: it is not said to work', async (kind, why) => {
    expect(await withCertificate([kind])).toEqual([
      `depends: Selects h2; clients that verify the certificate fail: ${why}`,
      `every grpc-go: depends, gets past ALPN; clients that verify the certificate fail: ${why}`,
    ]);
  });

  it('a client certificate, and both', async () => {
    expect(await withCertificate(['unknown-issuer', 'expired', 'wrong-name'], 'required')).toEqual([
      'depends: Selects h2; a client certificate is required; clients that verify the certificate fail: it has expired, and Go finds no fitting name in it',
      'every grpc-go: depends, gets past ALPN; a client certificate is required; clients that verify the certificate fail: it has expired, and Go finds no fitting name in it',
    ]);
    expect((await withCertificate([], 'refused'))[0]).toBe(
      'depends: Selects h2; the given client certificate is refused',
    );
    expect(await withCertificate([], 'asked')).toEqual([
      'works: Works with every grpc-go, with a client certificate if the server insists on one',
      'every grpc-go: works, works',
    ]);
    expect((await withCertificate([]))[0]).toBe('works: Works with every grpc-go');
  });

  it('at one of several addresses: they are told apart', async () => {
    const report = await reportOf((await classServers()).get('A'));
    const works = firstAddress(report);
    if (works.certificate === null) throw new Error('no certificate');
    const expired = { ...works, certificate: { ...works.certificate, problems: [isAbout('expired')] } };
    const { view } = viewOf({ report: withAddresses(report, [works, expired]) });
    expect(only(view).groups.map(({ tone }) => tone)).toEqual(['works', 'depends']);
    expect(verdictWords(view)).toBe('depends: Works at 1 of 2 addresses; of the other it cannot be told');
  });
});

describe('since when it fails', () => {
  it('is told as far as it is known what is spoken behind the handshake', async () => {
    const report = await reportOf((await tlsServer({})).port);
    const silent = firstAddress(report);
    const sinceOf = (http2: AddressReport['http2'], address = silent): string | undefined =>
      told({ ...address, http2 }, report).at(-1);
    expect(sinceOf(null)).toBe(
      'Breaks with the upgrade to grpc-go 1.67.0, if what answers speaks HTTP/2, which was not asked: --http2 asks, in VS Code the setting grpcAlpn.probe.http2; from there on a connection without a selected protocol is refused. If it does not, it has never worked.',
    );
    expect(sinceOf({ asked: true, answer: 'silence', server: null })).toMatch(
      /^Breaks with the upgrade to grpc-go 1\.67\.0, if what answers speaks HTTP\/2, which it did not show; /,
    );
    expect(sinceOf({ asked: true, answer: 'closed', server: null })).toMatch(/, but it closed the connection; /);
    const asked = firstAddress(await reportOf((await classServers()).get('B')));
    expect(sinceOf(asked.http2, asked)).toBe(
      'Breaks with the upgrade to grpc-go 1.67.0: from there on a connection without a selected protocol is refused.',
    );
  });

  it('is not told of every grpc-go where it comes of the TLS that grpc-go offers by itself since 1.60', async () => {
    const suites = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256', ALPNProtocols: ['h2'] } as const;
    const report = await reportOf((await tlsServer({ ...suites, ALPNProtocols: ['h2'] })).port);
    const [verdict, client, since] = told(firstAddress(report), report);
    expect(verdict).toBe('fails: grpc-go 1.60 and newer fails here');
    expect(client).toBe('grpc-go 1.60 and newer: fails, fails');
    expect(since).toMatch(/^Fails with every grpc-go from 1\.60\.0 on, .* Before, .* may have got through\.$/);
    const both = await reportOf((await classServers()).get('C'));
    expect(told(firstAddress(both), both).at(-1)).toMatch(/^Has never worked with any grpc-go/);
  });
});

describe('alert 40', () => {
  const curesAt = async (port: number): Promise<readonly string[]> =>
    only(viewOf({ report: await reportOf(port) }).view).cures.map(({ kind, words: said }) => `${kind}: ${plain(said)}`);

  it('is told to come of versions and suites only where others are accepted', async () => {
    const suites = await tlsServer({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' });
    expect(await curesAt(suites.port)).toEqual([expect.stringMatching(/^cure: Allow TLS 1\.2 or 1\.3/)]);
    const refusing = await rawServer((socket) => {
      socket.once('data', () => socket.end(alert(40)));
    });
    expect(await curesAt(refusing.port)).toEqual([
      expect.stringMatching(
        /^advice: Look at the log .* It refused every TLS version and cipher suite just the same\.$/,
      ),
    ]);
    const report = await reportOf(refusing.port);
    expect(firstAddress(report).verdicts.flatMap(({ cures }) => cures)).toEqual([]);
  });
});

function words({ name, words: said }: { readonly name: string; readonly words: Words }): string {
  return `${name}: ${plain(said)}`;
}

describe('the matrix', () => {
  it('has one column where TLS 1.2 comes of either offer', async () => {
    const server = await tlsServer({ maxVersion: 'TLSv1.2', ALPNProtocols: ['h2'] });
    const { matrix } = only(viewOf({ report: await reportOf(server.port) }).view).groups[0] ?? {};
    expect(matrix?.columns).toEqual(['TLS 1.2, though 1.3 is offered']);
    expect(matrix?.rows.map(({ cells }) => cells.map((it) => it && plain(it.words)))).toEqual([
      ['h2 selected'],
      ['h2 selected'],
      ['nothing selected'],
    ]);
  });

  it('says what is missing with TLS 1.2', async () => {
    const server = await tlsServer({ minVersion: 'TLSv1.3', ALPNProtocols: ['h2'] });
    const { matrix, evidence } = only(viewOf({ report: await reportOf(server.port) }).view).groups[0] ?? {};
    expect(matrix?.columns).toEqual(['TLS 1.3', 'TLS 1.2 only']);
    expect(matrix?.rows[0]?.cells.map((it) => it?.tone)).toEqual(['works', 'fails']);
    expect(evidence?.map(words)).toContain('TLS versions: 1.3 is accepted, 1.2 is not accepted');
  });
});

const PREDICTED: Prediction<string> = {
  at: 'listen',
  label: 'nginx stream, listen 443 ssl',
  version: 'nginx 1.26.3 (Dockerfile)',
  outcomes: [
    { offer: ['h2'], outcome: { kind: 'none' } },
    { offer: [], outcome: { kind: 'none' } },
  ],
  class: 'B',
  cures: [
    { title: 'Add `ssl_alpn h2;`', line: 'ssl_alpn h2;', at: 'behind listen' },
    { title: 'Stopgap: let the client in main.go not check, by `NewTLSWithALPNDisabled`', line: null, at: 'main.go' },
  ],
};

const CONTEXT: WorkspaceContext<string> = {
  predictions: [PREDICTED],
  modules: [
    { module: 'example.com/new', grpcGo: 'v1.72.0', certainty: 'exact', isLinked: true, check: 'on', at: 'go.mod' },
    { module: 'example.com/old', grpcGo: 'v1.60.0', certainty: 'exact', isLinked: true, check: 'on', at: 'old/go.mod' },
    {
      module: 'example.com/some',
      grpcGo: 'v1.60.0',
      certainty: 'at-least',
      isLinked: true,
      check: 'on',
      at: 'some/go.mod',
    },
    {
      module: 'example.com/more',
      grpcGo: 'v1.70.0',
      certainty: 'at-least',
      isLinked: true,
      check: 'on',
      at: 'more/go.mod',
    },
  ],
};

describe('what the workspace says', () => {
  it('its modules, and the very line to change, come with numbers of places', async () => {
    const report = await reportOf((await classServers()).get('B'));
    const comparisons = observedOf(report).map((it) => compare(CONTEXT, it));
    const { view, places } = viewOf({ report, contexts: [CONTEXT], comparisons, wordsOf: (place) => `at ${place}` });
    const { modules, cures, comparisons: compared } = only(view);
    expect(modules.map(({ module, tone, at }) => [module, tone, at.words, places[at.place]])).toEqual([
      ['example.com/new', 'fails', 'at go.mod', 'go.mod'],
      ['example.com/old', 'works', 'at old/go.mod', 'old/go.mod'],
      ['example.com/some', 'unknown', 'at some/go.mod', 'some/go.mod'],
      ['example.com/more', 'fails', 'at more/go.mod', 'more/go.mod'],
    ]);
    const [first, ...others] = cures;
    expect(first && plain(first.words)).toBe('Add ssl_alpn h2;');
    expect(first?.line).toBe('ssl_alpn h2;');
    expect(first?.at && places[first.at.place]).toBe('behind listen');
    expect(others.map(({ kind, at, effect }) => [kind, at && places[at.place], effect && plain(effect)])).toEqual([
      ['stopgap', 'main.go', 'With it: grpc-go 1.70 and newer works.'],
      ['stopgap', null, 'With it: grpc-go 1.67 and newer works.'],
    ]);
    expect(compared.map(({ result, words: said, label }) => [result, said, label])).toEqual([
      ['agrees', 'answers as it is written', PREDICTED.label],
    ]);
  });

  it('that something else runs is shown side by side, and no cure is made of what is written there', async () => {
    const report = await reportOf((await classServers()).get('A'));
    const comparisons = observedOf(report).map((it) => compare(CONTEXT, it));
    const { cures, comparisons: compared } = only(viewOf({ report, contexts: [CONTEXT], comparisons }).view);
    expect(cures).toEqual([]);
    expect(compared[0]?.result).toBe('differs');
    expect(compared[0]?.rows.map(({ offer, predicted, seen }) => [offer, predicted, seen].map(plain))).toEqual([
      ['h2', 'nothing selected', 'h2 selected'],
      ['no ALPN', 'nothing selected', 'nothing selected'],
    ]);
    expect(compared[0]?.explanation.length).toBeGreaterThan(0);
  });

  it('what is written where something else answers is no sure cure, and stands behind the general one', async () => {
    const report = await reportOf((await classServers()).get('C'));
    const input = { report, contexts: [CONTEXT] };
    const compared = observedOf(report).map((it) => compare(CONTEXT, it));
    for (const comparisons of [compared, undefined]) {
      const { cures } = only(viewOf({ ...input, ...(comparisons !== undefined && { comparisons }) }).view);
      expect(cures.map(({ kind, line }) => [kind, line])).toEqual([
        ['cure', null],
        ['cure', 'ssl_alpn h2;'],
      ]);
      expect(plain(cures[0]?.words ?? [])).toMatch(/^Let what ends TLS /);
      expect(plain(cures[1]?.words ?? [])).toBe('If that is what runs: Add ssl_alpn h2;');
    }
  });

  it('its modules are judged with the opt-outs and without', async () => {
    const report = await reportOf((await classServers()).get('B'));
    const module = (
      grpcGo: string,
      check: OwnModule<string>['check'],
      isLinked = true,
    ): WorkspaceContext<string>['modules'][number] => ({
      module: 'm',
      grpcGo,
      certainty: 'exact',
      isLinked,
      check,
      at: 'go.mod',
    });
    const wordsFor = (...modules: readonly WorkspaceContext<string>['modules'][number][]): readonly string[] =>
      only(viewOf({ report, contexts: [{ predictions: [], modules }] }).view).modules.map(
        ({ tone, words: said }) => `${tone}: ${said}`,
      );
    const [on, off, credentials, plaintext, unlinked, old] = wordsFor(
      module('v1.67.1', 'on'),
      module('v1.67.1', 'off-by-environment'),
      module('v1.72.0', 'off-by-credentials'),
      module('v1.72.0', 'no-tls'),
      module('v1.60.0', 'on', false),
      module('v1.60.0', 'off-by-environment'),
    );
    expect(on).toMatch(
      /^fails: fails \("[^"]+ ALPN property", printed by the client\); with GRPC_ENFORCE_ALPN_ENABLED=false: works/,
    );
    expect(off).toMatch(
      /^depends: works.* with GRPC_ENFORCE_ALPN_ENABLED=false, as files here give it; without: fails \("[^"]+ ALPN property", printed by the client\)$/,
    );
    expect(credentials).toMatch(
      /^depends: works.* with its credentials, which never look at ALPN, as files here give it; without: fails \("[^"]+ ALPN property …", /,
    );
    expect(plaintext).toBe('unknown: connects there without TLS');
    expect(unlinked).toMatch(/^works: works.*; nothing here tells that it connects there$/);
    expect(old).toMatch(/^works: works.*, with the opt-out that files here give it, too$/);
  });

  it('says nothing of modules where no address was found', async () => {
    const { modules, comparisons } = only(viewOf({ report: await reportOf(1, []), contexts: [CONTEXT] }).view);
    expect([...modules, ...comparisons]).toEqual([]);
  });
});

describe('a probe that runs', () => {
  /** The views behind every step. */
  async function steps(
    state: 'running' | 'cancelled',
  ): Promise<readonly { readonly step: Progress; readonly view: ReportView }[]> {
    const port = (await classServers()).get('B') ?? 0;
    const targets = [target(`localhost:${port}`)];
    const collected = new Collected(targets);
    const seen: { step: Progress; view: ReportView }[] = [];
    const report = await probe({
      targets,
      lookup: () => Promise.resolve(['127.0.0.1', '127.0.0.2']),
      onProgress: (step) => {
        collected.add(step);
        seen.push({ step, view: viewOf({ ...collected.report(), state }).view });
      },
    });
    expect(collected.report().report.targets).toEqual(report.targets);
    expect(collected.report().unfinished).toEqual([[]]);
    return seen;
  }

  it('shows what has come, and claims nothing of the rest', async () => {
    const all = await steps('running');
    expect(verdictWords(all[0]?.view ?? { state: 'done', summary: null, targets: [], notes: [], foot: [] })).toBe(
      'unknown: Looking up the name …',
    );
    const resolved = all.find(({ step }) => step.kind === 'resolved');
    expect(resolved && verdictWords(resolved.view)).toBe('unknown: Probing …: 0 of 2 addresses done');
    const observed = all.find(({ step }) => step.kind === 'observed');
    const [group] = observed === undefined ? [] : only(observed.view).groups.filter(({ matrix }) => matrix !== null);
    expect(group?.state).toBe('running');
    expect(group?.matrix?.rows.flatMap(({ cells }) => cells).filter((it) => it !== null).length).toBeGreaterThan(0);
    const [done] = all.slice(-1);
    expect(done?.step.kind).toBe('target');
    expect(done && verdictWords(done.view)).toBe('fails: grpc-go 1.67 and newer fails at 1 of 2 addresses');
    // Behind the last address all is known.
    for (const { step, view } of all.slice(0, -2)) {
      expect(only(view).verdict.tone, step.kind).toBe('unknown');
      expect(only(view).state).toBe('running');
    }
  });

  it('and is cancelled keeps what came, and says so', async () => {
    const all = await steps('cancelled');
    const [before] = all;
    expect(before && verdictWords(before.view)).toBe('unknown: Cancelled before the name was resolved');
    const first = all.find(({ step }) => step.kind === 'address');
    expect(first && verdictWords(first.view)).toBe('unknown: Cancelled: 1 of 2 addresses done');
    expect(first && only(first.view).groups.map(({ state, found }) => [state, plain(found)])).toEqual([
      ['done', 'cannot be connected to'],
      ['running', 'was not probed to the end'],
    ]);
  });
});

describe('several targets', () => {
  it('are counted', async () => {
    const servers = await classServers();
    const report = await probe({ targets: [...servers.values()].map((port) => target(`127.0.0.1:${port}`)) });
    const { summary } = viewOf({ report }).view;
    expect(summary && plain(summary)).toBe('4 endpoints: 3 fail, 1 works');
  });
});
