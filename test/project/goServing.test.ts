import { describe, expect, it } from 'vitest';
import {
  ANSWERED_IN_HTTP1,
  BANDS,
  bandBehaviour,
  behaviour,
  NOT_TLS,
  REFUSED_BY_SERVER,
  type Band,
  type ServerAlpn,
  type Verdict,
} from '../../core/alpn/index.ts';
import type { GoServing } from '../../core/domains/goSource/facts.ts';
import { alpnOfServing, servingVerdict } from '../../core/project/goServing.ts';
import { credentialsOf, goPlace, goServing, tlsConfig } from '../support/goFacts.ts';

const SHORT = 'credentials: cannot check peer: missing selected ALPN property';
const LONG = bandBehaviour('>=1.70').refusal;
const NO_PROTOCOL = 'remote error: tls: no application protocol';
const FRAME_TOO_LARGE = 'error reading server preface: http2: frame too large';

/** What each band comes to, oldest first, where client and server have the same grpc-go. */
type Row = readonly [string, string, string, string, string];
const always = (result: string): Row => [result, result, result, result, result];
const MISSING: Row = ['works', 'works', SHORT, SHORT, LONG];
/** The newest band's example is the only one with the new words of golang.org/x/net. */
const IN_HTTP1: Row = [FRAME_TOO_LARGE, FRAME_TOO_LARGE, FRAME_TOO_LARGE, FRAME_TOO_LARGE, ANSWERED_IN_HTTP1];
const REFUSED_AFTER_ENDING: Row = ['works', 'works', REFUSED_BY_SERVER, REFUSED_BY_SERVER, REFUSED_BY_SERVER];

function said(verdict: Verdict): string {
  return verdict.result === 'fails' ? (verdict.error ?? 'fails') : verdict.result;
}

const tls = credentialsOf('tls');
const listener = (protocols: readonly string[], facts: Partial<GoServing> = {}): GoServing =>
  goServing({ config: tlsConfig(protocols), ...facts });
const newTls = (facts: Partial<GoServing> = {}): GoServing =>
  goServing({ kind: 'credentials', credentials: tls, config: tlsConfig([]), ...facts });
const netHttp = (facts: Partial<GoServing> = {}): GoServing =>
  goServing({ kind: 'http', consumer: 'http', config: tlsConfig([]), ...facts });
const disabled = (by: NonNullable<GoServing['http2Disabled']>['by']): Pick<GoServing, 'http2Disabled'> => ({
  http2Disabled: { by, at: goPlace('nothing') },
});

