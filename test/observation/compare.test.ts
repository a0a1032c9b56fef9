import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, negotiate, type Offer, type Outcome, type ServerAlpn } from '../../core/alpn/index.ts';
import { compare } from '../../core/observation/compare.ts';
import type { Comparison, ObservedAddress, ObservedTarget, Prediction } from '../../core/observation/types.ts';

const OFFERS: readonly Offer[] = [['h2'], ['h2', 'http/1.1'], []];
const H2: ServerAlpn = { kind: 'selects', protocols: ['h2', 'http/1.1'], order: 'server', otherwise: 'alert' };
const HTTP1: ServerAlpn = { kind: 'selects', protocols: ['http/1.1'], order: 'server', otherwise: 'alert' };
const SILENT: ServerAlpn = { kind: 'ignores' };
const UNKNOWN: ServerAlpn = { kind: 'unknown', because: 'a template decides' };

function prediction(server: ServerAlpn, label = 'nginx stream, listen 443 ssl'): Prediction<string> {
  const outcomes = OFFERS.map((offer) => ({ offer, outcome: negotiate(offer, server) }));
  const [first] = outcomes;
  return {
    at: 'here',
    label,
    version: 'nginx 1.26.3 (Dockerfile)',
    outcomes,
    class: (first && classify(first.outcome)) ?? null,
    cures: [],
  };
}

function seenAt(address: string, server: ServerAlpn): ObservedAddress {
  const outcomes = OFFERS.map((offer) => ({ offer, outcome: negotiate(offer, server) }));
  return { address, class: (outcomes[0] && classify(outcomes[0].outcome)) ?? 'unknown', outcomes };
}

function observed(addresses: readonly ObservedAddress[], sni: string | null = 'a.example'): ObservedTarget {
  return { target: 'a.example:443', sni, at: '2026-11-23T13:05:00Z', addresses };
}

function one(predicted: ServerAlpn, ...servers: readonly ServerAlpn[]): Comparison<string> | undefined {
  const addresses = servers.map((server, index) => seenAt(`192.0.2.${index + 1}`, server));
  return compare({ predictions: [prediction(predicted)] }, observed(addresses))[0];
}

describe('what is written beside what was seen', () => {
  it.each([
    ['h2, and h2 is seen', H2, [H2], 'agrees'],
    ['nothing, and nothing is selected', SILENT, [SILENT, SILENT], 'agrees'],
    ['a refusal, and the same alert', HTTP1, [HTTP1], 'agrees'],
    ['nothing, and h2 is seen', SILENT, [H2], 'differs'],
    ['h2, and nothing is selected at one of two', H2, [H2, SILENT], 'differs'],
    ['a refusal, and nothing is selected', HTTP1, [SILENT], 'differs'],
    ['a refusal by one alert, and by another one', { kind: 'refuses', alert: 112 }, [HTTP1], 'differs'],
    ['what is not known', UNKNOWN, [H2], 'unknown'],
    ['that TLS passes through', { kind: 'relays' }, [H2], 'unknown'],
    ['h2, and what was seen is not known', H2, [UNKNOWN], 'unknown'],
    ['h2, and there is no address', H2, [], 'unknown'],
    ['h2, and one address agrees while the other is not known', H2, [UNKNOWN, H2], 'agrees'],
    ['no TLS, and none is spoken', { kind: 'plaintext' }, [{ kind: 'plaintext' }], 'agrees'],
  ] satisfies [string, ServerAlpn, ServerAlpn[], string][])('%s', (_, predicted, servers, result) => {
    expect(one(predicted, ...servers)?.result).toBe(result);
  });

  it('is told offer by offer', () => {
    const other: ServerAlpn = { kind: 'selects', protocols: ['h2'], order: 'server', otherwise: 'alert' };
    const wrong: ServerAlpn = { kind: 'selects', protocols: ['http/1.1', 'h2'], order: 'server', otherwise: 'alert' };
    const found = one(other, wrong);
    expect(found?.result).toBe('differs');
    expect(found?.explanation[0]).toBe(
      'Offered h2 and http/1.1, it selects http/1.1 at 192.0.2.1; as it is written, it selects h2.',
    );
    expect(found?.explanation.join(' ')).not.toContain('Offered h2,');
  });

  it('names the addresses that differ, and says how many do not', () => {
    const words = one(H2, H2, SILENT, SILENT)?.explanation ?? [];
    expect(words[0]).toBe(
      'Offered h2, it selects no protocol at 192.0.2.2, 192.0.2.3 (2 of 3 addresses); as it is written, it selects h2.',
    );
    expect(words).toContain('1 of 3 addresses does what is written: addresses need not run the same.');
  });

  it('tells why nothing can be compared', () => {
    expect(one(UNKNOWN, H2)?.explanation).toEqual([
      'nginx stream, listen 443 ssl: what it does is not known: a template decides.',
    ]);
    const dead = { address: '192.0.2.1', class: 'timeout', outcomes: [] };
    expect(compare({ predictions: [prediction(H2)] }, observed([dead]))[0]?.explanation).toEqual([
      'No address answered, so there is nothing to compare with.',
    ]);
  });
});

