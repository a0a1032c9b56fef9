import { describe, expect, it } from 'vitest';
import { ERROR_TEXTS } from '../../core/alpn/errorTexts.ts';
import { explainError, explanationsMarkdown, explanationsText } from '../../core/explain/index.ts';

const LINE =
  'grpc: addrConn.createTransport failed to connect to {Addr: "10.0.0.1:443", ServerName: "orders.example.com:443", }. Err: connection error: desc = "transport: authentication handshake failed: credentials: cannot check peer: missing selected ALPN property"';

function markdown(text: string): string {
  return explanationsMarkdown(explainError(text), text);
}

describe('the page', () => {
  it('says what it means, whose fault it is and what to do', () => {
    const page = markdown(LINE);
    expect(page).toContain('## The client refused the connection: the other side selected no protocol');
    expect(page).toContain(
      '`authentication handshake failed: credentials: cannot check peer: missing selected ALPN property`',
    );
    expect(page).toMatch(/\*\*Whose fault\.\*\* The side that accepts TLS/);
    expect(page).toMatch(/^1\. Probe the address/m);
    expect(page).toContain('`10.0.0.1:443`: what the connection was opened to, meant as `orders.example.com:443`');
    expect(page).toContain('`GRPC_ENFORCE_ALPN_ENABLED=false`');
  });

  it('makes no markup, link or command of what a text says', () => {
    const name = 'x](command:evil)<img src=x>`';
    const page = markdown(
      LINE.replace('orders.example.com:443', name).replace('missing', `\u001b]8;;command:evil\u0007missing`),
    );
    expect(page).not.toContain('command:');
    expect(page).not.toContain('<img');
  });

  it('of a text with nothing known lists what was looked for', () => {
    const page = markdown('all is well');
    expect(page).toContain('# gRPC ALPN: nothing known in this text');
    expect(page).toContain(`None of ${ERROR_TEXTS.length} errors`);
    for (const { product } of ERROR_TEXTS) expect(page).toContain(`**${product}**`);
  });
});

describe('the words of the catalogue', () => {
  it('have ids of their own', () => {
    const ids = ERROR_TEXTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { hiddenBy = [] } of ERROR_TEXTS) expect(ids).toEqual(expect.arrayContaining([...hiddenBy]));
  });

  it.each(ERROR_TEXTS)(
    '$id: sentences, with back quotes in pairs',
    ({ means, faultWords, since = 'So.', steps, title }) => {
      for (const words of [means, faultWords, since, ...steps]) {
        expect(words).toMatch(/^(?:[A-Z`]|grpc-go |nginx[ ,]|curl ).*\.$/);
        expect(words.split('`').length % 2).toBe(1);
      }
      // The page takes them as they are.
      for (const words of [title, means, faultWords, since, ...steps])
        expect(words.replace(/`[^`]+`/g, '')).not.toMatch(/[*<>[\]|\\&]|(?<!\w)_|_(?!\w)/);

      expect(title).not.toMatch(/\.$/);
    },
  );

  it.each(ERROR_TEXTS)('$id: what has never worked is helped by no stopgap', ({ since = '', stopgaps }) => {
    if (since.startsWith('It has never worked')) expect(['useless', 'missing']).toContain(stopgaps);
  });
});

it('a terminal gets the commands that probe', () => {
  const lines = explanationsText(explainError(LINE), LINE).split('\n');
  expect(lines.filter((it) => it.startsWith('  probe: '))).toEqual([
    '  probe: grpc-alpn probe orders.example.com:443',
    '  probe: grpc-alpn probe 10.0.0.1:443 --sni orders.example.com',
  ]);
  const dialled = 'dial tcp [::1]:443: error reading server preface: EOF';
  expect(explanationsText(explainError(dialled), dialled)).toContain("  probe: grpc-alpn probe '[::1]:443'\n");
});

it('a terminal gets no escape of a text', () => {
  const text = `ServerName: "\u202ename" ${LINE}\u001b[2J`;
  expect(explanationsText(explainError(text), text)).not.toMatch(/[\u001b\u202e]/);
});