describe('the lab matrix: what a client gets at a Go server', () => {
  interface Case {
    readonly id: string;
    readonly serving: GoServing;
    readonly bands: Row;
    readonly broke?: true;
    readonly offer?: readonly string[];
    readonly client?: 'tls' | 'alpn-disabled' | 'other';
  }
  const http = { consumer: 'http' } as const;
  const cases: readonly Case[] = [
    { id: 'A', serving: listener([]), bands: MISSING, broke: true },
    { id: 'B', serving: listener(['http/1.1']), bands: always(NO_PROTOCOL) },
    {
      id: 'B by sockets.NewTCPSocket',
      serving: goServing({ maker: 'sockets.NewTCPSocket', config: tlsConfig([]) }),
      bands: always(NO_PROTOCOL),
    },
    { id: 'C', serving: listener(['http/1.1']), offer: ['http/1.1', 'h2'], bands: always('works') },
    { id: 'C3', serving: listener(['foo']), offer: ['foo', 'h2'], bands: always('works') },
    { id: 'C2', serving: listener(['http/1.1'], http), offer: ['http/1.1', 'h2'], bands: IN_HTTP1 },
    {
      id: 'N',
      serving: netHttp({ config: tlsConfig(['http/1.1']) }),
      offer: ['http/1.1', 'h2'],
      bands: IN_HTTP1,
    },
    {
      id: 'D',
      serving: newTls({ config: tlsConfig([], { returned: [] }) }),
      bands: ['works', 'works', SHORT, 'works', 'works'],
      broke: true,
    },
    { id: 'D with h2', serving: newTls({ config: tlsConfig([], { returned: ['h2'] }) }), bands: always('works') },
    { id: 'D2', serving: newTls(), bands: always('works') },
    { id: 'E', serving: newTls(), offer: [], client: 'other', bands: REFUSED_AFTER_ENDING, broke: true },
    {
      id: 'F',
      serving: newTls(),
      offer: ['http/1.1'],
      client: 'other',
      bands: REFUSED_AFTER_ENDING,
      broke: true,
    },
    { id: 'F2', serving: newTls(), offer: ['foo'], client: 'other', bands: always(NO_PROTOCOL) },
    { id: 'J', serving: listener([]), client: 'alpn-disabled', bands: always('works') },
    { id: 'J2', serving: listener(['http/1.1']), client: 'alpn-disabled', bands: always(NO_PROTOCOL) },
    { id: 'K', serving: goServing({ config: tlsConfig([], { isShared: true }) }), bands: MISSING, broke: true },
    { id: 'L1', serving: netHttp(), bands: always('works') },
    {
      id: 'L1 without a configuration',
      serving: goServing({ kind: 'http', consumer: 'http' }),
      bands: always('works'),
    },
    {
      id: 'L2',
      serving: listener([], http),
      bands: [FRAME_TOO_LARGE, FRAME_TOO_LARGE, SHORT, SHORT, LONG],
    },
    { id: 'L3', serving: listener(['h2'], http), bands: always('works') },
    { id: 'L4', serving: netHttp(disabled('TLSNextProto')), bands: always(NO_PROTOCOL) },
    {
      id: 'L4 with h2 in the list',
      serving: netHttp({ config: tlsConfig(['h2']), ...disabled('protocols') }),
      bands: always(NO_PROTOCOL),
    },
    {
      id: 'L5',
      serving: netHttp({ config: tlsConfig([], { returned: [] }) }),
      bands: [FRAME_TOO_LARGE, FRAME_TOO_LARGE, SHORT, SHORT, LONG],
    },
    { id: 'L6', serving: listener(['h2'], { ...http, ...disabled('TLSConfig') }), bands: always(REFUSED_BY_SERVER) },
    { id: 'M', serving: listener(['http/1.1', 'h2']), bands: always('works') },
    { id: 'P', serving: goServing({ kind: 'plain' }), bands: always(NOT_TLS) },
    { id: 'Q', serving: listener(['h2'], { credentials: tls }), bands: always(REFUSED_BY_SERVER) },
    {
      id: 'Q without h2',
      serving: listener([], { credentials: tls }),
      bands: [REFUSED_BY_SERVER, REFUSED_BY_SERVER, SHORT, SHORT, LONG],
    },
    {
      id: 'own credentials behind a TLS listener',
      serving: listener(['h2'], { credentials: credentialsOf('own') }),
      bands: always('works'),
    },
    { id: 'cmux', serving: listener([], { consumer: 'cmux' }), bands: MISSING, broke: true },
  ];

  it.each(cases)('$id', ({ serving, bands, broke = false, offer = ['h2'], client = 'tls' }) => {
    const verdicts = BANDS.map((band) => {
      const { version } = bandBehaviour(band);
      return servingVerdict(serving, {
        client: behaviour({ version, credentials: client }),
        server: behaviour({ version, credentials: 'tls' }),
        offer,
      });
    });
    expect(verdicts.map(said)).toEqual(bands);
    expect(verdicts.some(({ brokeAt }) => brokeAt !== undefined)).toBe(broke);
    for (const { result, brokeAt } of verdicts) if (brokeAt !== undefined) expect(result).toBe('fails');
  });

  it('is refused by a server of 1.67 that selected nothing, whatever the client is', () => {
    const serving = newTls({ config: tlsConfig([], { returned: [] }) });
    const client = bandBehaviour('<1.65');
    const at = (band: Band | undefined): Verdict =>
      servingVerdict(serving, { client, server: band && bandBehaviour(band) });
    expect(said(at('1.67'))).toBe(REFUSED_BY_SERVER);
    expect(said(at('1.65-1.66'))).toBe('works');
    expect(at(undefined).result).toBe('unknown');
    const offersNothing = servingVerdict(newTls(), { client, server: undefined, offer: [] });
    expect(offersNothing.result).toBe('unknown');
  });
});

