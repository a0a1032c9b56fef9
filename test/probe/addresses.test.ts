import { describe, expect, it } from 'vitest';
import { probe, type ProbeOptions, type ProbeReport, type Progress } from '../../probe/index.ts';
import { Resolver } from '../../probe/resolver.ts';
import { classServers, closedPort, rawServer, target, tlsServer } from './servers.ts';

/** Addresses of loopback; a server on 127.0.0.1 hears none of them. */
const others = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `127.9.0.${at + 1}`);

async function probeAddresses(port: number, addresses: readonly string[], timeout: number): Promise<ProbeReport> {
  return probe({ targets: [target(`many.example:${port}`)], lookup: () => Promise.resolve(addresses), timeout });
}

describe('fifty addresses, of which forty are dead', () => {
  it('closed ports cost no time, and one connection each', async () => {
    const server = await tlsServer({ ALPNProtocols: ['h2'] });
    const steps: Progress['kind'][] = [];
    const started = performance.now();
    const report = await probe({
      targets: [target(`many.example:${server.port}`)],
      lookup: () => Promise.resolve(['127.0.0.1', ...others(49)]),
      onProgress: ({ kind }) => steps.push(kind),
    });
    expect(performance.now() - started).toBeLessThan(5000);
    const classes = report.targets[0]?.addresses.map((address) => address.class);
    expect(classes).toEqual(['A', ...Array.from({ length: 49 }, () => 'unreachable')]);
    expect(steps.filter((kind) => kind === 'handshake')).toHaveLength(6 + 49);
  });

  it('black holes: two rounds of 32 lanes, and whoever lives is reported', async () => {
    // Whoever connects to any address of loopback ends here; only those of the first target are answered.
    const hole = await rawServer((socket) => void socket.resume(), '0.0.0.0');
    const living = await classServers();
    const timeout = 1000;
    const started = performance.now();
    const first: string[] = [];
    const report = await probe({
      targets: [
        target(`many.example:${hole.port}`),
        ...Array.from({ length: 10 }, () => target(`127.0.0.1:${living.get('A') ?? 0}`)),
      ],
      lookup: () => Promise.resolve(others(40)),
      timeout,
      onProgress: (step) => {
        if (step.kind === 'address') first.push(step.report.class);
      },
    });
    expect(performance.now() - started).toBeLessThan(2 * timeout + 2000);
    expect(report.targets.map(({ addresses }) => new Set(addresses.map((address) => address.class)))).toEqual([
      new Set(['timeout']),
      ...Array.from({ length: 10 }, () => new Set(['A'])),
    ]);
    // Partial results come before the end.
    expect(first.indexOf('A')).toBeLessThan(40);
    await hole.emptied();
  });

  it('one lane: the time is bounded by the number of addresses', async () => {
    const hole = await rawServer((socket) => void socket.resume(), '0.0.0.0');
    const started = performance.now();
    await probe({
      targets: [target(`many.example:${hole.port}`)],
      lookup: () => Promise.resolve(others(4)),
      timeout: 200,
      parallel: 1,
    });
    expect(performance.now() - started).toBeLessThan(4 * 200 + 1500);
    expect(performance.now() - started).toBeGreaterThan(4 * 200 - 50);
  });

  it('addresses of families and networks that are not there', async () => {
    const report = await probeAddresses(1, ['fe80::1%no-such-interface', '255.255.255.255', '::ffff:0:0'], 500);
    const classes = report.targets[0]?.addresses.map((address) => address.class) ?? [];
    expect(classes).toHaveLength(3);
    for (const found of classes) expect(found).toMatch(/^(?:unreachable|skipped|timeout)$/);
  });
});

