import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareGoVersions, parseGoVersion } from '../../core/alpn/index.ts';
import { go } from './versions.ts';

describe('parseGoVersion', () => {
  it.each([
    ['v1.67.0', 'release', undefined, undefined],
    ['v0.0.0', 'release', undefined, undefined],
    ['v2.0.0+incompatible', 'release', undefined, undefined],
    ['v1.67.0-dev', 'prerelease', undefined, undefined],
    ['v1.67.0-rc.1', 'prerelease', undefined, undefined],
    ['v1.67.0-dev.0.20240905000000-000000000000', 'pseudo', '20240905000000', 'prerelease'],
    ['v1.85.0-dev.0.20260825072537-93e31b48545e', 'pseudo', '20260825072537', 'prerelease'],
    ['v1.66.4-0.20241001000000-0123456789ab', 'pseudo', '20241001000000', 'release'],
    ['v0.0.0-20240905000000-000000000000', 'pseudo', '20240905000000', 'nothing'],
    ['v2.0.1-0.20240905000000-000000000000+incompatible', 'pseudo', '20240905000000', 'release'],
    // A time of 13 digits, or none in front of the commit: ordinary pre-releases.
    ['v1.67.0-dev.0.2024090500000-000000000000', 'prerelease', undefined, undefined],
    ['v1.67.0-20240905000000-000000000000', 'prerelease', undefined, undefined],
  ])('%s is a %s', (text, kind, commitTime, after) => {
    expect(parseGoVersion(text)).toMatchObject({ text, kind, commitTime, after });
  });

  it.each([
    '',
    'v',
    'latest',
    'master',
    'b45fc413c',
    '1.67.0',
    'v1',
    'v1.67',
    'v1.67.0.1',
    'v1.067.0',
    'v1.67.0-',
    'v1.67.0-01',
    'v1.67.0-dev..1',
    'vv1.67.0',
    'v=1.67.0',
    'v 1.67.0',
    'v1.67.0 ',
    'v1.67.0\n',
    'V1.67.0',
    // go writes versions without metadata (module.CanonicalVersion).
    'v1.67.0+meta',
    `v1.67.0-${'a'.repeat(300)}`,
  ])('%j is no version', (text) => {
    expect(parseGoVersion(text)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const candidate of [text, `v${text}`, `v1.2.3${text}`]) {
          const version = parseGoVersion(candidate);
          expect(version === undefined || version.text === candidate).toBe(true);
        }
      }),
    );
  });
});

describe('compareGoVersions', () => {
  it('orders as golang.org/x/mod/semver does', () => {
    const ordered = [
      'v0.0.0-20240905000000-000000000000',
      'v0.9.0',
      'v1.64.1',
      'v1.66.0-dev',
      'v1.66.0',
      'v1.66.3',
      'v1.66.4-0.20241001000000-0123456789ab',
      'v1.67.0-1',
      'v1.67.0-2',
      'v1.67.0-10',
      'v1.67.0-dev',
      'v1.67.0-dev.0.20240904112455-000000000000',
      'v1.67.0-dev.0.20240905000000-000000000000',
      'v1.67.0-dev.1',
      'v1.67.0-rc.1',
      'v1.67.0',
      'v1.68.0-dev',
      'v1.68.0',
      'v1.100.0',
      'v2.0.0+incompatible',
    ].map(go);
    for (const [i, a] of ordered.entries()) {
      for (const [j, b] of ordered.entries()) {
        expect(Math.sign(compareGoVersions(a, b)), `${a.text} against ${b.text}`).toBe(Math.sign(i - j));
      }
    }
  });

  it('is a total order', () => {
    const number = fc.nat({ max: 3 }).map(String);
    const identifier = fc.oneof(number, fc.constantFrom('dev', 'rc', '0a', 'a-1', '-'));
    const version = fc
      .tuple(number, number, number, fc.array(identifier, { maxLength: 3 }))
      .map(([major, minor, patch, pre]) =>
        go(`v${major}.${minor}.${patch}${pre.length > 0 ? `-${pre.join('.')}` : ''}`),
      );
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compareGoVersions(a, a)).toBe(0);
        expect(Math.sign(compareGoVersions(a, b))).toBe(0 - Math.sign(compareGoVersions(b, a)));
        expect(compareGoVersions(a, b) === 0).toBe(a.text === b.text);
        if (compareGoVersions(a, b) <= 0 && compareGoVersions(b, c) <= 0) {
          expect(compareGoVersions(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
