/** The size of ngx_conf_file.c's buffer (NGX_CONF_BUFFER): a token and what follows it must fit. */
export const BUFFER_BYTES = 4096;

/**
 * How many bytes of UTF-8 a piece of the text is, at least: U+FFFD may stand for a single byte that was no UTF-8.
 * Counts no further than `enough`.
 */
function bytesAtLeast(text: string, span: { readonly start: number; readonly end: number }, enough: number): number {
  let bytes = 0;
  for (let i = span.start; i < span.end && bytes < enough; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80 || code === 0xfffd) bytes += 1;
    else if (code < 0x800) bytes += 2;
    // Both halves of a surrogate pair are four bytes together.
    else bytes += code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return bytes;
}

/** Whether a piece of the text is certainly at least that many bytes long. Looks at it only where it can be. */
export function isAtLeast(
  text: string,
  span: { readonly start: number; readonly end: number },
  bytes: number,
): boolean {
  return (span.end - span.start) * 3 >= bytes && bytesAtLeast(text, span, bytes) >= bytes;
}
