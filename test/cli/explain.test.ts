import { describe, expect, it } from 'vitest';
import { run } from '../../cli/commandLine.ts';

const SAID =
  'rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: credentials: cannot check peer: missing selected ALPN property"';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function explain(
  args: readonly string[],
  options: { readonly input?: string | undefined; readonly isTyped?: boolean } = {},
): Promise<Ran> {
  let [out, error] = ['', ''];
  const code = await run(['explain', ...args], {
    cwd: '/',
    out: (text) => (out += text),
    error: (text) => (error += text),
    input: () => Promise.resolve('input' in options ? options.input : ''),
    inputIsTyped: options.isTyped ?? false,
    progress: () => undefined,
    isScreen: false,
    colours: false,
    interrupted: new AbortController().signal,
  });
  return { code, out, error };
}

describe('explain', () => {
  it('says what a text means, whose fault it is, and what to do', async () => {
    const { code, out } = await explain([SAID]);
    expect(code).toBe(0);
    expect(out).toContain('The client refused the connection: the other side selected no protocol\n');
    expect(out).toContain('  Whose fault: The side that accepts TLS');
    expect(out).toContain('    1. Probe the address');
  });

  it('takes words that the shell has split', async () => {
    expect((await explain(SAID.split(' '))).code).toBe(0);
  });

  it('reads standard input for - and for nothing', async () => {
    const log = `2026/11/23 INFO: fine\n${SAID}\n`;
    expect(await explain(['-'], { input: log })).toEqual(await explain([SAID]));
    expect(await explain([], { input: log })).toEqual(await explain([SAID]));
  });

  it('asks for a text where somebody would have to type it', async () => {
    const { code, error } = await explain([], { isTyped: true });
    expect(code).toBe(2);
    expect(error).toContain('needs an error text');
  });

  it('does not take more than fits', async () => {
    const { code, error } = await explain(['-'], { input: undefined });
    expect(code).toBe(2);
    expect(error).toContain('larger than 16 MiB');
  });

  it('says what it looked for where nothing is known', async () => {
    const { code, out } = await explain(['all is well']);
    expect(code).toBe(1);
    expect(out).toContain('nothing known in this text; ');
    expect(out).toContain('    cannot check peer: missing selected ALPN property\n');
  });

  it('prints the JSON of the contract', async () => {
    const line = `{Addr: "10.0.0.1:443", ServerName: "orders.example.com:443", }. Err: ${SAID}`;
    const { code, out } = await explain([line, '--format', 'json']);
    expect(code).toBe(0);
    const { explanations, ...rest } = JSON.parse(out) as { explanations: Record<string, unknown>[] };
    expect(rest).toEqual({
      schema: 1,
      tool: { name: 'grpc-alpn', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string },
      rule: null,
      lookedFor: expect.any(Number) as number,
    });
    expect(explanations).toHaveLength(1);
    expect(explanations[0]).toMatchObject({
      id: 'grpc-go-client-missing-alpn',
      product: 'grpc-go',
      printedBy: 'opens',
      alpn: 'yes',
      class: 'B',
      fault: { side: 'accepts' },
      stopgaps: 'helps',
      occurrences: 1,
      addresses: [
        {
          address: '10.0.0.1:443',
          role: 'dialled',
          serverName: 'orders.example.com',
          namedTarget: 'orders.example.com:443',
        },
      ],
      targets: [
        { target: 'orders.example.com:443', sni: null },
        { target: '10.0.0.1:443', sni: 'orders.example.com' },
      ],
      note: null,
    });
    const [span] = explanations[0]?.['spans'] as { start: number; end: number }[];
    expect(line.slice(span?.start, span?.end)).toMatch(/^authentication handshake failed: .*property$/);
  });

  it('of nothing known in JSON has no explanations', async () => {
    const { code, out } = await explain(['all is well', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ explanations: [], rule: null });
  });

  it('prints the page of a rule', async () => {
    const { code, out } = await explain(['nginx-stream-tls-without-alpn']);
    expect(code).toBe(0);
    expect(out).toMatch(/^# nginx-stream-tls-without-alpn\n/);
    const json = await explain(['nginx-stream-tls-without-alpn', '--format', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({
      explanations: [],
      rule: { id: 'nginx-stream-tls-without-alpn', page: out },
    });
  });

  it('says which rule may be meant', async () => {
    const { code, error } = await explain(['nginx-stream-tls-without-alpm']);
    expect(code).toBe(1);
    expect(error).toBe(
      'grpc-alpn: there is no rule nginx-stream-tls-without-alpm; is nginx-stream-tls-without-alpn meant?\n',
    );
  });

  it('an unknown format is a wrong argument', async () => {
    expect((await explain(['x', '--format', 'yaml'])).code).toBe(2);
  });

  it('a text cannot make the terminal do something', async () => {
    const { out } = await explain([`\u001b[2J${SAID.replace('missing', '\u001b]0;title\u0007missing')}`]);
    expect(out).not.toContain('\u001b');
  });
});
