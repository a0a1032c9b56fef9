/** What the peer did behind a finished handshake. */
export interface Http2Seen {
  /** Whether it was asked with a preface and SETTINGS; if not, what it sent came by itself. */
  readonly asked: boolean;
  /** `settings`: a SETTINGS frame, so it speaks HTTP/2; `http/1.1`: an answer in HTTP/1; `other`: other bytes; `closed`: it ended the connection before it sent any. */
  readonly answer: 'settings' | 'http/1.1' | 'other' | 'closed' | 'silence';
  /** The header `Server` of an answer in HTTP/1; `null` = there is none. */
  readonly server: string | null;
}

/** RFC 9113 section 3.4: the client's preface and an empty SETTINGS frame. */
export const PREFACE: Uint8Array = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0', 'latin1');

const FRAME_HEADER = 9;
const SETTINGS = 4;

/** Tells what the first bytes behind the handshake are. `undefined` = too few to say. */
export function readAnswer(bytes: Uint8Array): Exclude<Http2Seen['answer'], 'closed' | 'silence'> | undefined {
  const text = Buffer.from(bytes.subarray(0, 7)).toString('latin1');
  if (text.startsWith('HTTP/1.')) return 'http/1.1';
  if (bytes.length < FRAME_HEADER) return 'HTTP/1.'.startsWith(text) || bytes[0] === 0 ? undefined : 'other';
  return isSettings(bytes) ? 'settings' : 'other';
}

/** Whether bytes begin with a server's first frame: SETTINGS on stream 0, no ACK, a whole number of entries (RFC 9113 section 6.5). */
export function isSettings(bytes: Uint8Array): boolean {
  const [high, middle = 0, low = 0, type, flags, ...stream] = bytes.subarray(0, FRAME_HEADER);
  if (bytes.length < FRAME_HEADER) return false;
  return (
    high === 0 &&
    ((middle << 8) | low) % 6 === 0 &&
    type === SETTINGS &&
    flags === 0 &&
    stream.every((byte) => byte === 0)
  );
}
