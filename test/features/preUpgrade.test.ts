import { describe, expect, it } from 'vitest';
import { parseGoVersion } from '../../core/alpn/index.ts';
import { preUpgrade, type PreUpgrade } from '../../core/features/preUpgrade/preUpgrade.ts';
import { preUpgradeReport } from '../../core/features/preUpgrade/report.ts';
import { reportMarkdown, reportText } from '../../core/features/report.ts';
import { filePath, relativeTo } from '../../core/text/filePath.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import type { Location } from '../../core/text/location.ts';
import {
  clientOf,
  clientWithOwnTls,
  getConfigForClientServer,
  listenerWithoutH2,
  moduleOn,
} from '../support/goServices.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

type Texts = Readonly<Record<string, string>>;

async function upgraded(texts: Texts, version?: string, only?: string): Promise<PreUpgrade> {
  const { snapshot } = await checkTexts(texts);
  return preUpgrade(snapshot.project, {
    version: version === undefined ? undefined : parseGoVersion(version),
    only: only === undefined ? undefined : filePath(`${FOLDER}/${only}`),
  });
}

/** `file:line fate kind`, lines counted from 1. */
function hopsOf({ hops }: PreUpgrade, texts: Texts): readonly string[] {
  return hops.map(({ at, fate, what }) => `${placeOf(at, texts)} ${fate} ${what.kind}`);
}

function placeOf({ file, span }: Location, texts: Texts): string {
  const name = relativeTo(FOLDER, file);
  return `${name}:${new LineIndex(texts[name] ?? '').positionAt(span.start).line + 1}`;
}

function textOf(found: PreUpgrade, texts: Texts): string {
  return reportText(preUpgradeReport(found), (at) => ({ words: placeOf(at, texts) }));
}

const NGINX = `# grpc-alpn: nginx=1.31.5
events {}
stream {
    server {
        listen 8443 ssl; # grpc-alpn: grpc=yes
        ssl_certificate     tls/server.crt;
        ssl_certificate_key tls/server.key;
        proxy_ssl on;
        proxy_pass 10.0.0.5:50443;
    }
    server {
        listen 9443 ssl;
        ssl_certificate     tls/server.crt;
        ssl_certificate_key tls/server.key;
        proxy_pass 10.0.0.7:7000;
    }
}
`.replace('stream {', 'stream {\n    # grpc-alpn: grpc=yes');

const SHOP: Texts = {
  'nginx.conf': NGINX,
  'cart/go.mod': moduleOn('cart', 'v1.66.3'),
  'cart/main.go': clientOf('orders:50051'),
  'cart/pay/pay.go': clientOf('payments.example.com:443').replace('main', 'pay'),
  'orders/go.mod': moduleOn('orders', 'v1.64.1', '1.22'),
  'orders/main.go': listenerWithoutH2(50051),
};

describe('the pre-upgrade check', () => {
  it('judges each hop of nginx and Go before and after', async () => {
    expect(hopsOf(await upgraded(SHOP, 'v1.67.0'), SHOP)).toEqual([
      'nginx.conf:6 breaks nginx-listener',
      'nginx.conf:9 breaks nginx-dialer',
      'nginx.conf:13 breaks nginx-listener',
      'orders/main.go:14 breaks go-server',
    ]);
  });

  it('knows who dials a server of the folder, and which peers it does not know', async () => {
    const { hops, unseen } = await upgraded(SHOP, 'v1.67.0');
    const server = hops.find(({ what }) => what.kind === 'go-server');
    expect(server?.dialers.map((it) => placeOf(it, SHOP))).toEqual(['cart/main.go:11']);
    expect(unseen.map(({ target, at }) => [target, placeOf(at, SHOP)])).toEqual([
      ['payments.example.com:443', 'cart/pay/pay.go:11'],
    ]);
  });

  it('nothing breaks with a grpc-go that does not check', async () => {
    const found = await upgraded(SHOP, 'v1.66.3');
    expect(found.hops.map(({ fate }) => fate)).not.toContain('breaks');
    expect(textOf(found, SHOP)).toContain('no connection breaks because of it');
  });

  it('what breaks already is told apart from what would break', async () => {
    const texts = {
      ...SHOP,
      'cart/go.mod': moduleOn('cart', 'v1.67.0'),
      'orders/go.mod': moduleOn('orders', 'v1.67.0'),
    };
    expect(hopsOf(await upgraded(texts, 'v1.84.0'), texts)).toContain('orders/main.go:14 broken go-server');
  });

  it('of one module that is raised alone, only what it meets counts, and what its peers would refuse', async () => {
    expect(hopsOf(await upgraded(SHOP, 'v1.67.0', 'orders/go.mod'), SHOP)).toContain(
      'orders/main.go:14 other-end go-server',
    );
    const cart = await upgraded(SHOP, 'v1.67.0', 'cart/go.mod');
    expect(cart.modules.map(({ module: { path } }) => path)).toEqual(['shop.example/cart']);
    expect(hopsOf(cart, SHOP)).toContain('orders/main.go:14 breaks go-server');
    const alone = { ...SHOP, 'cart/main.go': clientOf('stock:50051') };
    expect(hopsOf(await upgraded(alone, 'v1.67.0', 'cart/go.mod'), alone)).not.toContain(
      'orders/main.go:14 breaks go-server',
    );
  });

  it('GetConfigForClient breaks with 1.67 and not with 1.68', async () => {
    const texts = { 'go.mod': moduleOn('orders', 'v1.66.3', '1.22'), 'main.go': getConfigForClientServer(50051) };
    const trap = await upgraded(texts, 'v1.67.3');
    expect(hopsOf(trap, texts)).toEqual(['main.go:21 other-end go-server']);
    expect(textOf(trap, texts)).toContain('Not 1.67.x');
    expect(hopsOf(await upgraded(texts, 'v1.68.2'), texts)).toEqual(['main.go:21 works go-server']);
    const today = { ...texts, 'go.mod': moduleOn('orders', 'v1.67.3', '1.22') };
    expect(hopsOf(await upgraded(today, 'v1.68.2'), today)).toEqual(['main.go:21 mends go-server']);
  });

  it('a client that offers nothing makes the rollout one of three steps', async () => {
    const texts = { 'go.mod': moduleOn('cart', 'v1.66.3'), 'main.go': clientWithOwnTls('orders.example.com:443') };
    const found = await upgraded(texts, 'v1.70.0');
    expect(hopsOf(found, texts)).toEqual(['main.go:14 other-end go-handshake']);
    const text = textOf(found, texts);
    expect(text).toContain('the client prints error reading server preface: EOF');
    expect(text).toContain('three steps');
  });

  it('without a version, the newest release without a known vulnerability that the oldest Go among the modules can have', async () => {
    expect((await upgraded({ 'go.mod': moduleOn('a', 'v1.66.3', '1.26.0') })).version.text).toBe('v1.85.0');
    const texts = { 'a/go.mod': moduleOn('a', 'v1.66.3', '1.26.0'), 'b/go.mod': moduleOn('b', 'v1.66.3', '1.25.0') };
    expect((await upgraded(texts)).version.text).toBe('v1.84.0');
  });

  it('a folder without Go is checked for grpc-go that others have', async () => {
    const texts = { 'nginx.conf': NGINX };
    expect(hopsOf(await upgraded(texts, 'v1.67.0'), texts)).toContain('nginx.conf:6 breaks nginx-listener');
  });

  it('names what switches the check off', async () => {
    const texts = {
      ...SHOP,
      'cart/Dockerfile': 'FROM scratch\nCOPY cart /cart\nENV GRPC_ENFORCE_ALPN_ENABLED=false\nENTRYPOINT ["/cart"]\n',
    };
    const text = textOf(await upgraded(texts, 'v1.67.0'), texts);
    expect(text).toContain('cart/Dockerfile:3');
    expect(text).toContain('They are stopgaps');
  });
});

