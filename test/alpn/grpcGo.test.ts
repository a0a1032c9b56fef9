import { describe, expect, it } from 'vitest';
import { BAND_EXAMPLE, bandBehaviour, bandOf, BANDS, behaviour } from '../../core/alpn/index.ts';
import { go } from './versions.ts';

const SHORT = 'credentials: cannot check peer: missing selected ALPN property';
const LONG =
  'credentials: cannot check peer: missing selected ALPN property. If you upgraded from a grpc-go version earlier than 1.67, your TLS connections may have stopped working due to ALPN enforcement. For more details, see: https://github.com/grpc/grpc-go/issues/434';

interface Row {
  readonly versions: readonly string[];
  readonly band: ReturnType<typeof bandOf>;
  readonly enforces: boolean;
  readonly variable: 'absent' | 'ignored' | 'decides';
  /** `undefined`: it refuses in no case. */
  readonly text: string | undefined;
  readonly completes: boolean;
  readonly experimental: boolean;
}

/** The releases, tags and commits of grpc-go that differ. */
const ROWS: readonly Row[] = [
  {
    versions: [
      'v1.0.0',
      'v1.29.1',
      'v1.63.3',
      'v1.64.0',
      'v1.64.1',
      'v1.65.0-dev',
      'v1.64.2-0.20240801000000-0123456789ab',
    ],
    band: '<1.65',
    enforces: false,
    variable: 'absent',
    text: undefined,
    completes: false,
    experimental: false,
  },
  {
    versions: ['v1.65.0', 'v1.65.1', 'v1.66.0', 'v1.66.1', 'v1.66.2', 'v1.66.3', 'v1.66.0-dev', 'v1.67.0-dev'],
    band: '1.65-1.66',
    enforces: false,
    variable: 'decides',
    text: SHORT,
    completes: false,
    experimental: false,
  },
  {
    // The release branch, long after the master branch enforces.
    versions: ['v1.66.4-0.20241001000000-0123456789ab', 'v1.65.1-0.20240904112457-0123456789ab'],
    band: '1.65-1.66',
    enforces: false,
    variable: 'decides',
    text: SHORT,
    completes: false,
    experimental: false,
  },
  {
    // The master branch: the check comes with 48b6b11b3, between two tags.
    versions: ['v1.65.0-dev.0.20240521232939-000000000000', 'v0.0.0-20240521232939-000000000000'],
    band: '<1.65',
    enforces: false,
    variable: 'absent',
    text: undefined,
    completes: false,
    experimental: false,
  },
  {
    versions: [
      'v1.65.0-dev.0.20240521232940-48b6b11b3899',
      'v1.67.0-dev.0.20240904112455-000000000000',
      'v0.0.0-20240904112455-000000000000',
    ],
    band: '1.65-1.66',
    enforces: false,
    variable: 'decides',
    text: SHORT,
    completes: false,
    experimental: false,
  },
  {
    versions: ['v1.67.0', 'v1.67.1', 'v1.67.2', 'v1.67.3', 'v1.68.0-dev', 'v1.69.0-dev'],
    band: '1.67',
    enforces: true,
    variable: 'decides',
    text: SHORT,
    completes: false,
    experimental: false,
  },
  {
    versions: [
      'v1.67.0-dev.0.20240904112456-70f19eecd0d3',
      'v1.67.0-dev.0.20240905000000-000000000000',
      'v1.68.0-dev.0.20240915000000-000000000000',
      'v0.0.0-20240905000000-000000000000',
      'v1.67.4-0.20250101000000-0123456789ab',
    ],
    band: '1.67',
    enforces: true,
    variable: 'decides',
    text: SHORT,
    completes: false,
    experimental: false,
  },
  {
    versions: ['v1.68.0', 'v1.68.1', 'v1.68.2', 'v1.69.0', 'v1.69.2', 'v1.69.4', 'v1.70.0-dev', 'v1.71.0-dev'],
    band: '1.68-1.69',
    enforces: true,
    variable: 'decides',
    text: SHORT,
    completes: true,
    experimental: false,
  },
  {
    versions: ['v1.69.0-dev.0.20241022172816-80937a99d5bc', 'v1.71.0-dev.0.20250115115541-000000000000'],
    band: '1.68-1.69',
    enforces: true,
    variable: 'decides',
    text: SHORT,
    completes: true,
    experimental: false,
  },
  {
    versions: ['v1.70.0', 'v1.71.3', 'v1.74.3', 'v1.72.0-dev', 'v1.71.0-dev.0.20250115115542-eb1added1234'],
    band: '>=1.70',
    enforces: true,
    variable: 'decides',
    text: LONG,
    completes: true,
    experimental: true,
  },
  {
    versions: ['v1.75.0', 'v1.76.0', 'v1.80.0', 'v1.84.0', 'v1.85.0', 'v1.85.0-dev', 'v1.86.0-dev', 'v1.99.0'],
    band: '>=1.70',
    enforces: true,
    variable: 'decides',
    text: LONG,
    completes: true,
    experimental: true,
  },
  {
    // The variable is gone from 0037c61d3 on, until 2b35fa5fb brings it back.
    versions: [
      'v1.77.0-dev.0.20251021051402-0037c61d3000',
      'v1.77.0-dev.0.20251021184700-f448a974f000',
      'v0.0.0-20251021120000-000000000000',
    ],
    band: '>=1.70',
    enforces: true,
    variable: 'ignored',
    text: LONG,
    completes: true,
    experimental: true,
  },
  {
    versions: [
      'v1.77.0-dev.0.20251021051401-000000000000',
      'v1.77.0-dev.0.20251021184701-2b35fa5fb000',
      'v1.76.1-0.20251021120000-000000000000',
      'v1.85.0-dev.0.20260825072537-93e31b48545e',
    ],
    band: '>=1.70',
    enforces: true,
    variable: 'decides',
    text: LONG,
    completes: true,
    experimental: true,
  },
];

