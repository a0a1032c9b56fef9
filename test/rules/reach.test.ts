import { describe, expect, it } from 'vitest';
import type { Fix } from '../../core/rules/rule.ts';
import { checkTexts } from '../support/openWorkspace.ts';

const TLS = 'ssl_certificate a.crt;\nssl_certificate_key a.key;\nssl_alpn http/1.1;\n';

async function fixesOf(texts: Readonly<Record<string, string>>): Promise<readonly Pick<Fix, 'title' | 'safety'>[]> {
  const { analysis } = await checkTexts(texts);
  return analysis.findings.flatMap(({ fixes }) => fixes.map(({ title, safety }) => ({ title, safety })));
}

function stream(servers: string): string {
  return `# grpc-alpn: nginx=1.26.3\n# grpc-alpn: grpc=yes\nevents {}\nstream {\n${servers}\n}\n`;
}

describe('a fix in a file that is included', () => {
  it('once is like any other', async () => {
    const server =
      'server { listen 443 ssl; ssl_certificate a.crt; ssl_certificate_key a.key; ssl_alpn http/1.1; proxy_pass 10.0.0.5:50051; }';
    expect(await fixesOf({ 'nginx.conf': stream('include stream.d/*.conf;'), 'stream.d/a.conf': server })).toEqual([
      { title: 'Change to `ssl_alpn h2 http/1.1;`', safety: 'safe' },
    ]);
  });

  it('in several places says so and is not safe', async () => {
    const servers = ['443', '8443', '9443'].map(
      (port) => `server { listen ${port} ssl; include snippets/tls.conf; proxy_pass 10.0.0.5:50051; }`,
    );
    expect(await fixesOf({ 'nginx.conf': stream(servers.join('\n')), 'snippets/tls.conf': TLS })).toEqual([
      {
        title: 'Change to `ssl_alpn h2 http/1.1;` in snippets/tls.conf, which is included in 3 places',
        safety: 'unsafe',
      },
    ]);
  });

  it('counts the places of the file that includes it, and other configurations', async () => {
    const server = (port: string): string =>
      stream(`server { listen ${port} ssl; include outer.inc; proxy_pass 10.0.0.5:50051; }
        server { listen 1${port} ssl; include outer.inc; proxy_pass 10.0.0.5:50051; }`);
    const fixes = await fixesOf({
      'a.conf': server('8443'),
      'b.conf': server('9443'),
      'outer.inc': 'include inner.inc;\n',
      'inner.inc': TLS,
    });
    expect(fixes).toEqual([
      { title: 'Change to `ssl_alpn h2 http/1.1;` in inner.inc, which is included in 4 places', safety: 'unsafe' },
    ]);
  });

  it('that includes itself is counted to an end', async () => {
    const fixes = await fixesOf({
      'nginx.conf': stream('server { listen 443 ssl; include a.inc; include b.inc; proxy_pass 10.0.0.5:50051; }'),
      'a.inc': `${TLS}include b.inc;\n`,
      'b.inc': 'include a.inc;\n',
    });
    expect(fixes.map(({ safety }) => safety)).toEqual(['unsafe']);
  });
});
