import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { grpcurlCommands, opensslCommands, probe, type TargetReport } from '../../probe/index.ts';
import { classServers, target } from './servers.ts';

const NONE: Pick<TargetReport, 'addresses'> = { addresses: [] };

/** What keeps OpenSSL to what grpc-go offers. */
const ONLY =
  '-alpn h2 -min_protocol TLSv1.2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305';

describe('the command of OpenSSL', () => {
  it.each([
    ['grpc.example.com:443', 'grpc.example.com', 'grpc.example.com:443 -servername grpc.example.com'],
    ['10.0.0.1:443', null, '10.0.0.1:443 -noservername'],
    ['10.0.0.1:443', 'a.example', '10.0.0.1:443 -servername a.example'],
    ['[::1]:443', null, "'[::1]:443' -noservername"],
    ['[fe80::1%eth0]:443', null, "'[fe80::1%eth0]:443' -noservername"],
  ])('%s with the name %s', (address, sni, expected) => {
    expect(opensslCommands({ ...NONE, target: address, sni })).toEqual([
      `openssl s_client -connect ${expected} ${ONLY} </dev/null`,
    ]);
  });

  it('names the files that were given, and not where they lie', () => {
    const files = { ca: '/etc/my ca.pem', cert: "/srv/alice/o'neil.pem", key: 'C:\\Users\\alice\\-k.pem' };
    expect(opensslCommands({ ...NONE, target: 'a:1', sni: 'a' }, files)).toEqual([
      `openssl s_client -connect a:1 -servername a ${ONLY} -CAfile 'my ca.pem' -cert 'o'\\''neil.pem' -key ./-k.pem </dev/null`,
    ]);
  });
});

describe('the command of grpcurl', () => {
  it.each([
    ['grpc.example.com:443', 'grpc.example.com', 'grpc.example.com:443'],
    ['grpc.example.com:443', 'other.example', '-authority other.example grpc.example.com:443'],
    ['10.0.0.1:443', null, '10.0.0.1:443'],
    ['10.0.0.1:443', 'a.example', '-authority a.example 10.0.0.1:443'],
    ['[::1]:443', null, "'[::1]:443'"],
  ])('%s with the name %s', (address, sni, expected) => {
    expect(grpcurlCommands({ ...NONE, target: address, sni })).toEqual([`grpcurl -max-time 10 ${expected} list`]);
  });

  it('dials an address where no name is to be sent, and does not check what the probe does not trust', async () => {
    const port = (await classServers()).get('B') ?? 0;
    const report = await probe({
      targets: [target(`grpc.example.com:${port}`)],
      sni: null,
      lookup: () => Promise.resolve(['127.0.0.1']),
    });
    const [found] = report.targets;
    expect(
      found && grpcurlCommands(found, { ca: 'ca.pem', cert: '/srv/alice/c.pem', key: '/srv/alice/k.pem' }),
    ).toEqual([`grpcurl -max-time 10 -insecure -cert c.pem -key k.pem 127.0.0.1:${port} list`]);
  });
});

describe('addresses that answer differently', () => {
  it('are dialled each with a command of its own, by the same name', async () => {
    const port = (await classServers()).get('B') ?? 0;
    const report = await probe({
      targets: [target(`grpc.example.com:${port}`)],
      lookup: () => Promise.resolve(['127.0.0.1', '::1']),
      timeout: 2000,
    });
    const [found] = report.targets;
    const [seen] = found?.addresses ?? [];
    if (found === undefined || seen === undefined) throw new Error('no address');
    const other = { ...seen, class: 'A', address: '::1' } as const;
    const mixed = { ...found, addresses: [seen, { ...seen, address: '127.0.0.2' }, other] };
    expect(opensslCommands(mixed)).toEqual(
      [`127.0.0.1:${port}`, `'[::1]:${port}'`].map(
        (it) => `openssl s_client -connect ${it} -servername grpc.example.com ${ONLY} </dev/null`,
      ),
    );
    expect(grpcurlCommands(mixed)).toEqual(
      [`127.0.0.1:${port}`, `'[::1]:${port}'`].map(
        (it) => `grpcurl -max-time 10 -insecure -authority grpc.example.com ${it} list`,
      ),
    );
  });
});

describe('a shell', () => {
  it('takes every word letter by letter', () => {
    const words = ["a'b", '$(touch x)', '`id`', '"; ls #', '!!', '~', '*', 'ü', '\\', ''];
    for (const word of words) {
      const [command = ''] = opensslCommands({ ...NONE, target: 'a:1', sni: word });
      const shown = execFileSync('sh', ['-c', `openssl() { for it; do printf '%s\\n' "$it"; done; }; ${command}`], {
        encoding: 'utf8',
      });
      expect(shown.split('\n')[4]).toBe(word);
    }
  });

  it('gets no line of its own from what is foreign', () => {
    expect(opensslCommands({ ...NONE, target: 'a:1\nrm -rf x', sni: 'b\u202e' })).toEqual([
      `openssl s_client -connect 'a:1\\x0arm -rf x' -servername 'b\\u202e' ${ONLY} </dev/null`,
    ]);
  });
});
