import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classify,
  effectiveOffer,
  negotiate,
  type Offer,
  type Outcome,
  type ServerAlpn,
} from '../../core/alpn/index.ts';

function selects(
  protocols: readonly string[],
  otherwise: 'alert' | 'none' | 'first' | 'go' = 'alert',
  order: 'server' | 'client' = 'server',
): ServerAlpn {
  return { kind: 'selects', protocols, order, otherwise };
}

const selected = (protocol: string): Outcome => ({ kind: 'selected', protocol });
const refused: Outcome = { kind: 'refused', alert: 120 };
const none: Outcome = { kind: 'none' };

describe('negotiate', () => {
  it.each<[string, Offer, ServerAlpn, Outcome]>([
    ['class A', ['h2'], selects(['h2']), selected('h2')],
    ['class B', ['h2'], { kind: 'ignores' }, none],
    ['class C', ['h2'], selects(['http/1.1']), refused],
    ['class D', ['h2'], selects(['http/1.1'], 'first'), { kind: 'unoffered', protocol: 'http/1.1' }],
    ['nothing offered to a server that selects', [], selects(['h2']), none],
    ['nothing offered to a server that answers with its first', [], selects(['h2'], 'first'), none],
    ['the order of the server', ['http/1.1', 'h2'], selects(['h2', 'http/1.1']), selected('h2')],
    [
      'the order of the client',
      ['http/1.1', 'h2'],
      selects(['h2', 'http/1.1'], 'alert', 'client'),
      selected('http/1.1'),
    ],
    ['no overlap, forgiven', ['h2'], selects(['http/1.1'], 'none'), none],
    ['crypto/tls without a list', ['h2'], selects([], 'go'), none],
    ['crypto/tls, http/1.1 against h2', ['http/1.1'], selects(['h2'], 'go'), none],
    ['crypto/tls, http/1.1 among others against h2', ['foo', 'http/1.1'], selects(['h2'], 'go'), none],
    ['crypto/tls, h2 against http/1.1', ['h2'], selects(['http/1.1'], 'go'), refused],
    ['crypto/tls, foo against h2', ['foo'], selects(['h2'], 'go'), refused],
    ['a list without a first', ['h2'], selects([], 'first'), none],
    ['case counts', ['H2'], selects(['h2']), refused],
    ['refused whatever is offered', ['h2'], { kind: 'refuses', alert: 112 }, { kind: 'refused', alert: 112 }],
    ['refused though nothing is offered', [], { kind: 'refuses', alert: 112 }, { kind: 'refused', alert: 112 }],
    ['passed through', ['h2'], { kind: 'relays' }, { kind: 'relayed' }],
    ['no TLS', ['h2'], { kind: 'plaintext' }, { kind: 'plaintext' }],
    ['not known', ['h2'], { kind: 'unknown', because: 'a variable' }, { kind: 'unknown', because: 'a variable' }],
  ])('%s', (_, offer, server, outcome) => {
    expect(negotiate(offer, server)).toEqual(outcome);
  });

  const protocol = fc.constantFrom('h2', 'http/1.1', 'foo', 'grpc-exp', 'H2', '');
  const list = fc.array(protocol, { maxLength: 4 });
  const server: fc.Arbitrary<ServerAlpn> = fc.oneof(
    fc.constant<ServerAlpn>({ kind: 'ignores' }),
    fc.constant<ServerAlpn>({ kind: 'relays' }),
    fc.constant<ServerAlpn>({ kind: 'plaintext' }),
    fc.nat(255).map((alert): ServerAlpn => ({ kind: 'refuses', alert })),
    fc.record({
      kind: fc.constant('selects' as const),
      protocols: list,
      order: fc.constantFrom('server' as const, 'client' as const),
      otherwise: fc.constantFrom('alert' as const, 'none' as const, 'first' as const, 'go' as const),
    }),
  );

  it('selects nothing that was not offered, unless it says so', () => {
    fc.assert(
      fc.property(list, server, (offer, alpn) => {
        const outcome = negotiate(offer, alpn);
        if (outcome.kind === 'selected') {
          expect(offer).toContain(outcome.protocol);
          expect(alpn.kind === 'selects' && alpn.protocols.includes(outcome.protocol)).toBe(true);
        }
        if (outcome.kind === 'unoffered') expect(offer).not.toContain(outcome.protocol);
      }),
    );
  });

  it('selects where there is something in common, and nothing where nothing is offered', () => {
    fc.assert(
      fc.property(list, server, (offer, alpn) => {
        if (alpn.kind !== 'selects') return;
        const common = offer.some((name) => alpn.protocols.includes(name));
        expect(negotiate(offer, alpn).kind === 'selected').toBe(common);
        expect(negotiate([], alpn)).toEqual(none);
      }),
    );
  });
});

describe('classify', () => {
  it.each<[Outcome, 'A' | 'B' | 'C' | 'D' | undefined]>([
    [selected('h2'), 'A'],
    [none, 'B'],
    [refused, 'C'],
    [{ kind: 'unoffered', protocol: 'http/1.1' }, 'D'],
    [{ kind: 'refused', alert: 112 }, undefined],
    [{ kind: 'refused', alert: 70 }, undefined],
    [{ kind: 'relayed' }, undefined],
    [{ kind: 'plaintext' }, undefined],
    [{ kind: 'unknown', because: 'timeout' }, undefined],
  ])('%j is %s', (outcome, expected) => {
    expect(classify(outcome)).toBe(expected);
  });
});

describe('effectiveOffer', () => {
  it('of a dialer that mirrors is what the client was given', () => {
    expect(effectiveOffer({ kind: 'mirrors' }, selected('h2'))).toEqual(['h2']);
    expect(effectiveOffer({ kind: 'mirrors' }, none)).toEqual([]);
    expect(effectiveOffer({ kind: 'mirrors' }, refused)).toBeUndefined();
    expect(effectiveOffer({ kind: 'mirrors' }, { kind: 'relayed' })).toBeUndefined();
  });

  it('of others does not depend on the client', () => {
    expect(effectiveOffer({ kind: 'fixed', protocols: ['h2'] }, refused)).toEqual(['h2']);
    expect(effectiveOffer({ kind: 'fixed', protocols: [] }, selected('h2'))).toEqual([]);
    expect(effectiveOffer({ kind: 'unknown', because: 'a variable' }, selected('h2'))).toBeUndefined();
  });
});
