/** The last part of a URI, readable. */
export function fileName(uri: string): string {
  const name = uri.replace(/\/+$/, '').split('/').at(-1) ?? uri;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
