import { describe, expect, it } from 'vitest';
import { probe, renderMarkdown, renderText, type AddressReport, type ProbeReport } from '../../probe/index.ts';
import { engineName } from '../../probe/engine.ts';
import { answering, classServers, closedPort, target } from './servers.ts';
import { alert } from './wire.ts';

async function reportOf(port: number | undefined): Promise<ProbeReport> {
  return probe({ targets: [target(`127.0.0.1:${port ?? 0}`)] });
}

/** The lines under a title of the text. */
function under(title: string, text: string): readonly string[] {
  const [, rest = ''] = text.split(`    ${title}:\n`);
  const lines = rest.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('      - '));
  return lines.slice(0, end).map((line) => line.slice(8));
}

const LONG =
  /^grpc-go 1\.70 and newer: fails with credentials: cannot check peer: missing selected ALPN property\. If you upgraded/;

describe('what a person reads', () => {
  it('class A', async () => {
    const text = renderText(await reportOf((await classServers()).get('A')));
    expect(text).toContain('127.0.0.1: class A, selects h2, as gRPC wants it');
    expect(under('What grpc-go clients get', text)).toEqual(['every grpc-go: works']);
    expect(text).not.toContain('Since when');
    expect(text).not.toContain('What to change');
  });

  it('class B: equal bands are one line, and it says that the upgrade broke it', async () => {
    const text = renderText(await reportOf((await classServers()).get('B')));
    expect(text).toContain('class B, finishes the TLS handshake without selecting a protocol');
    const [before, short, long, ...rest] = under('What grpc-go clients get', text);
    expect(before).toBe('grpc-go up to 1.66: works');
    expect(short).toBe(
      'grpc-go 1.67 to 1.69: fails with credentials: cannot check peer: missing selected ALPN property',
    );
    expect(long).toMatch(LONG);
    expect(rest).toEqual([]);
    expect(under('Since when', text)).toEqual([
      expect.stringMatching(/^this breaks with the upgrade to grpc-go 1\.67\.0/),
    ]);
    const changes = under('What to change', text);
    expect(changes[0]).toContain('ssl_alpn h2;');
    expect(changes.slice(-2).map((line) => line.slice(0, 60))).toEqual([
      expect.stringContaining('NewTLSWithALPNDisabled'),
      expect.stringContaining('GRPC_ENFORCE_ALPN_ENABLED=false'),
    ]);
  });

  it.each([
    [
      'C',
      'refuses the offer of h2: alert no_application_protocol (120)',
      'every grpc-go: fails with remote error: tls: no application protocol',
    ],
    [
      'D',
      'selects a protocol that was not offered',
      'every grpc-go: fails with tls: server selected unadvertised ALPN protocol',
    ],
  ] as const)('class %s: never worked, and no stopgap is named', async (name, headline, clients) => {
    const text = renderText(await reportOf((await classServers()).get(name)));
    expect(text).toContain(`class ${name}, ${headline}`);
    expect(under('What grpc-go clients get', text)).toEqual([clients]);
    expect(under('Since when', text)).toEqual([
      expect.stringMatching(/^this has never worked with any version of grpc-go/),
    ]);
    expect(under('What to change', text)).toHaveLength(1);
    expect(text).not.toContain('Stopgap');
  });

  it('an unreachable address, a name without one, another alert', async () => {
    const closed = renderText(await reportOf(await closedPort()));
    expect(closed).toContain('127.0.0.1: cannot be connected to');
    expect(under('What grpc-go clients get', closed)).toEqual(['every grpc-go: cannot be told']);
    const nameless = await probe({ targets: [target('nowhere.invalid:443')], lookup: () => Promise.resolve([]) });
    expect(renderText(nameless)).toContain(
      'nowhere.invalid:443 (SNI nowhere.invalid): no address to probe\n  The name nowhere.invalid has no address.',
    );
    const server = await answering((_hello, socket) => void socket.end(alert(80)));
    expect(renderText(await reportOf(server.port))).toContain(
      '127.0.0.1: refuses the handshake: alert internal_error (80)',
    );
  });

  it('names its TLS library', async () => {
    expect(renderText(await reportOf((await classServers()).get('A')))).toContain(`Probed with ${engineName()}.`);
    expect(engineName({ node: '22.1.0', openssl: '3.0.13' })).toBe('Node 22.1.0, OpenSSL 3.0.13');
    expect(engineName({ node: '22.1.0', openssl: '0.0.0', electron: '37.2.0' })).toBe(
      'Node 22.1.0 (Electron 37.2.0), BoringSSL',
    );
  });
});

describe('Markdown', () => {
  it('has the same content as the text', async () => {
    const report = await reportOf((await classServers()).get('B'));
    const markdown = renderMarkdown(report);
    expect(markdown).toContain(`# \`127.0.0.1:${report.targets[0]?.target.split(':')[1] ?? ''}\` (no SNI)`);
    expect(markdown).toContain('## `127.0.0.1`: class B, finishes the TLS handshake without selecting a protocol');
    expect(markdown).toContain(
      '- grpc-go up to 1.66: works\n- grpc-go 1.67 to 1.69: fails with `credentials: cannot check peer',
    );
    const words = (text: string): string =>
      text
        .replace(/[`*#\\-]|Probed with.*/g, '')
        .replace(/[\s:]+/g, ' ')
        .trim();
    expect(words(markdown)).toBe(words(renderText(report)));
  });

  it('makes no markup of what came from outside', async () => {
    const evil = '\u001b[31m<img src=x onerror=alert(1)>`[a](command:x)`**\n# b';
    const base = await reportOf((await classServers()).get('B'));
    const [first] = base.targets[0]?.addresses ?? [];
    if (first === undefined) throw new Error('no address');
    const address: AddressReport = {
      ...first,
      address: evil,
      class: 'D',
      outcome: { kind: 'unoffered', protocol: evil },
      handshakes: [
        {
          offer: ['h2'],
          tlsOffered: ['1.2'],
          tlsNegotiated: '1.2',
          outcome: { kind: 'unoffered', protocol: evil },
          error: { code: evil, message: evil },
          ms: 1,
        },
        {
          offer: ['h2'],
          tlsOffered: ['1.2'],
          tlsNegotiated: null,
          outcome: { kind: 'unknown', because: evil },
          error: null,
          ms: 1,
        },
      ],
      certificate: { names: [evil], issuer: evil, validFrom: null, validTo: null, trusted: false, whyNot: evil },
      banner: evil,
      notes: [evil],
    };
    const report: ProbeReport = {
      ...base,
      engine: evil,
      targets: [{ target: evil, sni: evil, addresses: [address], notes: [evil] }],
    };
    const text = renderText(report);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).not.toMatch(/^# b/m);
    const markdown = renderMarkdown(report);
    expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(markdown).not.toMatch(/^# b/m);
    // What is left outside of code spans (here all fenced by two back quotes) has no tag, no link and no emphasis.
    const outside = markdown.replace(/``[^]*?``(?!`)/g, '');
    expect(outside).not.toContain('<img');
    expect(outside).not.toMatch(/[^\\]\]\(/);
    expect(markdown.match(/<img/g)?.length).toBe(markdown.match(/``[^]*?<img[^]*?``/g)?.length);
  });
});
