import { describe, expect, it } from 'vitest';
import {
  ANSWERED_IN_HTTP1,
  BANDS,
  bandBehaviour,
  behaviour,
  isByGrpcGoTls,
  judge,
  negotiate,
  NOT_TLS,
  REFUSED_BY_SERVER,
  UNADVERTISED,
  type Band,
  type GrpcGoBehaviour,
  type Offer,
  type Outcome,
  type ServerAlpn,
  type Verdict,
} from '../../core/alpn/index.ts';
import { go } from './versions.ts';

const SHORT = 'credentials: cannot check peer: missing selected ALPN property';
const LONG = bandBehaviour('>=1.70').refusal;
const NO_PROTOCOL = 'remote error: tls: no application protocol';

/** What each band comes to, oldest first: `works`, or the error. */
type Row = readonly [string, string, string, string, string];
const always = (result: string): Row => [result, result, result, result, result];
/** Works until 1.66; from 1.67 on the client finds the property missing. */
const MISSING: Row = ['works', 'works', SHORT, SHORT, LONG];
/** golang.org/x/net changed these words; none of the bands' examples but the newest one has the new version. */
const FRAME_TOO_LARGE = 'error reading server preface: http2: frame too large';
const IN_HTTP1: Row = [FRAME_TOO_LARGE, FRAME_TOO_LARGE, FRAME_TOO_LARGE, FRAME_TOO_LARGE, ANSWERED_IN_HTTP1];
const ENDED: Row = ['works', 'works', REFUSED_BY_SERVER, REFUSED_BY_SERVER, REFUSED_BY_SERVER];

function said(verdict: Verdict): string {
  return verdict.result === 'fails' ? (verdict.error ?? 'fails') : verdict.result;
}

function byBand(judged: (of: GrpcGoBehaviour, band: Band) => Verdict): readonly string[] {
  return BANDS.map((band) => said(judged(bandBehaviour(band), band)));
}

function selects(protocols: readonly string[], otherwise: 'first' | 'go' = 'go'): ServerAlpn {
  return { kind: 'selects', protocols, order: 'server', otherwise };
}

const H2_SERVER = selects(['h2']);

describe('the classes of servers, for a client of each band', () => {
  interface Class {
    readonly id: string;
    readonly server: ServerAlpn;
    readonly bands: Row;
    readonly broke: boolean;
    readonly cures: readonly string[];
  }
  const classes: readonly Class[] = [
    { id: 'A', server: H2_SERVER, bands: always('works'), broke: false, cures: [] },
    { id: 'B', server: { kind: 'ignores' }, bands: MISSING, broke: true, cures: ['configure-h2', 'pass-tls-through'] },
    { id: 'C', server: selects(['http/1.1']), bands: always(NO_PROTOCOL), broke: false, cures: ['configure-h2'] },
    {
      id: 'D',
      server: selects(['http/1.1'], 'first'),
      bands: always(UNADVERTISED),
      broke: false,
      cures: ['configure-h2'],
    },
  ];

  describe.each(classes)('class $id', ({ server, bands, broke, cures }) => {
    it.each(BANDS.map((band, index) => ({ band, expected: bands[index] })))('grpc-go $band', ({ band, expected }) => {
      const verdict = judge({
        side: 'client',
        outcome: negotiate(['h2'], server),
        peerSpeaks: 'h2',
        behaviour: bandBehaviour(band),
      });
      expect(said(verdict)).toBe(expected);
      expect(verdict.brokeAt).toBe(broke && verdict.result === 'fails' ? '1.67.0' : undefined);
      expect(verdict.printedBy).toBe(verdict.result === 'fails' ? 'client' : undefined);
      if (verdict.result === 'fails') expect(verdict.cures.slice(0, cures.length)).toEqual(cures);
      else expect(verdict.cures).toEqual([]);
    });
  });

  it('only class B has stopgaps, and each only where it exists', () => {
    const cures = (server: ServerAlpn, version: string): readonly string[] =>
      judge({
        side: 'client',
        outcome: negotiate(['h2'], server),
        peerSpeaks: 'h2',
        behaviour: behaviour({ version: go(version), credentials: 'tls' }),
      }).cures;
    expect(cures({ kind: 'ignores' }, 'v1.67.3')).toEqual([
      'configure-h2',
      'pass-tls-through',
      'disable-by-environment',
    ]);
    expect(cures({ kind: 'ignores' }, 'v1.70.0')).toEqual([
      'configure-h2',
      'pass-tls-through',
      'experimental-credentials',
      'disable-by-environment',
    ]);
    expect(cures({ kind: 'ignores' }, 'v1.77.0-dev.0.20251021120000-000000000000')).toEqual([
      'configure-h2',
      'pass-tls-through',
      'experimental-credentials',
    ]);
    for (const server of [selects(['http/1.1']), selects(['http/1.1'], 'first')]) {
      expect(cures(server, 'v1.85.0')).toEqual(['configure-h2']);
    }
  });

  it('class B depends on what the peer speaks, where the check is off', () => {
    const verdict = (peerSpeaks: 'http/1.1' | 'unknown', band: Band): Verdict =>
      judge({ side: 'client', outcome: { kind: 'none' }, peerSpeaks, behaviour: bandBehaviour(band) });
    expect(verdict('unknown', '1.65-1.66')).toEqual({ result: 'depends', cures: ['configure-h2'] });
    expect(verdict('http/1.1', '1.65-1.66')).toMatchObject({ result: 'fails', error: FRAME_TOO_LARGE });
    // It has never worked: raising the version changed the words alone.
    expect(verdict('http/1.1', '>=1.70')).toEqual({
      result: 'fails',
      error: LONG,
      printedBy: 'client',
      cures: ['speak-http2', 'configure-h2'],
    });
    expect(verdict('unknown', '>=1.70')).toMatchObject({ result: 'fails', error: LONG, brokeAt: '1.67.0' });
  });
});

