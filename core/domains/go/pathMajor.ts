import { parseGoVersion } from '../../alpn/index.ts';

/**
 * The major version that a module path names: `/v2`, `.v3` (gopkg.in), empty where it names none. `undefined` = no module path can end
 * like this (golang.org/x/mod/module, SplitPathVersion).
 */
function majorOf(path: string): string | undefined {
  if (path.startsWith('gopkg.in/')) {
    const [major, digits = '', unstable] = /\.v([0-9]+)(-unstable)?$/.exec(path) ?? [];
    if (major === undefined) return undefined;
    return digits.startsWith('0') && (digits !== '0' || unstable !== undefined) ? undefined : `.v${digits}`;
  }
  const [major, digits = ''] = /\/v([0-9.]+)$/.exec(path) ?? [];
  if (major === undefined) return '';
  return digits.includes('.') || digits.startsWith('0') || digits === '1' ? undefined : major;
}

/** Why go refuses this version of this module, if it does for their majors (module.CheckPathMajor). Versions that are not exact are not judged. */
export function majorProblem(path: string, version: string | undefined): string | undefined {
  const major = majorOf(path);
  if (major === undefined) return `"${path}" is no module path: the major version at its end is wrong`;
  const parsed = version === undefined ? undefined : parseGoVersion(version);
  if (parsed === undefined) return undefined;
  const { major: actual } = parsed.semver;
  if (major === '') {
    const fits = actual <= 1 || parsed.text.endsWith('+incompatible');
    return fits
      ? undefined
      : `a version of this path must be v0 or v1, not v${actual}; v${actual} needs a path that ends in /v${actual}`;
  }
  // An old go command wrote v0.0.0-… for untagged commits of .v1.
  if (major === '.v1' && parsed.text.startsWith('v0.0.0-')) return undefined;
  return `v${actual}` === major.slice(1)
    ? undefined
    : `a version of this path must be ${major.slice(1)}, not v${actual}`;
}
