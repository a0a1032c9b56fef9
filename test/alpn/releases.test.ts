import { describe, expect, it } from 'vitest';
import {
  advisoriesOf,
  behaviour,
  compareGoVersions,
  FACTS,
  goLineFits,
  RELEASES,
  releaseToRaiseTo,
} from '../../core/alpn/index.ts';
import { go } from './versions.ts';

describe('RELEASES', () => {
  it('is in order, enforces, and ends with the newest release known', () => {
    const versions = RELEASES.map(({ version }) => go(version));
    expect([...versions].sort(compareGoVersions)).toEqual(versions);
    for (const version of versions) expect(behaviour({ version, credentials: 'tls' }).enforces).toBe(true);
    expect(RELEASES.at(-1)?.version).toBe(FACTS.grpcGo);
  });
});

describe('advisoriesOf', () => {
  it.each([
    ['v1.66.3', ['CVE-2026-33186', 'GHSA-hrxh-6v49-42gf', 'CVE-2026-84304', 'CVE-2026-84303', 'CVE-2026-84445']],
    ['v1.79.2', ['CVE-2026-33186', 'GHSA-hrxh-6v49-42gf', 'CVE-2026-84304', 'CVE-2026-84303', 'CVE-2026-84445']],
    ['v1.79.3', ['GHSA-hrxh-6v49-42gf', 'CVE-2026-84304', 'CVE-2026-84303', 'CVE-2026-84445']],
    ['v1.82.1', ['CVE-2026-84304', 'CVE-2026-84303', 'CVE-2026-84445']],
    ['v1.82.2', ['CVE-2026-84304', 'CVE-2026-84303']],
    ['v1.83.0', ['CVE-2026-84304', 'CVE-2026-84303', 'CVE-2026-84445']],
    ['v1.83.1', ['CVE-2026-84445']],
    ['v1.83.2', []],
    ['v1.84.0', []],
    ['v1.85.0', []],
  ])('%s', (version, ids) => {
    expect(advisoriesOf(go(version)).map(({ id }) => id)).toEqual(ids);
  });
});

describe('goLineFits', () => {
  it.each([
    ['1.25', '1.25', true],
    ['1.25.3', '1.25', true],
    ['1.24.9', '1.25', false],
    ['1.26rc1', '1.26', true],
    ['1.26rc1', '1.26.0', false],
    ['1.25', '1.25.0', false],
    ['1.9', '1.17', false],
    ['1.100', '1.17', true],
    ['2.0', '1.26', true],
    ['nonsense', '1.17', false],
  ])('a module with go %s can use what asks for %s: %s', (line, needed, fits) => {
    expect(goLineFits(line, needed)).toBe(fits);
  });
});

describe('releaseToRaiseTo', () => {
  it.each([
    ['1.26.0', 'v1.85.0', '1.26.0', true],
    ['1.26.1', 'v1.85.0', '1.26.0', true],
    // Go's order: 1.26 < 1.26rc1 < 1.26.0.
    ['1.26rc1', 'v1.84.0', '1.25.0', true],
    ['1.26', 'v1.84.0', '1.25.0', true],
    ['1.25.4', 'v1.84.0', '1.25.0', true],
    // What fits has an advisory: the least Go that a release without one asks for.
    ['1.25', 'v1.84.0', '1.25.0', false],
    ['1.24', 'v1.84.0', '1.25.0', false],
    ['1.16', 'v1.84.0', '1.25.0', false],
    [undefined, 'v1.84.0', '1.25.0', false],
  ])('go %s', (goLine, version, needs, fits) => {
    expect(releaseToRaiseTo(goLine)).toEqual({ version, go: needs, fits });
  });

  it('never names a release with an advisory', () => {
    for (const { go: line } of RELEASES) expect(advisoriesOf(go(releaseToRaiseTo(line).version))).toEqual([]);
  });
});
