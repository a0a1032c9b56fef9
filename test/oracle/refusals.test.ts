import { describe, expect, it } from 'vitest';
import { ALPN_VARIABLES, alpnWordsOf, nameOf, refusalOf, type AlpnWord } from '../../core/domains/nginx/alpnWords.ts';
import { maskOf } from '../../core/domains/nginx/directives.ts';
import { parseNginxVersion } from '../../core/domains/nginxVersion.ts';
import { WRITTEN, type Context } from '../domains/nginx/alpnRefusals.ts';
import { nginxesUnderTest, testNginx } from './nginx.ts';

const TLS = 'ssl_certificate a.crt; ssl_certificate_key a.key;';

/** Blocks to write a directive into. */
const BLOCKS: readonly (readonly [Context, (text: string) => string])[] = [
  ['main', (text) => `events {}\n${text}`],
  ['http', (text) => `events {}\nhttp { ${text} }`],
  ['http.server', (text) => `events {}\nhttp { server { listen 8443 ssl; ${TLS} ${text} } }`],
  ['http.location', (text) => `events {}\nhttp { server { listen 8443 ssl; ${TLS} location / { ${text} } } }`],
  ['http.location.if', (text) => `events {}\nhttp { server { listen 8443; location / { if ($arg_a) { ${text} } } } }`],
  ['stream', (text) => `events {}\nstream { ${text} server { listen 8443; return a; } }`],
  [
    'stream.server',
    (text) => `events {}\nstream { server { listen 8443 ssl; ${TLS} ${text} proxy_pass 127.0.0.1:9; } }`,
  ],
];

interface Row {
  readonly word: AlpnWord;
  readonly context: Context;
  readonly text: string;
}

function* rows(): Iterable<Row> {
  for (const [context, block] of BLOCKS) {
    for (const written of WRITTEN) {
      const [name = '', value = ''] = written.split(' ');
      // Of a value that is refused nginx says so; where the directive is, it says that.
      const words = alpnWordsOf(name) ?? [];
      const word = words.find((it) => it.kind === 'value' && it.name === value) ?? words[0];
      const around = maskOf(context);
      const told = words.find((it) => (it.contexts & around) === 0) ?? word;
      if (told !== undefined) yield { word: told, context, text: block(`${written};`) };
    }
    for (const word of ALPN_VARIABLES) {
      // Asked for in the blocks that have something to ask with.
      if (context === 'http.location') yield { word, context, text: block(`return 200 ${word.name};`) };
      if (context === 'stream') yield { word, context, text: block(`log_format a ${word.name};`) };
    }
  }
  for (const word of alpnWordsOf('listen') ?? []) {
    const listen = `listen 8443 ${word.name};`;
    yield {
      word,
      context: 'stream.server',
      text: `events {}\nstream { server { ${listen} proxy_pass 127.0.0.1:9; } }`,
    };
    if (word.name !== 'quic') {
      yield { word, context: 'http.server', text: `events {}\nhttp { server { ${listen} } }` };
    }
  }
}

const REFUSED =
  /"\S+" directive is not allowed here|unknown directive "\S+"|invalid (?:parameter|value) "\S+"|the invalid "\S+" parameter|unknown "\w+" variable/;

describe.each(await nginxesUnderTest())('nginx $version', (nginx) => {
  it('refuses each word where it is said to, in these words, and nowhere else', { timeout: 300_000 }, async () => {
    const version = parseNginxVersion(nginx.version);
    const wrong: string[] = [];
    const pending = [...rows()].filter(({ word }) => word.name !== 'http3' || nginx.has('http_v3'));
    const work = async (): Promise<void> => {
      for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
        const { word, context, text } = row;
        const { output } = await testNginx({ files: text, nginx });
        const said = REFUSED.exec(output)?.[0];
        const predicted = refusalOf(word, maskOf(context), version)?.says;
        if (said !== predicted)
          wrong.push(`${nameOf(word)} in ${context}: said ${said ?? 'nothing'}, predicted ${predicted ?? 'nothing'}`);
      }
    };
    await Promise.all([work(), work()]);
    expect(wrong).toEqual([]);
  });
});