describe('the mirror image: a grpc-go server that is dialled with an offer', () => {
  it.each<[string, Offer, Row]>([
    ['h2', ['h2'], always('works')],
    ['h2 among others', ['http/1.1', 'h2'], always('works')],
    ['nothing', [], ENDED],
    ['http/1.1 alone', ['http/1.1'], ENDED],
    ['another protocol alone', ['foo'], always(NO_PROTOCOL)],
  ])('%s', (_, offer, bands) => {
    const verdicts = byBand((grpcGo) =>
      judge({ side: 'server', outcome: negotiate(offer, H2_SERVER), peerSpeaks: 'h2', behaviour: grpcGo }),
    );
    expect(verdicts).toEqual(bands);
  });

  it('says that nothing was offered, and what stops the bleeding', () => {
    const verdict = judge({
      side: 'server',
      outcome: negotiate([], H2_SERVER),
      peerSpeaks: 'unknown',
      behaviour: bandBehaviour('>=1.70'),
    });
    expect(verdict).toEqual({
      result: 'fails',
      brokeAt: '1.67.0',
      error: 'error reading server preface: EOF',
      printedBy: 'client',
      cures: ['offer-h2', 'pass-tls-through', 'experimental-credentials', 'disable-by-environment'],
    });
  });

  it('depends on what the peer speaks, where the check is off', () => {
    const verdict = (peerSpeaks: 'http/1.1' | 'unknown', band: Band): Verdict =>
      judge({ side: 'server', outcome: { kind: 'none' }, peerSpeaks, behaviour: bandBehaviour(band) });
    expect(verdict('unknown', '<1.65')).toEqual({ result: 'depends', cures: ['offer-h2'] });
    expect(verdict('http/1.1', '<1.65')).toEqual({ result: 'fails', cures: ['speak-http2'] });
    expect(verdict('http/1.1', '1.67')).toMatchObject({ result: 'fails', error: REFUSED_BY_SERVER });
    expect(verdict('http/1.1', '1.67').brokeAt).toBeUndefined();
  });
});

