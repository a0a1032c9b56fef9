import { describe, expect, it } from 'vitest';
import { GRPC_GO_TLS12_SUITES } from '../../core/alpn/index.ts';
import {
  probe,
  renderMarkdown,
  renderText,
  type AddressReport,
  type MarkdownOptions,
  type ProbeReport,
} from '../../probe/index.ts';
import { engineName } from '../../probe/wire/engine.ts';
import { answering, classServers, closedPort, target } from './servers.ts';
import { alert } from './wire.ts';

async function reportOf(port: number | undefined): Promise<ProbeReport> {
  return probe({ targets: [target(`127.0.0.1:${port ?? 0}`)] });
}

/** The items under a title of the text. */
function under(title: string, text: string): readonly string[] {
  const [, rest = ''] = text.split(`  ${title}:\n`);
  const lines = rest.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('    - '));
  return lines.slice(0, end).map((line) => line.slice(6));
}

/** What clients get at the first address of the text. */
function clients(text: string): readonly string[] {
  return under('127.0.0.1[^]*', text.replace(/ {2}127\.0\.0\.1: [^\n]*\n/, '  127.0.0.1[^]*:\n'));
}

const LONG =
  /^grpc-go 1\.70 and newer: fails: credentials: cannot check peer: missing selected ALPN property\. If you upgraded/;

describe('what a person reads', () => {
  it('class A', async () => {
    const text = renderText(await reportOf((await classServers()).get('A')));
    expect(text).toMatch(
      /^127\.0\.0\.1:\d+ \(no SNI\): Works with every grpc-go, if the client trusts the certificate\n/,
    );
    expect(text).toContain('127.0.0.1: selects h2, as gRPC wants it (class A)');
    expect(clients(text)).toEqual(['every grpc-go: works']);
    expect(text).not.toContain('What to change');
  });

  it('class B: equal bands are one line, and it says that the upgrade broke it', async () => {
    const text = renderText(await reportOf((await classServers()).get('B')));
    expect(text).toMatch(/^127\.0\.0\.1:\d+ \(no SNI\): grpc-go 1\.67 and newer fails here\n/);
    expect(text).toContain('127.0.0.1: finishes the TLS handshake without selecting a protocol (class B)');
    const [before, short, long, ...rest] = clients(text);
    expect(before).toBe('grpc-go up to 1.66: works');
    expect(short).toBe(
      'grpc-go 1.67 to 1.69: fails: credentials: cannot check peer: missing selected ALPN property (printed by the client)',
    );
    expect(long).toMatch(LONG);
    expect(rest).toEqual([]);
    expect(text).toContain('    Breaks with the upgrade to grpc-go 1.67.0: from there on');
    const changes = under('What to change', text);
    expect(changes[0]).toContain('ssl_alpn h2;');
    expect(changes.slice(-2)).toEqual([
      expect.stringMatching(/NewTLSWithALPNDisabled.* With it: grpc-go 1\.70 and newer works\.$/),
      expect.stringMatching(/GRPC_ENFORCE_ALPN_ENABLED=false.* With it: grpc-go 1\.67 and newer works\.$/),
    ]);
  });

  it.each([
    [
      'C',
      'refuses the offer of h2: alert no_application_protocol (120) (class C)',
      'every grpc-go: fails: remote error: tls: no application protocol (printed by the client)',
    ],
    [
      'D',
      'selects http/1.1, which was not offered (class D)',
      'every grpc-go: fails: tls: server selected unadvertised ALPN protocol (printed by the client)',
    ],
  ] as const)('class %s: never worked, and no stopgap is named', async (name, found, fails) => {
    const text = renderText(await reportOf((await classServers()).get(name)));
    expect(text).toMatch(/^[^\n]*: Every grpc-go fails here\n/);
    expect(text).toContain(`127.0.0.1: ${found}`);
    expect(clients(text)).toEqual([fails]);
    expect(text).toContain('Has never worked with any grpc-go: neither going back nor');
    expect(under('What to change', text).length).toBeGreaterThan(0);
    expect(text).not.toContain('Stopgap');
  });

  it('the handshakes are a table', async () => {
    const text = renderText(await reportOf((await classServers()).get('C')));
    const [head = '', ...rows] = text
      .split('\n')
      .slice(text.split('\n').indexOf('  Seen:') + 1, text.split('\n').indexOf('  Seen:') + 5);
    const cells = (line: string): readonly string[] =>
      line
        .trim()
        .replace(/, \d+ ms/g, '')
        .split(/ {2,}/);
    expect(cells(head)).toEqual(['offered', 'TLS 1.3', 'TLS 1.2 only']);
    const refused = 'refused: alert no_application_protocol (120)';
    expect(rows.map(cells)).toEqual([
      ['h2', refused, refused],
      ['h2, http/1.1', 'http/1.1 selected', 'http/1.1 selected'],
      ['no ALPN', 'nothing selected', 'nothing selected'],
    ]);
  });

  it('an unreachable address, a name without one, another alert', async () => {
    const closed = renderText(await reportOf(await closedPort()));
    expect(closed).toContain(': Cannot be told: cannot be connected to');
    expect(clients(closed)).toEqual([]);
    expect(under('What to change', closed)).toEqual([
      'Check the address and the port, and whether the server is running.',
    ]);
    const nameless = await probe({ targets: [target('nowhere.invalid:443')], lookup: () => Promise.resolve([]) });
    expect(renderText(nameless)).toContain(
      'nowhere.invalid:443 (SNI nowhere.invalid): Cannot be told: there is no address to probe\n  The name nowhere.invalid has no address.',
    );
    const server = await answering((_hello, socket) => void socket.end(alert(80)));
    expect(renderText(await reportOf(server.port))).toContain(
      '127.0.0.1: refuses the handshake: alert internal_error (80)',
    );
  });

  it('names the machine, the TLS library and the time', async () => {
    const report = await reportOf((await classServers()).get('A'));
    const text = renderText({
      ...report,
      machine: { host: 'desk', kind: 'over SSH' },
      started: '2026-11-23T14:00:01.234Z',
    });
    expect(text).toContain(`\nProbed from desk, over SSH, with ${engineName()}, at 2026-11-23 14:00:01 UTC\n`);
    expect(engineName({ node: '22.1.0', openssl: '3.0.13' })).toBe('Node 22.1.0, OpenSSL 3.0.13');
    expect(engineName({ node: '22.1.0', openssl: '0.0.0', electron: '37.2.0' })).toBe(
      'Node 22.1.0 (Electron 37.2.0), BoringSSL',
    );
  });
});

