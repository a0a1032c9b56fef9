declare const brand: unique symbol;

/** An nginx version as one number that orders like the versions: 1.26.3 = 1_026_003. */
export type NginxVersion = number & { readonly [brand]: 'NginxVersion' };

/** Reads `1.26.3`; a missing patch counts as 0. `undefined` = no version. */
export function parseNginxVersion(text: string): NginxVersion | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(text);
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0'] = match;
  return (Number(major) * 1_000_000 + Number(minor) * 1_000 + Number(patch)) as NginxVersion;
}

/** A version written in the source: throws where it is none. */
export function nginx(text: string): NginxVersion {
  const version = parseNginxVersion(text);
  if (version === undefined) throw new Error(`no nginx version: ${text}`);
  return version;
}

export function formatNginxVersion(version: NginxVersion): string {
  return `${Math.floor(version / 1_000_000)}.${Math.floor(version / 1_000) % 1_000}.${version % 1_000}`;
}