describe('names', () => {
  const names = (options: Partial<ProbeOptions>, ...hosts: readonly string[]): Promise<ProbeReport> =>
    probe({ targets: hosts.map((host) => target(`${host}:443`)), timeout: 200, ...options });

  it('a resolver that fails in every way: said, and nothing is thrown', async () => {
    const failures = [
      Object.assign(new Error('queryA ESERVFAIL'), { code: 'ESERVFAIL' }),
      Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' }),
      new Error('\u001b[31mred\u001b[0m'),
      new TypeError('x'),
    ];
    const told: string[] = [];
    for (const failure of failures) {
      const report = await names({ lookup: () => Promise.reject(failure) }, 'a.example');
      told.push(...(report.targets[0]?.notes ?? []));
    }
    expect(told).toEqual([
      'The name a.example does not resolve (ESERVFAIL).',
      'The name a.example does not resolve (EAI_AGAIN).',
      'The name a.example does not resolve (\\x1b[31mred\\x1b[0m).',
      'The name a.example does not resolve (x).',
    ]);
    const thrown = await names(
      {
        lookup: () => {
          throw new Error('at once');
        },
      },
      'a.example',
    );
    expect(thrown.targets[0]?.notes).toEqual(['The name a.example does not resolve (at once).']);
  });

  it('garbage is no address', async () => {
    const lookup = (): Promise<readonly string[]> =>
      Promise.resolve(['', 'a.example', '1.2.3', '127.0.0.1:80', '[::1]', '999.1.1.1', '\u0000']);
    const report = await names({ lookup }, 'a.example');
    expect(report.targets[0]).toMatchObject({ addresses: [], notes: ['The name a.example has no address.'] });
  });

  it('each name is asked for once, four at a time, and one that never answers holds up nobody for longer than its time', async () => {
    let busy = 0;
    let most = 0;
    const asked: string[] = [];
    const lookup = async (host: string): Promise<readonly string[]> => {
      asked.push(host);
      most = Math.max(most, ++busy);
      await (host.startsWith('never') ? new Promise(() => undefined) : Promise.resolve());
      busy--;
      return ['127.0.0.1'];
    };
    const port = await closedPort();
    const hosts = ['never.example', 'b.example', 'b.example', 'c.example', 'd.example', 'e.example', 'f.example'];
    const started = performance.now();
    const report = await probe({ targets: hosts.map((host) => target(`${host}:${port}`)), timeout: 300, lookup });
    expect(performance.now() - started).toBeLessThan(300 + 1500);
    expect(asked.toSorted()).toEqual([...new Set(hosts)].toSorted());
    expect(most).toBeLessThanOrEqual(4);
    expect(report.targets.map(({ addresses }) => addresses.length)).toEqual([0, 1, 1, 1, 1, 1, 1]);
    expect(report.targets[0]?.notes).toEqual(['The name never.example was not resolved within 0.3 s.']);
  });

  it('a name whose turn never comes is not said to be unresolvable, and all of them wait no longer than one time limit', async () => {
    const asked: string[] = [];
    const lookup = (host: string): Promise<readonly string[]> => {
      asked.push(host);
      return new Promise(() => undefined);
    };
    const hosts = Array.from({ length: 40 }, (_, at) => `n${at}.example`);
    const started = performance.now();
    const report = await probe({ targets: hosts.map((host) => target(`${host}:1`)), timeout: 200, lookup });
    expect(performance.now() - started).toBeLessThan(2 * 200 + 1500);
    expect(asked).toEqual(hosts.slice(0, 4));
    expect(report.targets.map(({ notes }) => notes)).toEqual([
      ...hosts.slice(0, 4).map((host) => [`The name ${host} was not resolved within 0.2 s.`]),
      ...hosts
        .slice(4)
        .map((host) => [
          `The name ${host} was not asked for: this machine's resolver is busy with other names, and does not answer.`,
        ]),
    ]);
  });

  it('a lookup that timed out keeps its place until it ends; then whoever waits has his turn, and his whole time', async () => {
    const ends = new Map<string, (addresses: readonly string[]) => void>();
    const lookup = (host: string): Promise<readonly string[]> => new Promise((resolve) => ends.set(host, resolve));
    const resolver = new Resolver(150, undefined, lookup);
    const hanging = ['a', 'b', 'c', 'd'].map((host) => resolver.resolve(host));
    const waiting = ['e', 'f'].map((host) => resolver.resolve(host));
    expect(await Promise.all(hanging)).toEqual(hanging.map(() => ({ kind: 'late', after: 150 })));
    expect([...ends.keys()]).toEqual(['a', 'b', 'c', 'd']);
    ends.get('b')?.([]);
    await expect.poll(() => ends.has('e')).toBe(true);
    ends.get('e')?.(['127.0.0.1']);
    expect(await waiting[0]).toEqual({ kind: 'found', addresses: ['127.0.0.1'] });
    await expect.poll(() => ends.has('f')).toBe(true);
    expect(await waiting[1]).toEqual({ kind: 'late', after: 150 });
    expect(await resolver.resolve('g')).toEqual({ kind: 'unasked' });
  });

  it('answers that come too late, again and again, use the patience up', async () => {
    const resolver = new Resolver(300, undefined, async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return ['127.0.0.1'];
    });
    const hosts = Array.from({ length: 100 }, (_, at) => `n${at}.example`);
    const started = performance.now();
    const kinds = (await Promise.all(hosts.map((host) => resolver.resolve(host)))).map(({ kind }) => kind);
    // Each in its turn would take ten seconds.
    expect(performance.now() - started).toBeLessThan(5000);
    expect(new Set(kinds)).toEqual(new Set(['late', 'unasked']));
  });

  it('a raised signal ends the waiting, before and after', async () => {
    const controller = new AbortController();
    const resolver = new Resolver(60_000, controller.signal, () => new Promise(() => undefined));
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((host) => resolver.resolve(host));
    controller.abort();
    expect((await Promise.all(all)).every(({ kind }) => kind !== 'found')).toBe(true);
    expect(await resolver.resolve('g')).toEqual({ kind: 'unasked' });
  });

  it('a slow one comes in time', async () => {
    const resolver = new Resolver(5000, undefined, async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return ['127.0.0.1', '127.0.0.1', '::1'];
    });
    expect(await resolver.resolve('a.example')).toEqual({ kind: 'found', addresses: ['127.0.0.1', '::1'] });
  });
});

describe('the clock of this machine', () => {
  it('may jump: time limits and times do not follow it', async () => {
    const hole = await rawServer((socket) => void socket.resume());
    const realNow = Date.now;
    let jumps = 0;
    Date.now = () => realNow() + (++jumps % 2 === 0 ? 1 : -1) * 86_400_000;
    try {
      const started = performance.now();
      const report = await probe({ targets: [target(`127.0.0.1:${hole.port}`)], timeout: 300 });
      expect(performance.now() - started).toBeLessThan(300 + 1500);
      const [first] = report.targets[0]?.addresses[0]?.handshakes ?? [];
      expect(first?.ms).toBeGreaterThanOrEqual(150);
      expect(first?.ms).toBeLessThan(1500);
    } finally {
      Date.now = realNow;
    }
  });
});