describe('Markdown', () => {
  it('says what to change, shows the evidence, and how to reproduce it', async () => {
    const report = await reportOf((await classServers()).get('B'));
    const port = report.targets[0]?.target.split(':')[1] ?? '';
    const markdown = renderMarkdown(report);
    expect(markdown).toMatch(new RegExp(`^# \`127.0.0.1:${port}\`: grpc-go 1.67 and newer fails here\n`));
    expect(markdown).toContain(
      '- grpc-go up to 1.66: works\n- grpc-go 1.67 to 1.69: fails: `credentials: cannot check peer',
    );
    expect(markdown.match(/^## .*/gm)).toEqual(['## What to change', '## Evidence (no SNI)', '## How to reproduce']);
    expect(markdown).toContain(
      '\n| offered | TLS 1.3 | TLS 1.2 only |\n| --- | --- | --- |\n| `h2` | nothing selected, ',
    );
    expect(markdown).toContain(
      `\`\`\`sh\nopenssl s_client -connect 127.0.0.1:${port} -noservername -alpn h2 -min_protocol TLSv1.2 -cipher ${GRPC_GO_TLS12_SUITES.join(':')} </dev/null\ngrpcurl -max-time 10 -insecure 127.0.0.1:${port} list\n\`\`\``,
    );
    expect(markdown).toContain('an older one does not enforce ALPN and proves nothing');
  });

  it('has what the text has', async () => {
    const report = await reportOf((await classServers()).get('B'));
    const words = (text: string): ReadonlySet<string> => new Set(text.replace(/[`*#\\|]/g, '').match(/[\w./=]{3,}/g));
    const markdown = words(renderMarkdown(report));
    expect([...words(renderText(report))].filter((it) => !markdown.has(it))).toEqual(['Seen']);
  });

  it('makes no markup of what came from outside', async () => {
    const evil = '\u001b[31m<img src=x onerror=alert(1)>`[a](command:x)`**|\n# b';
    const base = await reportOf((await classServers()).get('B'));
    const [first] = base.targets[0]?.addresses ?? [];
    if (first?.certificate === null || first?.certificate === undefined) throw new Error('no certificate');
    const [shaken] = first.handshakes;
    if (shaken === undefined) throw new Error('no handshake');
    const address: AddressReport = {
      ...first,
      address: evil,
      class: 'D',
      outcome: { kind: 'unoffered', protocol: evil },
      handshakes: [
        { ...shaken, outcome: { kind: 'unoffered', protocol: evil }, error: { code: evil, message: evil } },
        { ...shaken, tlsOffered: ['1.2'], outcome: { kind: 'unknown', because: evil } },
      ],
      certificate: {
        ...first.certificate,
        names: [evil],
        issuer: evil,
        trusted: false,
        whyNot: evil,
        problems: [{ kind: 'other', text: evil }],
      },
      product: { id: 'nginx', product: 'nginx', because: evil, isGuess: true, cure: [] },
      inspection: { product: null, text: evil, advice: [] },
      banner: evil,
      notes: [evil],
    };
    const report: ProbeReport = {
      ...base,
      engine: evil,
      machine: { host: evil, kind: null },
      targets: [{ target: evil, sni: evil, proxy: evil, addresses: [address], notes: [evil] }],
      notes: [evil],
    };
    const prediction = {
      at: 0,
      label: evil,
      version: evil,
      outcomes: [],
      class: null,
      cures: [{ title: evil.replaceAll('`', ''), line: evil, at: 0 }],
    };
    const options: MarkdownOptions<number> = {
      contexts: [
        {
          predictions: [prediction],
          modules: [{ module: evil, grpcGo: 'v1.67.0', certainty: 'exact', isLinked: true, check: 'on', at: 0 }],
        },
      ],
      comparisons: [[{ prediction, result: 'differs', explanation: [evil] }]],
      wordsOf: () => evil,
      files: { cert: evil, key: evil },
    };
    const text = renderText(report, options);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).not.toMatch(/^# b/m);
    const markdown = renderMarkdown(report, options);
    expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(markdown).not.toMatch(/^# b/m);
    // Outside of the commands and of code spans (fenced by two back quotes, or without one in them) there is no tag, no link and no cell of a table.
    const outside = markdown
      .replace(/```sh\n[^]*?\n```/, '')
      .replace(/``[^]*?``(?!`)/g, '')
      .replace(/(?<!\\)`[^`\n]*`/g, '');
    expect(outside).not.toContain('<img');
    expect(outside).not.toMatch(/[^\\]\]\(/);
    const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.map((row) => row.split(/(?<!\\)\|/).length)).toEqual(rows.map(() => 5));
    expect(rows).toHaveLength(3);
    expect(markdown.match(/^```/gm)).toHaveLength(2);
  });
});
