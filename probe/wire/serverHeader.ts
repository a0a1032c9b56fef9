import { printable } from '../../core/text/printable.ts';

/** The header `Server` of an answer in HTTP/1 (RFC 9110 section 10.2.4), as far as its beginning has it whole; `undefined` = none. */
export function serverHeader(beginning: Uint8Array): string | undefined {
  const lines = Buffer.from(beginning).toString('latin1').split('\r\n');
  if (lines[0]?.startsWith('HTTP/1.') !== true) return undefined;
  // What has no line end yet may be half a line.
  for (const line of lines.slice(1, -1)) {
    if (line === '') return undefined;
    if (line.slice(0, 7).toLowerCase() === 'server:') return printable(line.slice(7).trim(), 80);
  }
  return undefined;
}
