/** `1.2` of Node's `TLSv1.2`, `1.0` of `TLSv1`. */
export function versionOf(protocol: string | null): string | null {
  return protocol === 'TLSv1' ? '1.0' : (protocol?.replace(/^TLSv/, '') ?? null);
}

/** The name of a version number: `1.2` for 0x0303. */
export function versionName(version: number): string {
  const names: Readonly<Record<number, string>> = {
    0x0300: 'SSL 3.0',
    0x0301: '1.0',
    0x0302: '1.1',
    0x0303: '1.2',
    0x0304: '1.3',
  };
  return names[version] ?? `0x${version.toString(16).padStart(4, '0')}`;
}
