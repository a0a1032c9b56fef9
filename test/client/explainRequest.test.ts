import { describe, expect, it } from 'vitest';
import { linksIn, prefill, probesOf, readExplainRequest, tooLong } from '../../client/explainRequest.ts';
import { explainError } from '../../core/explain/index.ts';

const LINE =
  '2026/11/23 14:02:23 WARNING: [core] [Channel #5 SubChannel #6] grpc: addrConn.createTransport failed to connect to {Addr: "10.0.0.1:443", ServerName: "orders.example.com:443", }. Err: connection error: desc = "transport: authentication handshake failed: credentials: cannot check peer: missing selected ALPN property. If you upgraded from a grpc-go version earlier than 1.67, your TLS connections may have stopped working due to ALPN enforcement. For more details, see: https://github.com/grpc/grpc-go/issues/434"';

describe('the argument of the command', () => {
  it.each([
    ['a text', 'a text'],
    [{ text: 'a text' }, 'a text'],
    ['', ''],
    [{ text: 1 }, undefined],
    [undefined, undefined],
    [null, undefined],
    [['a text'], undefined],
  ])('%j', (argument, text) => {
    expect(readExplainRequest(argument)).toBe(text);
  });
});

it('a text that would keep the window busy is refused, with what to do instead', () => {
  expect(tooLong('x'.repeat(2_000_000))).toBeUndefined();
  expect(tooLong('x'.repeat(2_000_001))).toContain('Select the part with the error');
});

describe('what the field begins with', () => {
  it('is a known error on the clipboard, on one line', () => {
    expect(prefill(`  one\r\n\t${LINE}\n`)).toBe(`one ${LINE}`);
  });

  it('is nothing of what else people copy', () => {
    expect(prefill('a password')).toBe('');
    expect(prefill(`${LINE}\n`.repeat(100))).toBe('');
  });
});

describe('what can be probed', () => {
  it('is what the text says, the name first', () => {
    expect(probesOf(explainError(`${LINE}\n${LINE}`))).toEqual([
      { target: 'orders.example.com:443' },
      { target: '10.0.0.1:443', sni: 'orders.example.com' },
    ]);
  });

  it('leaves out what is no endpoint', () => {
    const text = LINE.replace('10.0.0.1:443', '999.1.1.1:443').replace('orders.example.com:443', '-x-:443');
    expect(probesOf(explainError(text)).map(({ target }) => target)).not.toContain('-x-:443');
  });

  it('is never the far end of what a server has accepted', () => {
    expect(
      probesOf(explainError('ServerHandshake("10.1.1.1:48246") failed: EOF: tls: no application protocol')),
    ).toEqual([]);
    expect(
      probesOf(explainError('http: TLS handshake error from 10.0.0.9:48246: remote error: tls: handshake failure')),
    ).toEqual([]);
  });
});

describe('the links of a line', () => {
  const linked = (line: string): readonly string[] =>
    linksIn(line).map(({ startIndex, length }) => line.slice(startIndex, startIndex + length));

  it('cover the error, and leave the address of the issue to the terminal', () => {
    expect(linked(LINE)).toEqual([
      'authentication handshake failed: credentials: cannot check peer: missing selected ALPN property. If you upgraded from a grpc-go version earlier than 1.67, your TLS connections may have stopped working due to ALPN enforcement. For more details, see:',
    ]);
  });

  it('are none where there is nothing, or what is printed for many reasons', () => {
    expect(linked('$ make test')).toEqual([]);
    expect(linked('tls: all is well')).toEqual([]);
    expect(linked('transport: Error while dialing: dial tcp 10.0.0.1:443: connect: connection refused')).toEqual([]);
  });

  it('are none in a line that is too long to be looked at', () => {
    expect(linked(`${'x'.repeat(100_000)} ${LINE}`)).toEqual([]);
  });

  it('are a handful at most', () => {
    expect(linked('remote error: tls: no application protocol '.repeat(50))).toHaveLength(5);
  });
});
