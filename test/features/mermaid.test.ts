import { describe, expect, it } from 'vitest';
import { goDialersOf } from '../../core/features/goMap.ts';
import { mapOf } from '../../core/features/map.ts';
import { mermaidOf } from '../../core/map/mermaid.ts';
import type { FilePath } from '../../core/text/filePath.ts';
import { checkTexts } from '../support/openWorkspace.ts';

async function mermaid(texts: Readonly<Record<string, string>>): Promise<string> {
  const { snapshot } = await checkTexts(texts);
  const { project } = snapshot;
  return mermaidOf({ listeners: mapOf(project), dialers: goDialersOf(project) }, (file: FilePath) =>
    file.replace('/ws/', ''),
  );
}

function stream(...servers: readonly string[]): string {
  return `# grpc-alpn: grpc=yes\nevents {}\nstream {\n${servers.join('\n')}\n}\n`;
}

describe('the map as Mermaid', () => {
  it('leads from the client over listener and route to the upstream', async () => {
    const text = await mermaid({ 'nginx.conf': stream('server { listen 443 ssl; proxy_ssl on; proxy_pass b:1; }') });
    const lines = text.split('\n').map((it) => it.trim());
    expect(lines[0]).toBe('flowchart LR');
    expect(lines.slice(6)).toEqual([
      'client(["grpc-go client"])',
      'subgraph configuration0 ["nginx.conf"]',
      'l0["#42;:443<br/>stream, TLS ends here<br/>#10003; grpc-go up to 1.66: works<br/>#10007; grpc-go 1.67 and newer: fails since 1.67.0: credentials: cannot check peer: missing selected ALPN property"]:::fails',
      'l0 --> l0r0("every connection")',
      'l0r0 -->|"TLS, offers nothing"| l0u0["b:1<br/>#10003; grpc-go up to 1.66: works<br/>#10007; grpc-go 1.67 and newer: fails since 1.67.0: error reading server preface: EOF"]:::fails',
      'end',
      'client -->|"offers h2: selects nothing"| l0',
      '',
    ]);
  });

  it('has a class for each tone, and one group for each configuration', async () => {
    const text = await mermaid({
      'a/nginx.conf': stream('server { listen 1; proxy_pass b:1; }'),
      'b/nginx.conf': stream('server { listen 2 ssl; ssl_alpn h2; proxy_pass b:1; }'),
    });
    expect(text.match(/classDef (\w+)/g)).toEqual(
      ['fails', 'depends', 'unknown', 'works', 'silent'].map((it) => `classDef ${it}`),
    );
    expect(text.match(/subgraph .*/g)).toEqual([
      'subgraph configuration0 ["a/nginx.conf"]',
      'subgraph configuration1 ["b/nginx.conf"]',
    ]);
    expect(text).toMatch(/l0\[.*\]:::unknown/);
    expect(text).toMatch(/l1\[.*\]:::works/);
  });

  it('takes what stands in files as data', async () => {
    const names = [
      '"]:::fails %%{init: {}}%%',
      '<img src=x onerror=alert(1)>',
      '`**_x_**`',
      '#quot; &lt; #35;',
      'www.evil.example https://evil.example',
      'end\nclick l0 href',
      '1. one',
      'ﬂ°°60¶ß',
      'fa:fa-car',
      '\u202e\u001b[2J',
    ];
    for (const name of names) {
      const quoted = name.replace(/["\\]/g, '\\$&');
      const text = await mermaid({
        'nginx.conf': stream(`server { listen 1 ssl; server_name "${quoted}"; proxy_pass "${quoted}"; }`),
      });
      // What remains of a label must be letters, numbers and references; and nothing of the kind that Markdown, HTML or Mermaid reads.
      for (const [, label = ''] of text.matchAll(/"([^"]*)"/g)) {
        const plain = label.replaceAll('<br/>', ' ').replace(/#\d+;/g, '');
        expect(plain, name).toMatch(/^[\p{L}\p{N} .,:/_-]*$/u);
        expect(plain, name).not.toMatch(/www\.|:\/|fa:fa|(?:^| )\d+\. |--|ﬂ/);
      }
      expect(
        text.split('\n').filter((line) => /^\s*(?:end|click)/.test(line)),
        name,
      ).toEqual(['  end']);
      expect(text.match(/"/g)?.length, name).toBe(7 * 2);
    }
  });

  it('keeps to what Mermaid draws', async () => {
    const servers = Array.from({ length: 400 }, (_, i) => `server { listen ${i + 1} ssl; proxy_pass b:1; }`);
    const text = await mermaid({ 'nginx.conf': stream(...servers) });
    expect(text.length).toBeLessThan(50_000);
    expect(text.match(/-->/g)?.length).toBeLessThan(500);
    const drawn = text.match(/^ {2}client -->/gm)?.length ?? 0;
    expect(drawn).toBeGreaterThan(50);
    expect(text).toContain(`morelistener["and ${400 - drawn} more listeners"]`);
  });

  it('cuts long names', async () => {
    const text = await mermaid({
      'nginx.conf': stream(`server { listen 1; server_name ${'a'.repeat(500)}; proxy_pass b:1; }`),
    });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(250);
  });

  it('says that there is nothing to draw', async () => {
    expect(await mermaid({})).toContain('nothing["no listener was found"]');
  });
});
