import { describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver-protocol/node';
import type { ObservedTarget } from '../../core/observation/types.ts';
import type { MapResult } from '../../server/protocol.ts';
import type { Editor } from './editor.ts';
import { editorOn } from './workspace.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: orders
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:1:certificate/a
    external-dns.alpha.kubernetes.io/hostname: orders.example.com
spec:
  type: LoadBalancer
  ports:
    - name: grpc
      appProtocol: grpc
      port: 443
      targetPort: 50443
`;

const CERTIFICATE_LINE = 6;

async function editorWith(
  text: string,
  settings: object = {},
): Promise<{ readonly editor: Editor; readonly uri: string }> {
  const { editor, folder } = await editorOn({ 'orders.yaml': text }, { settings: () => settings });
  const uri = folder.uri('orders.yaml');
  await editor.open(uri, text, 'yaml');
  await editor.settled();
  return { editor, uri };
}

/** A probe that saw nothing selected. */
const SEEN: ObservedTarget = {
  target: 'orders.example.com:443',
  sni: 'orders.example.com',
  at: '2026-11-23T13:05:00Z',
  addresses: [{ address: '192.0.2.1', class: 'B', outcomes: [{ offer: ['h2'], outcome: { kind: 'none' } }] }],
};

describe('what declares a load balancer', () => {
  it('is checked, mended as it is typed, and counted', async () => {
    const { editor, uri } = await editorWith(SERVICE);
    expect(editor.diagnostics(uri)).toEqual([expect.stringMatching(/^error kubernetes-nlb-without-alpn 6:4-/)]);
    expect(editor.status?.folders).toMatchObject([{ hasEdges: true, summary: { files: 1, listeners: 1, error: 1 } }]);
    const actions = await editor.codeActions(uri, 0, ['quickfix']);
    expect(actions.map(({ title }) => title)).toEqual([
      'Set `service.beta.kubernetes.io/aws-load-balancer-alpn-policy` to `HTTP2Preferred`',
      'Ignore `kubernetes-nlb-without-alpn` here',
      'Probe orders.example.com:443',
    ]);
    await editor.replace(uri, '  type: LoadBalancer', '  type: ClusterIP');
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
    expect(editor.status?.folders).toMatchObject([{ hasEdges: false, summary: { listeners: 0 } }]);
  });

  it('is told of in hovers, and what a probe saw with it', async () => {
    const { editor, uri } = await editorWith(SERVICE);
    const hover = async (): Promise<string> =>
      JSON.stringify(await editor.hover(uri, { line: CERTIFICATE_LINE, character: 8 }));
    expect(await hover()).toContain('AWS NLB, TLS ends here');
    await editor.connection.sendNotification('grpc-alpn/observed', { targets: [SEEN] });
    await editor.settled();
    expect(await hover()).toContain('That is what is written here.');
    const related = editor.shown(uri)?.diagnostics.flatMap(({ relatedInformation = [] }) => relatedInformation) ?? [];
    expect(related.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^observed .*class B/));
  });

  it('has code lenses above each listener', async () => {
    const { editor, uri } = await editorWith(SERVICE, { codeLens: { enabled: true } });
    const lenses = await editor.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    expect(lenses.map(({ range, command }) => `${range.start.line}: ${command?.title}`)).toEqual([
      `${CERTIFICATE_LINE}: ALPN: none selected`,
      `${CERTIFICATE_LINE}: Probe orders.example.com:443`,
    ]);
  });

  it('is on the map, and its names can be probed, also from where they stand', async () => {
    const { editor, uri } = await editorWith(SERVICE);
    const { listeners } = await editor.connection.sendRequest<MapResult>('grpc-alpn/map', {});
    expect(listeners).toMatchObject([
      { source: 'kubernetes', configuration: uri, module: 'nlb', name: 'Service orders', uri, port: 443 },
    ]);
    const range = { start: { line: 7 }, end: { line: 7 } };
    expect(await editor.endpoints()).toMatchObject([{ target: 'orders.example.com:443', uri, range }]);
    const here = await editor.connection.sendRequest('grpc-alpn/endpointsAt', {
      uri,
      position: { line: 7, character: 50 },
    });
    expect(here).toMatchObject([{ target: 'orders.example.com:443' }]);
  });
});