describe('what may explain a difference', () => {
  const explained = (
    some: Partial<ObservedTarget> & { readonly address?: Partial<ObservedAddress> },
    others: readonly Prediction<string>[] = [],
  ): string => {
    const { address, ...rest } = some;
    const target = { ...observed([{ ...seenAt('192.0.2.1', SILENT), ...address }]), ...rest };
    return compare({ predictions: [prediction(H2), ...others] }, target)[0]?.explanation.join('\n') ?? '';
  };

  it('is never said to be so: another version, another file, something in between', () => {
    const words = explained({});
    expect(words).toContain('Another version may run than nginx 1.26.3 (Dockerfile).');
    expect(words).toContain('What runs may not be what is written');
    expect(words).toContain('Something in front of it may answer');
    expect(words).not.toContain('default server');
  });

  it('is another program on this machine', () => {
    const words = explained({ target: '127.0.0.1:443' });
    expect(words).toContain('Another program may listen on that port.');
    expect(words).not.toContain('load balancer');
  });

  it('is the default server where no name was sent', () => {
    expect(explained({ sni: null })).toContain('No server name was sent, so the default server answered');
  });

  it('is a product that shows itself, or inspection', () => {
    expect(explained({ address: { product: 'AWS Network Load Balancer' } })).toContain(
      'What answers there seems to be AWS Network Load Balancer',
    );
    expect(explained({ address: { inspection: 'Zscaler' } })).toContain(
      'TLS seems to be inspected on the way (Zscaler)',
    );
  });

  it('is another listener of the workspace that does just that', () => {
    const other = prediction(SILENT, 'nginx stream, listen 443 ssl, b.example');
    expect(explained({}, [other])).toContain(
      'What was seen is what another listener of this workspace does: nginx stream, listen 443 ssl, b.example.',
    );
  });

  it('is not asked for where two listeners both do what was seen', () => {
    const both = compare({ predictions: [prediction(H2), prediction(H2)] }, observed([seenAt('192.0.2.1', H2)]));
    expect(both.map(({ result }) => result)).toEqual(['agrees', 'agrees']);
    expect(both[0]?.explanation).toEqual([
      'More than one listener of this workspace does what was seen: this does not tell which of them runs.',
    ]);
  });
});

const protocol = fc.constantFrom('h2', 'http/1.1', 'grpc-exp', 'x');
const server: fc.Arbitrary<ServerAlpn> = fc.oneof(
  fc.constant<ServerAlpn>({ kind: 'ignores' }),
  fc.constant<ServerAlpn>({ kind: 'relays' }),
  fc.constant<ServerAlpn>({ kind: 'plaintext' }),
  fc.constant<ServerAlpn>({ kind: 'unknown', because: 'nobody knows' }),
  fc.record({ kind: fc.constant('refuses' as const), alert: fc.constantFrom(40, 70, 112, 120) }),
  fc.record({
    kind: fc.constant('selects' as const),
    protocols: fc.uniqueArray(protocol, { maxLength: 4 }),
    order: fc.constantFrom('server' as const, 'client' as const),
    otherwise: fc.constantFrom('alert' as const, 'none' as const, 'first' as const, 'go' as const),
  }),
);
const SAYS_NOTHING: ReadonlySet<Outcome['kind']> = new Set(['unknown', 'relayed']);

describe('of all servers', () => {
  it('what does as it is written never differs, and agrees where it is known', () => {
    fc.assert(
      fc.property(server, fc.integer({ min: 1, max: 4 }), (it, addresses) => {
        const found = one(it, ...Array.from({ length: addresses }, () => it));
        const isKnown = !SAYS_NOTHING.has(negotiate(['h2'], it).kind);
        expect(found?.result).toBe(isKnown ? 'agrees' : 'unknown');
      }),
    );
  });

  it('a known class that is another one is never hidden', () => {
    fc.assert(
      fc.property(server, fc.array(server, { minLength: 1, maxLength: 4 }), (predicted, servers) => {
        const written = classify(negotiate(['h2'], predicted));
        const classes = servers.map((it) => classify(negotiate(['h2'], it)));
        const isOther = written !== undefined && classes.some((it) => it !== undefined && it !== written);
        if (isOther) expect(one(predicted, ...servers)?.result).toBe('differs');
      }),
    );
  });

  it('nothing is claimed to differ or to agree that was not seen', () => {
    fc.assert(
      fc.property(server, fc.array(server, { maxLength: 4 }), (predicted, servers) => {
        const found = one(predicted, ...servers);
        const pairs = servers.flatMap((it) =>
          OFFERS.map((offer) => [negotiate(offer, predicted), negotiate(offer, it)] as const),
        );
        const told = pairs.filter((pair) => pair.every(({ kind }) => !SAYS_NOTHING.has(kind)));
        const differs = told.some(([a, b]) => JSON.stringify(a) !== JSON.stringify(b));
        if (found?.result === 'differs') expect(differs).toBe(true);
        if (found?.result === 'agrees') expect([differs, told.length > 0]).toEqual([false, true]);
      }),
    );
  });

  it('the order of addresses does not matter', () => {
    fc.assert(
      fc.property(server, fc.array(server, { maxLength: 4 }), (predicted, servers) => {
        const addresses = servers.map((it, index) => seenAt(`192.0.2.${index}`, it));
        const resultOf = (some: readonly ObservedAddress[]): unknown =>
          compare({ predictions: [prediction(predicted)] }, observed(some))[0]?.result;
        expect(resultOf(addresses.toReversed())).toBe(resultOf(addresses));
      }),
    );
  });
});
