import { describe, expect, it } from 'vitest';
import { proxyFact, proxyFor } from '../../probe/environmentProxy.ts';
import { probe, reportJson, renderText } from '../../probe/index.ts';
import { classServers, target } from './servers.ts';

const SECRET = { HTTPS_PROXY: 'http://somebody:secret@proxy.example:3128/secret?secret#secret' };
const GRPC = { host: 'grpc.example.com', port: 443 };

function matching(words: RegExp): unknown {
  return expect.stringMatching(words);
}

describe('the proxy of the environment', () => {
  it('is told without user, password and path', () => {
    expect(proxyFor(GRPC.host, GRPC.port, SECRET)).toBe('http://proxy.example:3128');
  });

  it.each([
    'http://alice:4711#secret@proxy.example:3128',
    'http://alice:123/secret@proxy.example:3128',
    'http://alice:123?secret@proxy.example:3128',
    'http://alice@one:123/secret@proxy.example:3128',
    'alice:4711#secret@proxy.example:3128',
    'http://alice:secret and blanks@proxy.example:3128',
  ])('is not shown where a part of a password may look like its address: %s', (value) => {
    const fact = proxyFact(GRPC, ['192.0.2.1'], { HTTPS_PROXY: value });
    expect(fact).toMatchObject({
      proxy: 'http://[not shown]',
      notes: [/.*/, /may be a part of a password/].map(matching),
    });
    expect(JSON.stringify(fact)).not.toMatch(/alice|4711|secret|123/);
  });

  it('is none for this machine, nor where NO_PROXY says so', () => {
    expect(proxyFor('localhost', 443, SECRET)).toBeUndefined();
    expect(proxyFor('127.0.0.1', 443, SECRET)).toBeUndefined();
    expect(proxyFor('::1', 443, SECRET)).toBeUndefined();
    expect(proxyFor(GRPC.host, GRPC.port, { ...SECRET, NO_PROXY: '.example.com' })).toBeUndefined();
    expect(proxyFor(GRPC.host, GRPC.port, {})).toBeUndefined();
    expect(proxyFor(GRPC.host, GRPC.port, { HTTP_PROXY: 'http://proxy.example:3128' })).toBeUndefined();
  });

  it('is the same for all releases of grpc-go, mostly', () => {
    expect(proxyFact(GRPC, ['192.0.2.1'], SECRET)).toEqual({
      proxy: 'http://proxy.example:3128',
      notes: [
        'The environment of this machine names the proxy http://proxy.example:3128: grpc-go with its dns resolver would go through it; the probe connected directly, so what it met may be somebody else.',
      ],
    });
    expect(proxyFact(GRPC, ['192.0.2.1'], {})).toBeUndefined();
    expect(proxyFact(GRPC, [], SECRET)?.notes.join()).toMatch(
      /go through it; since 1\.71 it leaves the name to the proxy/,
    );
  });

  it('differs where NO_PROXY names a host or an address', () => {
    const byAddress = proxyFact(GRPC, ['10.0.0.1'], { ...SECRET, NO_PROXY: '10.0.0.0/8' });
    expect(byAddress?.proxy).toBe('http://proxy.example:3128');
    expect(byAddress?.notes.join()).toContain(
      '(up to 1.70 it compares NO_PROXY with the resolved address, and connects directly)',
    );
    const byName = proxyFact(GRPC, ['10.0.0.1'], { ...SECRET, NO_PROXY: 'grpc.example.com' });
    expect(byName?.proxy).toBeNull();
    expect(byName?.notes.join()).toContain(
      'grpc-go up to 1.70, which compares NO_PROXY with the resolved address, would go through it, newer ones would not',
    );
  });
});

it('a report states it, and has nothing of its credentials', async () => {
  const port = (await classServers()).get('A') ?? 0;
  const report = await probe({
    targets: [target(`grpc.example.com:${port}`)],
    lookup: () => Promise.resolve(['127.0.0.1']),
    environment: SECRET,
  });
  expect(report.targets).toMatchObject([{ proxy: 'http://proxy.example:3128', addresses: [{ class: 'A' }] }]);
  const printed = reportJson(report, { name: 'grpc-alpn', version: '0' }) + renderText(report);
  expect(printed).toContain('names the proxy http://proxy.example:3128');
  expect(printed).not.toMatch(/secret|somebody:/);
});
