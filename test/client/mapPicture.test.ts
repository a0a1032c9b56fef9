import { describe, expect, it } from 'vitest';
import { nothingToDraw, pictureAsMermaid, pictureOf, placeIn } from '../../client/mapPicture.ts';
import { judgementAt, toneOf } from '../../client/mapPage/selection.ts';
import { goDialersOf } from '../../core/features/goMap.ts';
import { mapOf, modulesOf } from '../../core/features/map.ts';
import { placed, placedDialer } from '../../core/map/placed.ts';
import type { FilePath } from '../../core/text/filePath.ts';
import { rangesIn } from '../../core/text/lineIndexes.ts';
import type { Location } from '../../core/text/location.ts';
import type { MapResult, PlaceByUri } from '../../server/protocol.ts';
import { BARE_SERVER, goClient, goMain } from '../support/goTexts.ts';
import { checkTexts } from '../support/openWorkspace.ts';

const NGINX = `# grpc-alpn: nginx=1.26.3
events {}
stream {
    upstream orders { server 10.0.0.5:50051; }
    server {
        listen 8443 ssl;
        server_name grpc.shop.example;
        proxy_ssl on;
        proxy_pass orders;
    }
}
`;

/** What the server answers about these texts. */
async function resultOf(texts: Readonly<Record<string, string>>): Promise<MapResult> {
  const { snapshot } = await checkTexts(texts);
  const rangeOf = rangesIn(snapshot.texts);
  const place = (at: Location): PlaceByUri => ({ uri: `file://${at.file}`, range: rangeOf(at) });
  const file = (it: FilePath): string => `file://${it}`;
  return {
    schema: 1,
    modules: modulesOf(snapshot.project).map(({ at, ...module }) => ({ ...place(at), ...module })),
    listeners: mapOf(snapshot.project).map((it) => placed(it, { place, file })),
    dialers: goDialersOf(snapshot.project).map((it) => placedDialer(it, { place, file })),
  };
}

const nameOf = (uri: string): string => uri.replace('file:///ws/', '');
const goMod = (version: string, path = 'shop.example/orders/v2'): string =>
  `module ${path}\n\ngo 1.25.0\n\nrequire google.golang.org/grpc ${version}\n`;