/** The experiments with real grpc-go clients and servers, by their letters: what happened, by band. */
describe('the lab', () => {
  const client = (server: ServerAlpn, peerSpeaks: 'h2' | 'http/1.1', offer: Offer = ['h2']): readonly string[] =>
    byBand((grpcGo) => judge({ side: 'client', outcome: negotiate(offer, server), peerSpeaks, behaviour: grpcGo }));

  it('A: tls.NewListener without NextProtos', () => {
    expect(client({ kind: 'ignores' }, 'h2')).toEqual(MISSING);
    expect(client(selects([]), 'h2')).toEqual(MISSING);
  });

  it('B: the same with NextProtos http/1.1', () => {
    expect(client(selects(['http/1.1']), 'h2')).toEqual(always(NO_PROTOCOL));
  });

  it('C, C3: another protocol is negotiated, and HTTP/2 spoken', () => {
    expect(client(selects(['http/1.1']), 'h2', ['http/1.1', 'h2'])).toEqual(always('works'));
    expect(client(selects(['foo']), 'h2', ['foo', 'h2'])).toEqual(always('works'));
  });

  it('C2: http/1.1 is negotiated with a real HTTP/1 server', () => {
    expect(client(selects(['http/1.1']), 'http/1.1', ['http/1.1', 'h2'])).toEqual(IN_HTTP1);
  });

  it.each([
    ['v1.72.3', FRAME_TOO_LARGE],
    ['v1.73.0', ANSWERED_IN_HTTP1],
    ['v1.85.0', ANSWERED_IN_HTTP1],
  ])('N: the same with grpc-go %s', (version, error) => {
    const grpcGo = behaviour({ version: go(version), credentials: 'tls' });
    const outcome = negotiate(['h2'], selects(['http/1.1', 'h2']));
    expect(judge({ side: 'client', outcome, peerSpeaks: 'http/1.1', behaviour: grpcGo })).toEqual({
      result: 'fails',
      error,
      printedBy: 'client',
      cures: ['speak-http2'],
    });
  });

  it("D: GetConfigForClient without NextProtos: the server's version counts", () => {
    const pairs = byBand((server) => {
      const alpn = server.completesGetConfigForClient ? H2_SERVER : ({ kind: 'ignores' } as const);
      const outcome = negotiate(['h2'], alpn);
      // Client and server of the same version, as in the lab: both refuse; the client's words are seen.
      const answers = (['client', 'server'] as const).map((side) =>
        judge({ side, outcome, peerSpeaks: 'h2', behaviour: server }),
      );
      expect(new Set(answers.map(({ result }) => result)).size).toBe(1);
      return answers[0] ?? expect.fail();
    });
    expect(pairs).toEqual(['works', 'works', SHORT, 'works', 'works']);
  });

  it('D2: GetCertificate changes nothing', () => {
    expect(client(H2_SERVER, 'h2')).toEqual(always('works'));
  });

  it('E: own credentials that offer nothing, to a NewTLS server', () => {
    const outcome = negotiate([], H2_SERVER);
    expect(outcome).toEqual({ kind: 'none' });
    expect(byBand((grpcGo) => judge({ side: 'server', outcome, peerSpeaks: 'h2', behaviour: grpcGo }))).toEqual(ENDED);
    const own = behaviour({ version: go('v1.85.0'), credentials: 'other' });
    expect(said(judge({ side: 'client', outcome, peerSpeaks: 'h2', behaviour: own }))).toBe('works');
  });

  it('F: own credentials that offer http/1.1 alone, to a NewTLS server', () => {
    const outcome = negotiate(['http/1.1'], H2_SERVER);
    expect(byBand((grpcGo) => judge({ side: 'server', outcome, peerSpeaks: 'h2', behaviour: grpcGo }))).toEqual(ENDED);
  });

  it('F2: own credentials that offer foo alone, to a NewTLS server', () => {
    const outcome = negotiate(['foo'], H2_SERVER);
    for (const side of ['client', 'server'] as const) {
      const verdicts = byBand((grpcGo) => judge({ side, outcome, peerSpeaks: 'h2', behaviour: grpcGo }));
      expect(verdicts).toEqual(always(NO_PROTOCOL));
    }
  });

  it('J, J2: NewTLSWithALPNDisabled offers h2 and does not check', () => {
    const disabled = behaviour({ version: go('v1.70.0'), credentials: 'alpn-disabled' });
    const verdict = (server: ServerAlpn): Verdict =>
      judge({
        side: 'client',
        outcome: negotiate(disabled.offers ?? [], server),
        peerSpeaks: 'h2',
        behaviour: disabled,
      });
    expect(said(verdict({ kind: 'ignores' }))).toBe('works');
    expect(said(verdict(selects(['http/1.1'])))).toBe(NO_PROTOCOL);
  });

  it('M: a server with http/1.1 and h2', () => {
    expect(client(selects(['http/1.1', 'h2']), 'h2')).toEqual(always('works'));
  });

  it('P: a plaintext server', () => {
    expect(client({ kind: 'plaintext' }, 'h2')).toEqual(always('tls: first record does not look like a TLS handshake'));
  });
});