describe('its report', () => {
  it('tells how to rehearse by the grpc-go of today', async () => {
    const said = async (version: string): Promise<string> => {
      const texts = { 'go.mod': moduleOn('cart', version) };
      return textOf(await upgraded(texts, 'v1.84.0'), texts);
    };
    const [before, between, after] = [await said('v1.64.1'), await said('v1.66.3'), await said('v1.67.0')];
    expect(before).toContain('Raise it to v1.66.3 first, for the rehearsal only');
    expect(between).toContain('GRPC_ENFORCE_ALPN_ENABLED=true in the environment');
    expect(between).not.toContain('for the rehearsal only');
    expect(after).toContain("Today's grpc-go checks already");
    for (const text of [before, between, after]) {
      expect(text).toContain('GRPC_GO_LOG_SEVERITY_LEVEL=warning');
      expect(text).toContain('Allowing TLS connection to server');
      expect(text).toContain('GRPC_GO_LOG_SEVERITY_LEVEL=info GRPC_GO_LOG_VERBOSITY_LEVEL=2');
      expect(text).toContain('Allowing TLS connection from client with ALPN disabled');
    }
  });

  it('says which Go the release needs', async () => {
    const texts = { 'go.mod': moduleOn('cart', 'v1.66.3', '1.22') };
    expect(textOf(await upgraded(texts, 'v1.79.3'), texts)).toContain('it needs Go 1.24.0; go.mod says 1.22');
  });

  it('what stands in a file does not become markup', async () => {
    const texts = { 'go.mod': moduleOn('cart', 'v1.66.3'), 'main.go': clientOf('`<b>[x](http://evil):443') };
    const found = await upgraded(
      { ...texts, 'nginx.conf': NGINX.replace('10.0.0.5:50443', '"<img/src=x>:443"') },
      'v1.67.0',
    );
    const markdown = reportMarkdown(preUpgradeReport(found), (at) => ({
      words: 'a <b> name',
      href: `/a <b>#L${at.span.start}`,
    }));
    expect(markdown).toContain('[a &lt;b&gt; name](</a%20%3Cb%3E#L');
    expect(markdown.replaceAll(/`+[^`]*`+/g, '')).not.toContain('<img');
    expect(markdown.replaceAll(/`+[^`]*`+/g, '').replaceAll(/\]\(<[^>]*>\)/g, '')).not.toMatch(/<[a-z]/);
  });

  it('a long list is cut, and says so', async () => {
    const servers = Array.from(
      { length: 80 },
      (_, i) =>
        `    server { listen ${20000 + i} ssl; ssl_certificate a; ssl_certificate_key b; proxy_pass 10.0.0.5:7000; }\n`,
    );
    const texts = {
      'go.mod': moduleOn('cart', 'v1.66.3'),
      'nginx.conf': `events {}\nstream {\n    # grpc-alpn: grpc=yes\n${servers.join('')}}\n`,
    };
    const text = textOf(await upgraded(texts, 'v1.67.0'), texts);
    expect(text).toContain('80 connections would break');
    expect(text).toContain('and 30 more');
  });
});