describe('the picture', () => {
  it('has a NAT gateway that nobody enters, of which nothing is to be reported', async () => {
    const text = 'resource "aws_nat_gateway" "out" {\n  subnet_id = "subnet-1"\n}\n';
    const picture = pictureOf(await resultOf({ 'main.tf': text }), nameOf);
    expect(picture.listeners).toMatchObject([
      {
        socket: 'aws_nat_gateway.out',
        kind: 'AWS NAT gateway, TLS passes through',
        answer: 'passes TLS through: nothing to configure',
        hasEntry: false,
        routes: [],
      },
    ]);
    const [gateway] = picture.listeners;
    expect(gateway && toneOf(picture, gateway, 0)).toBe('silent');
  });

  it('says everything in words', async () => {
    const picture = pictureOf(await resultOf({ 'nginx.conf': NGINX }), nameOf);
    expect(picture.configurations).toEqual([
      { name: 'nginx.conf', version: 'nginx 1.26.3, from the comment in line 1 of nginx.conf' },
    ]);
    expect(picture.listeners).toMatchObject([
      {
        configuration: 0,
        socket: '*:8443',
        names: 'grpc.shop.example',
        kind: 'stream, TLS ends here',
        offer: 'offers h2',
        answer: 'selects nothing',
        grpc: 'probably gRPC',
        place: 'nginx.conf:6',
        routes: [
          {
            route: 'every connection',
            offer: 'TLS, offers nothing',
            to: 'orders',
            addresses: '10.0.0.5:50051',
            place: 'nginx.conf:9',
          },
        ],
      },
    ]);
  });

  it('has what is in Go: listeners, and clients with what they lead to', async () => {
    const result = await resultOf({
      'go.mod': goMod('v1.67.1', 'shop.example/orders'),
      'main.go': goMain(...BARE_SERVER, goClient('localhost:9443')),
    });
    const picture = pictureOf(result, nameOf);
    expect(picture.configurations).toEqual([{ name: 'main.go', version: 'grpc-go v1.67.1, from go.mod' }]);
    expect(picture.listeners).toMatchObject([
      { configuration: 0, isClient: false, socket: '*:9443', kind: 'crypto/tls, TLS ends here', routes: [] },
      {
        configuration: 0,
        isClient: true,
        socket: 'localhost:9443',
        kind: 'credentials.NewTLS',
        offer: 'TLS, offers h2',
        routes: [{ route: 'leads to', to: '*:9443', place: 'main.go:17', judged: null }],
      },
    ]);
    const [listener, client] = picture.listeners;
    expect(listener && client && [toneOf(picture, listener, 0), toneOf(picture, client, 0)]).toEqual([
      'fails',
      'fails',
    ]);
    const lines = [placeIn(result, 0, null), placeIn(result, 1, null), placeIn(result, 1, 0)];
    expect(lines.map((it) => it?.range.start.line)).toEqual([16, 17, 16]);
    expect(placeIn(result, 2, null)).toBeUndefined();
    expect(pictureAsMermaid(result, nameOf, '>=1.70')).toContain('d0 -->|"TLS, offers h2"| l0');
  });

  it('has a judgement for each leg and each band, those that are alike once', async () => {
    const two = NGINX.replace(
      '    server {\n',
      '    server { listen 1 ssl; proxy_ssl on; proxy_pass orders; }\n    server {\n',
    );
    const picture = pictureOf(
      await resultOf({ 'nginx.conf': two.replace('upstream orders', '# gRPC\n upstream orders') }),
      nameOf,
    );
    const newest = picture.bands.findIndex(({ band }) => band === '>=1.70');
    const oldest = picture.bands.findIndex(({ band }) => band === '<1.65');
    expect(picture.listeners).toHaveLength(2);
    expect(picture.judgements).toHaveLength(2);
    for (const listener of picture.listeners) {
      expect(judgementAt(picture, listener.judged, newest)).toEqual({
        tone: 'fails',
        words: 'fails since 1.67.0',
        error: 'credentials: cannot check peer: missing selected ALPN property',
      });
      expect([toneOf(picture, listener, newest), toneOf(picture, listener, oldest)]).toEqual(['fails', 'works']);
    }
  });

  it('begins with the grpc-go of the workspace, else with the newest', async () => {
    const labelsWith = async (texts: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      pictureOf(await resultOf({ 'nginx.conf': NGINX, ...texts }), nameOf).bands.map(({ label }) => label);
    expect(await labelsWith({})).toEqual([
      'grpc-go 1.70 and newer',
      'grpc-go 1.68 to 1.69',
      'grpc-go 1.67',
      'grpc-go 1.65 to 1.66',
      'grpc-go up to 1.64',
    ]);
    expect(
      (await labelsWith({ 'a/go.mod': goMod('v1.66.2'), 'b/go.mod': goMod('v1.67.0', 'shop.example/b') })).slice(0, 3),
    ).toEqual(['grpc-go 1.67 (b: v1.67.0)', 'grpc-go 1.65 to 1.66 (orders: v1.66.2)', 'grpc-go 1.70 and newer']);
    const replaced = `${goMod('v1.66.2')}\nreplace google.golang.org/grpc => ../grpc\n`;
    expect((await labelsWith({ 'go.mod': replaced }))[0]).toBe('grpc-go 1.70 and newer');
  });

  it('cuts what is long, and shows what cannot be seen', async () => {
    const hostile = NGINX.replace('grpc.shop.example', `"${'x'.repeat(5000)}\u202e\u001b"`);
    const [listener] = pictureOf(await resultOf({ 'nginx.conf': hostile }), nameOf).listeners;
    expect(listener?.names.length).toBeLessThan(300);
    const [short] = pictureOf(
      await resultOf({ 'nginx.conf': NGINX.replace('grpc.shop', '\u202egrpc.shop') }),
      nameOf,
    ).listeners;
    expect(short?.names).toBe('\\u202egrpc.shop.example');
  });
});

describe('the place that is chosen', () => {
  it('is that of the listener, or of its way out', async () => {
    const result = await resultOf({ 'nginx.conf': NGINX });
    expect(placeIn(result, 0, null)).toMatchObject({ uri: 'file:///ws/nginx.conf', range: { start: { line: 5 } } });
    expect(placeIn(result, 0, 0)).toMatchObject({ uri: 'file:///ws/nginx.conf', range: { start: { line: 8 } } });
  });

  it('is none where there is none of that number', async () => {
    const result = await resultOf({ 'nginx.conf': NGINX });
    expect([placeIn(result, 1, null), placeIn(result, 0, 7), placeIn(result, -1, 0)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

it('is Mermaid in the colours of the chosen band', async () => {
  const result = await resultOf({ 'nginx.conf': NGINX });
  expect(pictureAsMermaid(result, nameOf, '>=1.70')).toContain(':::fails');
  expect(pictureAsMermaid(result, nameOf, '<1.65')).not.toContain(':::fails');
});

it.each([
  ['starting', true, 'Reading the workspace …'],
  ['stopped', true, 'The language server is not running.'],
  ['running', true, 'No listener was found in this workspace.'],
  ['running', false, 'No folder is open.'],
] as const)('where there is nothing to draw (%s, folder: %s) it says why and what to do', (state, hasFolder, title) => {
  const { title: said, advice } = nothingToDraw(state, hasFolder);
  expect(said).toBe(title);
  expect(advice).toMatch(/\.$/);
});