describe('judge', () => {
  const all: readonly Outcome[] = [
    { kind: 'selected', protocol: 'h2' },
    { kind: 'selected', protocol: 'http/1.1' },
    { kind: 'none' },
    { kind: 'unoffered', protocol: 'foo' },
    ...[40, 70, 71, 80, 112, 120, 200].map((alert): Outcome => ({ kind: 'refused', alert })),
    { kind: 'relayed' },
    { kind: 'plaintext' },
    { kind: 'unknown', because: 'a variable' },
  ];

  it.each<[number, readonly string[]]>([
    [112, ['use-known-name']],
    [70, ['allow-grpc-go-tls']],
    [40, ['allow-grpc-go-tls']],
    [71, ['allow-grpc-go-tls']],
    [120, ['configure-h2']],
    [80, []],
  ])('names the cure of alert %i', (alert, cures) => {
    const verdict = judge({
      side: 'client',
      outcome: { kind: 'refused', alert },
      peerSpeaks: 'unknown',
      behaviour: bandBehaviour('>=1.70'),
    });
    expect(verdict).toMatchObject({ result: 'fails', printedBy: 'client', cures });
    expect(verdict.brokeAt).toBeUndefined();
    expect(isByGrpcGoTls(verdict)).toBe(alert === 40 || alert === 70 || alert === 71);
  });

  it('asks for TLS where the peer speaks none', () => {
    const verdict = (side: 'client' | 'server'): Verdict =>
      judge({ side, outcome: { kind: 'plaintext' }, peerSpeaks: 'unknown', behaviour: bandBehaviour('1.67') });
    expect(verdict('client')).toEqual({ result: 'fails', error: NOT_TLS, printedBy: 'client', cures: ['speak-tls'] });
    expect(verdict('server')).toEqual({ result: 'fails', printedBy: 'proxy', cures: ['speak-tls'] });
  });

  it('does not judge what it does not know', () => {
    for (const side of ['client', 'server'] as const) {
      for (const outcome of [{ kind: 'relayed' }, { kind: 'unknown', because: 'a variable' }] as const) {
        const verdict = judge({ side, outcome, peerSpeaks: 'h2', behaviour: bandBehaviour('>=1.70') });
        expect(verdict).toEqual({ result: 'unknown', cures: [] });
      }
    }
  });

  it('is not sure of a protocol that promises no HTTP/2', () => {
    const verdict = (protocol: string): Verdict =>
      judge({
        side: 'client',
        outcome: { kind: 'selected', protocol },
        peerSpeaks: 'unknown',
        behaviour: bandBehaviour('>=1.70'),
      });
    expect(verdict('h2').result).toBe('works');
    expect(verdict('http/1.1').result).toBe('depends');
  });

  it('gives an error or a cure only where something is wrong, and breaks nothing but what worked before', () => {
    for (const outcome of all) {
      for (const side of ['client', 'server'] as const) {
        for (const peerSpeaks of ['h2', 'http/1.1', 'unknown'] as const) {
          const verdicts = BANDS.map((band) => judge({ side, outcome, peerSpeaks, behaviour: bandBehaviour(band) }));
          for (const verdict of verdicts) {
            if (verdict.result === 'works' || verdict.result === 'unknown') expect(verdict.cures).toEqual([]);
            if (verdict.result !== 'fails') expect(verdict.error).toBeUndefined();
          }
          const broke = verdicts.map(({ brokeAt }) => brokeAt !== undefined);
          const oldest = verdicts[0]?.result;
          expect(broke).toEqual(
            broke.map((_, i) => (oldest === 'works' || oldest === 'depends') && verdicts[i]?.result === 'fails'),
          );
        }
      }
    }
  });
});