describe.each(ROWS.flatMap(({ versions, ...row }) => versions.map((version) => ({ version, ...row }))))(
  'grpc-go $version',
  ({ version, band, enforces, variable, text, completes, experimental }) => {
    const grpcGo = behaviour({ version: go(version), credentials: 'tls' });

    it(`belongs to ${band}, ${enforces ? 'enforces' : 'does not enforce'}`, () => {
      expect(bandOf(go(version))).toBe(band);
      expect(grpcGo).toMatchObject({
        band,
        enforces,
        variable,
        offers: ['h2'],
        completesGetConfigForClient: completes,
        hasExperimentalCredentials: experimental,
      });
      if (text !== undefined) expect(grpcGo.refusal).toBe(text);
    });

    it.each<readonly [string, boolean]>([
      ['false', false],
      ['FALSE', false],
      ['False', false],
      ['fAlSe', false],
      ...['', '0', 'no', 'off', 'f', 'disabled', ' false', 'false ', '"false"', 'true', 'TRUE', '1', 'yes'].map(
        (value) => [value, true] as const,
      ),
    ])('with the variable set to %j where the default is on: %s', (value, whenOn) => {
      const { enforces: now } = behaviour({ version: go(version), credentials: 'tls', environment: value });
      const whenOff = value.toLowerCase() === 'true';
      const decided = enforces ? whenOn : whenOff;
      const expected = variable === 'absent' ? false : variable === 'ignored' ? true : decided;
      expect(now).toBe(expected);
    });

    it('never checks with experimental or own credentials, whatever the variable says', () => {
      for (const environment of [undefined, 'true', 'false']) {
        for (const credentials of ['alpn-disabled', 'other'] as const) {
          const other = behaviour({ version: go(version), credentials, environment });
          expect(other.enforces).toBe(false);
          expect(other.offers).toEqual(credentials === 'other' ? undefined : ['h2']);
        }
      }
    });
  },
);

describe('the table above', () => {
  it('has a reason for every answer', () => {
    for (const { versions } of ROWS) {
      for (const version of versions) {
        for (const credentials of ['tls', 'alpn-disabled', 'other'] as const) {
          for (const environment of [undefined, 'true', 'false', '0']) {
            expect(behaviour({ version: go(version), credentials, environment }).because).not.toBe('');
          }
        }
      }
    }
  });

  it('says what decided', () => {
    const because = (version: string, environment?: string): string =>
      behaviour({ version: go(version), credentials: 'tls', environment }).because;
    expect(because('v1.64.1', 'true')).toBe('grpc-go has no such check before 1.65.0');
    expect(because('v1.66.3')).toBe('the check is off by default before 1.67.0');
    expect(because('v1.66.3', 'TRUE')).toBe('GRPC_ENFORCE_ALPN_ENABLED=TRUE');
    expect(because('v1.67.0')).toBe('grpc-go checks by default since 1.67.0');
    expect(because('v1.67.0', '0')).toBe('grpc-go checks by default since 1.67.0');
    expect(because('v1.67.0', 'False')).toBe('GRPC_ENFORCE_ALPN_ENABLED=False');
    expect(because('v1.77.0-dev.0.20251021120000-000000000000', 'false')).toBe(
      'this commit does not read GRPC_ENFORCE_ALPN_ENABLED',
    );
  });
});

describe('bands', () => {
  it('each has an example of its own', () => {
    for (const band of BANDS) {
      expect(bandOf(go(BAND_EXAMPLE[band]))).toBe(band);
      expect(bandBehaviour(band)).toEqual(behaviour({ version: go(BAND_EXAMPLE[band]), credentials: 'tls' }));
    }
  });

  it('enforce from 1.67 on', () => {
    expect(BANDS.filter((band) => bandBehaviour(band).enforces)).toEqual(['1.67', '1.68-1.69', '>=1.70']);
  });
});
