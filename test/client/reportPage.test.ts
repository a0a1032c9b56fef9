import { describe, expect, it } from 'vitest';
import { GRPC_GO_TLS12_SUITES } from '../../core/alpn/index.ts';
import { copyOf, COPIED, observedIn, viewOfContent, type ReportContent } from '../../client/reportContent.ts';
import { reportHtml } from '../../client/reportHtml.ts';
import { readReportMessage } from '../../client/reportMessage.ts';
import { COPIES } from '../../client/reportPage/message.ts';
import { probe } from '../../probe/index.ts';
import { version } from '../../package.json';
import { classServers, target } from '../probe/servers.ts';

describe('the page', () => {
  const html = reportHtml({ nonce: 'N', source: 'vscode-webview:', script: 'reportPage.js', style: 'reportPage.css' });

  it('loads its own script and style, and nothing else', () => {
    expect(html).toContain(`content="default-src 'none'; style-src vscode-webview:; script-src 'nonce-N'"`);
    expect(html.match(/<script\b[^>]*>/g)).toEqual(['<script nonce="N" src="reportPage.js">']);
    expect(html).not.toMatch(/https?:|style=|\son\w+=/);
  });

  it('says what it does in words: a live region, and buttons that are buttons', () => {
    expect(html).toContain('role="status"');
    expect(html.match(/<button [^>]*>/g)?.every((it) => it.includes('type="button"'))).toBe(true);
    for (const what of COPIES) expect(html).toContain(`id="copy-${what}"`);
  });
});

describe('what the page tells', () => {
  it.each([
    { kind: 'ready' },
    { kind: 'again' },
    { kind: 'cancel' },
    { kind: 'open', revision: 3, place: 0 },
    ...COPIES.map((what) => ({ kind: 'copy', what })),
  ])('%o is read', (message) => {
    expect(readReportMessage(message)).toEqual(message);
  });

  it.each([
    undefined,
    null,
    'ready',
    { kind: 'open', revision: 3 },
    { kind: 'open', revision: '3', place: 0 },
    { kind: 'open', revision: 1, place: 0.5 },
    { kind: 'copy', what: 'file:///etc/passwd' },
    { kind: 'probe', target: 'a:1' },
  ])('%o is nothing', (message) => {
    expect(readReportMessage(message)).toBeUndefined();
  });
});

describe('what is copied', () => {
  async function content(): Promise<ReportContent> {
    const port = (await classServers()).get('B') ?? 0;
    const report = await probe({ targets: [target(`127.0.0.1:${port}`)] });
    const at = {
      uri: 'file:///srv/conf.d/orders.conf',
      range: { start: { line: 11, character: 4 }, end: { line: 11, character: 20 } },
    };
    const modules = [
      { module: 'example.com/orders', grpcGo: 'v1.72.0', certainty: 'exact', isLinked: true, check: 'on', at },
    ] as const;
    return {
      report,
      state: 'done',
      unfinished: [],
      contexts: [{ predictions: [], modules }],
      files: { cert: 'c.pem', key: 'k.pem' },
    };
  }
  const nameOf = (uri: string): string => uri.slice('file:///srv/'.length);

  it('as Markdown, as JSON and as commands', async () => {
    const shown = await content();
    const { target: address = '' } = shown.report.targets[0] ?? {};
    const markdown = copyOf(shown, 'markdown', nameOf);
    expect(markdown).toContain(`# \`${address}\`: grpc-go 1.67 and newer fails here`);
    expect(markdown).toContain(
      '- `example.com/orders`, grpc\\-go v1\\.72\\.0: fails ("credentials: cannot check peer: missing selected ALPN property …", printed by the client); with GRPC_ENFORCE_ALPN_ENABLED=false: works',
    );
    expect(markdown).toContain(' (`conf.d/orders.conf:12`)');
    expect(JSON.parse(copyOf(shown, 'json', nameOf))).toMatchObject({
      schema: 1,
      tool: { name: 'grpc-alpn', version },
      targets: [{ target: address, addresses: [{ class: 'B' }] }],
    });
    expect(copyOf(shown, 'openssl', nameOf)).toBe(
      `openssl s_client -connect ${address} -noservername -alpn h2 -min_protocol TLSv1.2 -cipher ${GRPC_GO_TLS12_SUITES.join(':')} -cert c.pem -key k.pem </dev/null\n`,
    );
    expect(copyOf(shown, 'grpcurl', nameOf)).toBe(
      `grpcurl -max-time 10 -insecure -cert c.pem -key k.pem ${address} list\n`,
    );
    expect(Object.keys(COPIED)).toEqual(COPIES);
  });

  it('of a probe that was cancelled says so', async () => {
    const shown = await content();
    const cancelled: ReportContent = {
      ...shown,
      state: 'cancelled',
      unfinished: [[{ address: '::1', handshakes: [] }]],
    };
    expect(JSON.parse(copyOf(cancelled, 'json', nameOf))).toMatchObject({
      notes: ['The probe was cancelled: what is missing was not probed.'],
    });
    expect(copyOf(cancelled, 'markdown', nameOf)).toMatch(/^# `[^`]+`: Cancelled: 1 of 2 addresses done\n/);
    expect(copyOf(shown, 'json', nameOf)).not.toContain('cancelled');
  });

  it('and what is told to be observed is of targets that were probed to the end', async () => {
    const shown = await content();
    expect(observedIn(shown)).toMatchObject([{ addresses: [{ class: 'B' }] }]);
    expect(observedIn({ ...shown, state: 'cancelled', unfinished: [[]] })).toHaveLength(1);
    expect(observedIn({ ...shown, state: 'cancelled', unfinished: [[{ address: '::1', handshakes: [] }]] })).toEqual(
      [],
    );
    expect(observedIn({ ...shown, state: 'cancelled', unfinished: [null] })).toEqual([]);
  });

  it('the page gets numbers of places, and words', async () => {
    const { view, places } = viewOfContent(await content(), nameOf);
    expect(view.targets[0]?.modules[0]?.at).toEqual({ place: 0, words: 'conf.d/orders.conf:12' });
    expect(places[0]?.uri).toBe('file:///srv/conf.d/orders.conf');
    expect(JSON.stringify(view)).not.toContain('file:');
  });
});
