import { compareGoVersions, parseGoVersion, type GoVersion } from './goVersion.ts';

/** The module path of grpc-go. */
export const GRPC_GO = 'google.golang.org/grpc';

/** The variable that switches the enforcement (grpc-go, internal/envconfig/envconfig.go). */
export const ENFORCE_VARIABLE = 'GRPC_ENFORCE_ALPN_ENABLED';

/** grpc-go releases that behave and speak alike. */
export type Band = '<1.65' | '1.65-1.66' | '1.67' | '1.68-1.69' | '>=1.70';

/** All bands, oldest first. */
export const BANDS: readonly Band[] = ['<1.65', '1.65-1.66', '1.67', '1.68-1.69', '>=1.70'];

/** Printed by grpc-go 1.65 to 1.69 (credentials/tls.go), on both sides. */
export const SHORT_TEXT = 'credentials: cannot check peer: missing selected ALPN property';

/** Printed by grpc-go since 1.70.0 (pull request 7980). */
export const LONG_TEXT = `${SHORT_TEXT}. If you upgraded from a grpc-go version earlier than 1.67, your TLS connections may have stopped working due to ALPN enforcement. For more details, see: https://github.com/grpc/grpc-go/issues/434`;

/** A change of grpc-go and the versions that have it. Sources: the commits and tags of grpc-go's repository. */
interface Change {
  /** The first release that has it. */
  readonly release: string;
  /** The first `-dev` tag that has it. */
  readonly devTag: string;
  /** When it came to the master branch, UTC, `yyyymmddhhmmss`. */
  readonly master: string;
}

/** 48b6b11b3 (pull request 7184): the check exists, off by default. */
const CHECK_ADDED: Change = { release: 'v1.65.0', devTag: 'v1.66.0-dev', master: '20240521232940' };
/** 70f19eecd (pull request 7535): on by default. */
const CHECK_ON: Change = { release: 'v1.67.0', devTag: 'v1.68.0-dev', master: '20240904112456' };
/** 80937a99d (pull request 7754): NewTLS gives h2 to the configuration that GetConfigForClient returns. */
const GET_CONFIG_FIXED: Change = { release: 'v1.68.0', devTag: 'v1.70.0-dev', master: '20241022172816' };
/** eb1added1 (pull request 7980): the long text, and experimental/credentials. */
const EXPERIMENTAL_ADDED: Change = { release: 'v1.70.0', devTag: 'v1.72.0-dev', master: '20250115115542' };
/** 0037c61d3 (pull request 8660) to 2b35fa5fb (pull request 8664): the master branch without the variable. */
const VARIABLE_MISSING = { from: '20251021051402', to: '20251021184701' };

function known(text: string): GoVersion {
  const version = parseGoVersion(text);
  if (version === undefined) throw new Error(`no Go version: ${text}`);
  return version;
}

/** Whether it is a commit of the master branch: one behind a release is on that release's branch. */
function isOnMaster(version: GoVersion): boolean {
  return version.kind === 'pseudo' && version.after !== 'release';
}

function has(version: GoVersion, change: Change): boolean {
  if (isOnMaster(version)) return (version.commitTime ?? '') >= change.master;
  // A pre-release tag other than -dev never existed.
  const first = known(version.kind === 'prerelease' ? change.devTag : change.release);
  return compareGoVersions(version, first) >= 0;
}

/** Which credentials a Go program gives to grpc-go: `tls` = credentials.NewTLS and what goes through it, `alpn-disabled` = experimental/credentials. */
export type GrpcGoCredentials = 'tls' | 'alpn-disabled' | 'other';

/** What one grpc-go, so configured, does about ALPN. */
export interface GrpcGoBehaviour {
  readonly version: GoVersion;
  readonly band: Band;
  /** Whether a connection without a selected protocol is refused (on both sides of it). */
  readonly enforces: boolean;
  /** Why, in a clause that fits behind "because". */
  readonly because: string;
  /** With which words it refuses. */
  readonly refusal: string;
  /** What the environment variable does to this one: nothing at all, or decides between the two. */
  readonly variable: 'absent' | 'ignored' | 'decides';
  /** Protocols that the credentials add to the configuration. `undefined` = own credentials: not known. */
  readonly offers: readonly string[] | undefined;
  /** Whether NewTLS completes what `GetConfigForClient` returns. */
  readonly completesGetConfigForClient: boolean;
  /** Whether the package experimental/credentials is there. */
  readonly hasExperimentalCredentials: boolean;
}

