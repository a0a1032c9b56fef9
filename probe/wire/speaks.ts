import { isSettings } from './http2.ts';
import { printable } from '../../core/text/printable.ts';

/** What a peer speaks that does not speak TLS. */
export interface Speech {
  /** Fits behind "speaks". */
  readonly name: string;
  /** Whether it is a known protocol without TLS, or at least text. */
  readonly plaintext: boolean;
}

const PROTOCOLS: readonly (readonly [RegExp, string])[] = [
  [/^HTTP\/\d/, 'plaintext HTTP'],
  [/^<(?:!doctype|html|\?xml)/i, 'plaintext HTTP'],
  [/^SSH-/, 'SSH'],
  [/^220[ -].*(?:smtp|mail)/i, 'SMTP'],
  [/^220[ -].*ftp/i, 'FTP'],
  [/^220[ -]/, 'SMTP or FTP'],
  [/^\* (?:OK|PREAUTH)/i, 'IMAP'],
  [/^\+OK/i, 'POP3'],
  [/^(?:-ERR|-NOAUTH|\+PONG)/, 'Redis'],
];

/** Letters, digits, punctuation, and line ends: what a protocol of text consists of. */
const TEXT = /^[\t\r\n\u0020-\u007e]+$/;

/** Tells from the first bytes. */
export function speaks(head: Uint8Array): Speech {
  if (isSettings(head)) return { name: 'plaintext HTTP/2', plaintext: true };
  const text = Buffer.from(head).toString('latin1');
  const known = PROTOCOLS.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return { name: known[1], plaintext: true };
  return TEXT.test(text) ? { name: 'plaintext', plaintext: true } : { name: 'something unknown', plaintext: false };
}

/** The first line of a banner, for a person; `undefined` = what was sent is no text. */
export function banner(head: Uint8Array): string | undefined {
  const [line = ''] = Buffer.from(head)
    .toString('latin1')
    .split(/[\r\n]/, 1);
  return line.length > 3 && TEXT.test(line) ? printable(line, 80) : undefined;
}
