import { compareGoVersions, parseGoVersion, type GoVersion } from './goVersion.ts';

/** The state of knowledge, for "the newest we know". */
export const FACTS = { asOf: '2026-11', grpcGo: 'v1.85.0', nginx: '1.31.5' } as const;

/** A release of grpc-go and the Go that its go.mod asks for. */
export interface GrpcGoRelease {
  readonly version: string;
  readonly go: string;
}

/** The newest patch of each minor version that enforces ALPN. Source: the go.mod of each release, as the module proxy serves it. */
export const RELEASES: readonly GrpcGoRelease[] = [
  { version: 'v1.67.3', go: '1.21' },
  { version: 'v1.68.2', go: '1.22' },
  { version: 'v1.69.4', go: '1.22' },
  { version: 'v1.70.0', go: '1.22' },
  { version: 'v1.71.3', go: '1.22.0' },
  { version: 'v1.72.3', go: '1.23' },
  { version: 'v1.73.1', go: '1.23.0' },
  { version: 'v1.74.3', go: '1.23.0' },
  { version: 'v1.75.1', go: '1.23.0' },
  { version: 'v1.76.0', go: '1.24.0' },
  { version: 'v1.77.0', go: '1.24.0' },
  { version: 'v1.78.0', go: '1.24.0' },
  { version: 'v1.79.3', go: '1.24.0' },
  { version: 'v1.80.0', go: '1.24.0' },
  { version: 'v1.81.1', go: '1.25.0' },
  { version: 'v1.82.2', go: '1.25.0' },
  { version: 'v1.83.2', go: '1.25.0' },
  { version: 'v1.84.0', go: '1.25.0' },
  { version: 'v1.85.0', go: '1.26.0' },
];

/** A published advisory: affected are the versions in one of the half-open ranges `[from, to)`. */
export interface Advisory {
  readonly id: string;
  readonly affected: readonly { readonly from?: string; readonly to: string }[];
}

/** Advisories that hit grpc-go 1.66 and newer. Source: the GitHub advisory database and the Go vulnerability database. */
const ADVISORIES: readonly Advisory[] = [
  { id: 'CVE-2026-33186', affected: [{ to: 'v1.79.3' }] },
  { id: 'GHSA-hrxh-6v49-42gf', affected: [{ to: 'v1.82.1' }] },
  { id: 'CVE-2026-84304', affected: [{ to: 'v1.83.1' }] },
  { id: 'CVE-2026-84303', affected: [{ to: 'v1.83.1' }] },
  { id: 'CVE-2026-84445', affected: [{ to: 'v1.82.2' }, { from: 'v1.83.0', to: 'v1.83.2' }] },
];

function parsed(text: string): GoVersion {
  const version = parseGoVersion(text);
  if (version === undefined) throw new Error(`no Go version: ${text}`);
  return version;
}

/** The advisories that hit a version. */
export function advisoriesOf(version: GoVersion): readonly Advisory[] {
  return ADVISORIES.filter(({ affected }) =>
    affected.some(
      ({ from, to }) =>
        compareGoVersions(version, parsed(to)) < 0 &&
        (from === undefined || compareGoVersions(version, parsed(from)) >= 0),
    ),
  );
}

/** `1.22`, `1.22rc1` or `1.22.3` as numbers, in Go's order: the language version comes before its release candidates, these before `1.22.0`. */
function goNumbers(line: string): readonly [number, number, number] {
  const [, major = '0', minor = '0', patch, candidate] = /^(\d+)\.(\d+)(?:\.(\d+)|((?:rc|beta)\d+))?/.exec(line) ?? [];
  return [Number(major), Number(minor), patch === undefined ? (candidate === undefined ? -2 : -1) : Number(patch)];
}

/** Whether a module with this `go` line can use a release that asks for Go `needed` without its `go` line being raised. */
export function goLineFits(line: string, needed: string): boolean {
  const [a, b] = [goNumbers(line), goNumbers(needed)];
  for (const i of [0, 1, 2] as const) if (a[i] !== b[i]) return a[i] > b[i];
  return true;
}

/**
 * The release to raise to: the newest one without an advisory that fits the `go` line; where none fits, of those without an advisory
 * the newest that asks for the least Go.
 * @param goLine the version behind `go` in go.mod; `undefined` = there is no such line
 */
export function releaseToRaiseTo(goLine: string | undefined): GrpcGoRelease & { readonly fits: boolean } {
  const clean = RELEASES.filter(({ version }) => advisoriesOf(parsed(version)).length === 0);
  const fitting = clean.filter(({ go }) => goLine !== undefined && goLineFits(goLine, go));
  const newest = fitting.at(-1);
  if (newest !== undefined) return { ...newest, fits: true };
  const least = clean[0];
  if (least === undefined) throw new Error('every known release has an advisory');
  const candidate = clean.filter(({ go }) => go === least.go).at(-1) ?? least;
  return { ...candidate, fits: false };
}
