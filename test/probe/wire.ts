/** Bytes of TLS servers, made by hand (RFC 5246, RFC 8446). */

function u16(value: number): readonly number[] {
  return [value >> 8, value & 255];
}

/** A record; version 0x0303. */
export function record(type: number, payload: Iterable<number>): Buffer {
  const bytes = [...payload];
  return Buffer.from([type, 3, 3, ...u16(bytes.length), ...bytes]);
}

/** A handshake message. */
export function message(type: number, body: Iterable<number>): Buffer {
  const bytes = [...body];
  return Buffer.from([type, bytes.length >> 16, ...u16(bytes.length & 0xffff), ...bytes]);
}

/** A fatal alert, or one of another level. */
export function alert(number: number, level = 2): Buffer {
  return record(21, [level, number]);
}

/** An extension. */
export function extension(type: number, content: readonly number[]): readonly number[] {
  return [...u16(type), ...u16(content.length), ...content];
}

/** The ALPN extension of a server. */
export function alpnExtension(protocol: string): readonly number[] {
  const name = [...Buffer.from(protocol, 'latin1')];
  return extension(16, [...u16(name.length + 1), name.length, ...name]);
}

/** supported_versions of a server: TLS 1.3. */
export const TLS13_EXTENSION = extension(43, [3, 4]);

/** RFC 8446 section 4.1.3. */
export const HELLO_RETRY_RANDOM = Buffer.from(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
  'hex',
);

/** A ServerHello message. `extensions` undefined = the field is left out. */
export function serverHello(options: {
  readonly version?: number;
  readonly extensions?: readonly number[] | undefined;
  readonly random?: Buffer;
  readonly sessionId?: readonly number[];
  readonly cipherSuite?: number;
}): Buffer {
  const { version = 0x0303, extensions, random = Buffer.alloc(32, 7), sessionId = [], cipherSuite = 0xc02f } = options;
  const field = extensions === undefined ? [] : [...u16(extensions.length), ...extensions];
  return message(2, [...u16(version), ...random, sessionId.length, ...sessionId, ...u16(cipherSuite), 0, ...field]);
}