describe('what a Go server does with offers', () => {
  const selects = (...protocols: readonly string[]): ServerAlpn => ({
    kind: 'selects',
    protocols,
    order: 'server',
    otherwise: 'go',
  });
  const newest = bandBehaviour('>=1.70');
  it.each<[string, GoServing, ServerAlpn | string]>([
    ['NewTLS appends h2', newTls({ config: tlsConfig(['http/1.1']) }), selects('http/1.1', 'h2')],
    ['NewTLS keeps the order of a list with h2', newTls({ config: tlsConfig(['h2', 'a']) }), selects('h2', 'a')],
    ['NewTLS of an unknown list', newTls({ config: tlsConfig(undefined) }), 'unknown'],
    ['NewTLS of an unknown configuration', newTls({ config: undefined }), selects('h2')],
    [
      'ServeTLS appends what its list lacks',
      netHttp({ config: tlsConfig(['http/1.1', 'a']) }),
      selects('http/1.1', 'a', 'h2'),
    ],
    [
      'ServeTLS has both names in an unknown list',
      netHttp({ config: tlsConfig(undefined) }),
      selects('h2', 'http/1.1'),
    ],
    [
      'experimental/credentials complete GetConfigForClient',
      newTls({ credentials: credentialsOf('alpn-disabled'), config: tlsConfig([], { returned: [] }) }),
      selects('h2'),
    ],
    [
      'advancedtls completes nothing',
      newTls({ credentials: credentialsOf('advancedtls'), config: tlsConfig([], { returned: [] }) }),
      { kind: 'ignores' },
    ],
    ['advancedtls', newTls({ credentials: credentialsOf('advancedtls'), config: undefined }), selects('h2')],
    ['xds', newTls({ credentials: credentialsOf('xds'), config: undefined }), selects('h2')],
    ['own credentials', newTls({ credentials: credentialsOf('own') }), 'unknown'],
    ['alts', newTls({ credentials: credentialsOf('alts') }), { kind: 'plaintext' }],
    ['a listener of an unknown configuration', goServing(), 'unknown'],
    [
      'GetConfigForClient of a listener',
      goServing({ config: tlsConfig(['h2'], { returned: [] }) }),
      { kind: 'ignores' },
    ],
  ])('%s', (_, serving, expected) => {
    const alpn = alpnOfServing(serving, newest);
    if (typeof expected === 'string') expect(alpn.kind).toBe(expected);
    else expect(alpn).toEqual(expected);
  });

  it('depends on the grpc-go of the server only where it makes a difference', () => {
    expect(alpnOfServing(newTls(), undefined)).toEqual(selects('h2'));
    const made = credentialsOf('tls', 'credentials.NewServerTLSFromCert(&certificate)');
    expect(alpnOfServing(newTls({ config: undefined, credentials: made }), undefined)).toEqual(selects('h2'));
    expect(alpnOfServing(newTls({ config: undefined }), undefined).kind).toBe('unknown');
    const trapped = newTls({ config: tlsConfig([], { returned: [] }) });
    expect(alpnOfServing(trapped, undefined).kind).toBe('unknown');
    expect(alpnOfServing(trapped, bandBehaviour('1.67'))).toEqual({ kind: 'ignores' });
    expect(alpnOfServing(trapped, newest)).toEqual(selects('h2'));
  });

  it('is not known where GetConfigForClient returns one thing or another', () => {
    const config = tlsConfig([], { returned: [] });
    const { getConfigForClient } = config;
    if (getConfigForClient === undefined) throw new Error('it has none');
    const of = (...returned: readonly (readonly string[])[]): ServerAlpn =>
      alpnOfServing(
        goServing({
          config: {
            ...config,
            getConfigForClient: { ...getConfigForClient, returned: returned.map((it) => tlsConfig(it)) },
          },
        }),
        newest,
      );
    expect(of(['h2'], ['h2'])).toEqual(selects('h2'));
    expect(of(['h2'], []).kind).toBe('unknown');
    expect(of(['h2'], ['h2', 'a']).kind).toBe('unknown');
    expect(of().kind).toBe('unknown');
  });
});
