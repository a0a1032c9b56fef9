import type { SemVer } from 'semver';
import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';

/** A version of a Go module (golang.org/x/mod/semver, golang.org/x/mod/module): its text and the parts that decide. */
export interface GoVersion {
  /** As written, with the `v`. */
  readonly text: string;
  readonly semver: SemVer;
  /**
   * `release` (v1.67.0), `prerelease` (v1.67.0-dev: a tag), `pseudo`: a commit after the version `base`, or after no version at all (v0.0.0-…).
   */
  readonly kind: 'release' | 'prerelease' | 'pseudo';
  /** Of a pseudo-version: when the commit was made, UTC, `yyyymmddhhmmss`. */
  readonly commitTime: string | undefined;
  /** Of a pseudo-version: whether it follows a pre-release tag (on grpc-go's master branch) or a release (on that release's branch). */
  readonly after: 'prerelease' | 'release' | 'nothing' | undefined;
}

/** golang.org/x/mod/module, pseudoVersionRE. */
const PSEUDO =
  /^v[0-9]+\.(?:0\.0-|[0-9]+\.[0-9]+-(?:[^+]*\.)?0\.)([0-9]{14})-[A-Za-z0-9]+(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** Reads a version as go.mod writes it. `undefined` = no canonical Go version (`v1.67`, `latest`, `master`, a commit). */
export function parseGoVersion(text: string): GoVersion | undefined {
  if (!text.startsWith('v') || text.length > 256) return undefined;
  const parsed = parse(text.slice(1), { loose: false });
  if (parsed === null) return undefined;
  // The package forgives blanks around a version and a second "v"; x/mod (module.CanonicalVersion) knows no build metadata but this.
  const build = parsed.build.length === 0 ? '' : '+incompatible';
  if (`v${parsed.version}${build}` !== text) return undefined;
  const pseudo = PSEUDO.exec(text);
  if (pseudo !== null) {
    const tail = parsed.prerelease;
    const after = tail.length === 1 ? 'nothing' : tail.length === 2 ? 'release' : 'prerelease';
    return { text, semver: parsed, kind: 'pseudo', commitTime: pseudo[1], after };
  }
  const kind = parsed.prerelease.length > 0 ? 'prerelease' : 'release';
  return { text, semver: parsed, kind, commitTime: undefined, after: undefined };
}

/** Order of versions as the go command has it (golang.org/x/mod/semver.Compare): negative, zero or positive. */
export function compareGoVersions(a: GoVersion, b: GoVersion): number {
  return compare(a.semver, b.semver);
}