/** The band of a version: exact releases by number, everything else by what it has. */
export function bandOf(version: GoVersion): Band {
  if (!has(version, CHECK_ADDED)) return '<1.65';
  if (!has(version, CHECK_ON)) return '1.65-1.66';
  if (has(version, EXPERIMENTAL_ADDED)) return '>=1.70';
  return has(version, GET_CONFIG_FIXED) ? '1.68-1.69' : '1.67';
}

/** A released version that stands for each band: the newest one that was run against real servers. */
export const BAND_EXAMPLE: Readonly<Record<Band, string>> = {
  '<1.65': 'v1.64.1',
  '1.65-1.66': 'v1.66.3',
  '1.67': 'v1.67.3',
  '1.68-1.69': 'v1.68.2',
  '>=1.70': 'v1.85.0',
};

/**
 * What grpc-go does about ALPN (credentials/tls.go, internal/envconfig/envconfig.go).
 * @param options.environment the value of GRPC_ENFORCE_ALPN_ENABLED; `undefined` = not set
 */
export function behaviour(options: {
  readonly version: GoVersion;
  readonly environment?: string | undefined;
  readonly credentials: GrpcGoCredentials;
}): GrpcGoBehaviour {
  const { version, environment, credentials } = options;
  const on = has(version, CHECK_ON);
  const variable = variableOf(version);
  const { enforces, because } = enforcement(credentials, on, variable, environment);
  return {
    version,
    band: bandOf(version),
    enforces,
    because,
    refusal: has(version, EXPERIMENTAL_ADDED) ? LONG_TEXT : SHORT_TEXT,
    variable,
    offers: credentials === 'other' ? undefined : ['h2'],
    completesGetConfigForClient: has(version, GET_CONFIG_FIXED),
    hasExperimentalCredentials: has(version, EXPERIMENTAL_ADDED),
  };
}

/** The behaviour of the band's example with credentials.NewTLS and no environment variable. */
export function bandBehaviour(band: Band): GrpcGoBehaviour {
  return behaviour({ version: known(BAND_EXAMPLE[band]), credentials: 'tls' });
}

function variableOf(version: GoVersion): GrpcGoBehaviour['variable'] {
  if (!has(version, CHECK_ADDED)) return 'absent';
  const { commitTime = '' } = version;
  const without = isOnMaster(version) && commitTime >= VARIABLE_MISSING.from && commitTime < VARIABLE_MISSING.to;
  return without ? 'ignored' : 'decides';
}

function enforcement(
  credentials: GrpcGoCredentials,
  on: boolean,
  variable: GrpcGoBehaviour['variable'],
  environment: string | undefined,
): Pick<GrpcGoBehaviour, 'enforces' | 'because'> {
  if (variable === 'absent') return { enforces: false, because: 'grpc-go has no such check before 1.65.0' };
  if (credentials === 'alpn-disabled') return { enforces: false, because: 'experimental/credentials do not check' };
  if (credentials === 'other') return { enforces: false, because: 'only credentials.NewTLS checks' };
  if (variable === 'ignored') return { enforces: true, because: `this commit does not read ${ENFORCE_VARIABLE}` };
  // boolFromEnv: with a default of true only "false" switches off, with false only "true" switches on; both in any case, neither trimmed.
  const value = environment?.toLowerCase();
  if (on) {
    return value === 'false'
      ? { enforces: false, because: `${ENFORCE_VARIABLE}=${environment ?? ''}` }
      : { enforces: true, because: 'grpc-go checks by default since 1.67.0' };
  }
  return value === 'true'
    ? { enforces: true, because: `${ENFORCE_VARIABLE}=${environment ?? ''}` }
    : { enforces: false, because: 'the check is off by default before 1.67.0' };
}
