/** What a ServerHello says (RFC 5246 section 7.4.1.3, RFC 8446 section 4.1.3). */
export interface ServerHello {
  /** As on the wire: 0x0303 = TLS 1.2; `supported_versions` (RFC 8446 section 4.2.1) decides where it is sent. */
  readonly version: number;
  /** The cipher suite's number. */
  readonly cipherSuite: number;
  /** The protocol of the ALPN extension (RFC 7301 section 3.1), one character per byte; `undefined` = no such extension. From TLS 1.3 on it is sent encrypted: `undefined` then says nothing. */
  readonly alpn: string | undefined;
}

/** An alert that was sent in the clear (RFC 8446 section 6). */
export interface HeardAlert {
  readonly level: number;
  readonly number: number;
  readonly afterServerHello: boolean;
}

/** What the bytes that a peer has sent so far tell. */
export interface Heard {
  /** `tls`: they begin like a TLS record; `other`: they do not. */
  readonly kind: 'nothing' | 'tls' | 'other';
  /** How many bytes came in all. */
  readonly bytes: number;
  /** The first bytes, at most 256. */
  readonly head: Uint8Array;
  readonly serverHello: ServerHello | undefined;
  /** Whether a HelloRetryRequest came. */
  readonly helloRetryRequest: boolean;
  /** Whether the server asks for a client certificate; from TLS 1.3 on this cannot be read. */
  readonly certificateRequest: boolean;
  /** In the order in which they came, at most eight. */
  readonly alerts: readonly HeardAlert[];
  /** Whether the first thing that the server encrypted, behind a ServerHello of TLS 1.3, is an alert: its length tells, its number cannot be read. */
  readonly encryptedAlert: boolean;
  /** How the bytes, begun as TLS, break its rules. */
  readonly malformed: string | undefined;
}

/** TLS 1.2 and 1.3 as they are written in a ServerHello. */
export const TLS12 = 0x0303;
export const TLS13 = 0x0304;

/** The level of an alert that ends the connection. */
export const FATAL = 2;

const KEPT_HEAD = 256;
const KEPT_ALERTS = 8;
/** A record's length: 2^14 and what encryption may add (RFC 5246 section 6.2.3). */
const LONGEST_RECORD = 16384 + 2048;
/** An alert, the type of the inner record and the tag of the cipher: nothing else in a handshake of TLS 1.3 is so short (RFC 8446 section 5.2). */
const ENCRYPTED_ALERT = 2 + 1 + 16;
/** The longest ServerHello that is kept; real ones stay below 2 kB. */
const LONGEST_SERVER_HELLO = 16384;

const RECORD = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;
const MESSAGE = { helloRequest: 0, serverHello: 2, certificateRequest: 13 } as const;
const EXTENSION = { alpn: 0x0010, supportedVersions: 0x002b } as const;

/** RFC 8446 section 4.1.3: the random of a ServerHello that is a HelloRetryRequest. */
const HELLO_RETRY = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

/** A piece of fixed length that arrives in any number of chunks. */
interface Piece {
  readonly bytes: Uint8Array;
  filled: number;
}

function piece(length: number): Piece {
  return { bytes: new Uint8Array(length), filled: 0 };
}

/** Fills a piece from a chunk and gives back what is left of the chunk. */
function fill(target: Piece, chunk: Uint8Array): Uint8Array {
  const taken = chunk.subarray(0, target.bytes.length - target.filled);
  target.bytes.set(taken, target.filled);
  target.filled += taken.length;
  return chunk.subarray(taken.length);
}

function isFull(target: Piece): boolean {
  return target.filled === target.bytes.length;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function numberAt(bytes: Uint8Array, index: number): number {
  return (byteAt(bytes, index) << 8) | byteAt(bytes, index + 1);
}

/**
 * Reads what a TLS server sends in the clear, in whatever pieces it arrives, until encryption begins. Holds a bounded amount of memory
 * (below 17 kB) whatever comes, and never throws.
 */
export class RecordReader {
  readonly #head = piece(KEPT_HEAD);
  #bytes = 0;
  #done = false;
  #kind: Heard['kind'] = 'nothing';
  #malformed: string | undefined;
  #serverHello: ServerHello | undefined;
  #helloRetryRequest = false;
  #certificateRequest = false;
  readonly #alerts: HeardAlert[] = [];
  #encryptedAlert = false;

  #recordHeader = piece(5);
  #recordLeft = 0;
  #alert = piece(2);
  #messageHeader = piece(4);
  #messageLeft = 0;
  #messageBody: Piece | undefined;

  /** Takes the next bytes. They are not kept. */
  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    fill(this.#head, chunk);
    this.#judgeStart();
    let rest = chunk;
    while (rest.length > 0 && !this.#done) rest = this.#recordLeft > 0 ? this.#payload(rest) : this.#header(rest);
  }

  /** What is known by now. */
  heard(): Heard {
    return {
      kind: this.#kind,
      bytes: this.#bytes,
      head: this.#head.bytes.slice(0, this.#head.filled),
      serverHello: this.#serverHello,
      helloRetryRequest: this.#helloRetryRequest,
      certificateRequest: this.#certificateRequest,
      alerts: [...this.#alerts],
      encryptedAlert: this.#encryptedAlert,
      malformed: this.#malformed,
    };
  }

  /** Whether a ServerHello has come. */
  get hasServerHello(): boolean {
    return this.#serverHello !== undefined;
  }

  /** Whether nothing good can follow any more: no TLS, broken TLS, or a fatal alert. */
  get failed(): boolean {
    return this.#kind === 'other' || this.#malformed !== undefined || this.#alerts.some(({ level }) => level === FATAL);
  }

  #judgeStart(): void {
    if (this.#bytes === 0 || this.#kind === 'other') return;
    const [first = 0, major = 3, minor = 0] = this.#head.bytes.subarray(0, this.#head.filled);
    const isTls = first >= RECORD.changeCipherSpec && first <= RECORD.applicationData && major === 3 && minor <= 4;
    this.#kind = isTls ? 'tls' : 'other';
    if (!isTls) this.#done = true;
  }

  #break(how: string): void {
    this.#malformed = how;
    this.#done = true;
  }

  #header(chunk: Uint8Array): Uint8Array {
    const rest = fill(this.#recordHeader, chunk);
    if (!isFull(this.#recordHeader)) return rest;
    const type = byteAt(this.#recordHeader.bytes, 0);
    const length = numberAt(this.#recordHeader.bytes, 3);
    if (byteAt(this.#recordHeader.bytes, 1) !== 3 || type < RECORD.changeCipherSpec || type > RECORD.applicationData)
      this.#break('something that is no TLS record behind one');
    else if (length > LONGEST_RECORD) this.#break(`a record of ${length} bytes, more than TLS allows`);
    else if (type === RECORD.applicationData) {
      if (this.#serverHello === undefined) this.#break('application data before a ServerHello');
      this.#encryptedAlert = this.#serverHello?.version === TLS13 && length === ENCRYPTED_ALERT;
      this.#done = true;
    } else if (
      type === RECORD.changeCipherSpec &&
      this.#serverHello !== undefined &&
      this.#serverHello.version < TLS13
    ) {
      this.#done = true;
    }
    this.#recordLeft = length;
    if (length === 0) this.#recordHeader = piece(5);
    return rest;
  }

  #payload(chunk: Uint8Array): Uint8Array {
    const part = chunk.subarray(0, this.#recordLeft);
    this.#recordLeft -= part.length;
    const type = byteAt(this.#recordHeader.bytes, 0);
    if (this.#recordLeft === 0) this.#recordHeader = piece(5);
    let rest = part;
    while (rest.length > 0 && !this.#done) {
      if (type === RECORD.alert) rest = this.#readAlert(rest);
      else if (type === RECORD.handshake) rest = this.#readHandshake(rest);
      else break;
    }
    return chunk.subarray(part.length);
  }

  #readAlert(chunk: Uint8Array): Uint8Array {
    const rest = fill(this.#alert, chunk);
    if (!isFull(this.#alert)) return rest;
    const [level = 0, number = 0] = this.#alert.bytes;
    this.#alert = piece(2);
    if (level !== 1 && level !== FATAL) this.#break(`an alert of level ${level}`);
    else if (this.#alerts.length < KEPT_ALERTS)
      this.#alerts.push({ level, number, afterServerHello: this.#serverHello !== undefined });
    else this.#break('one alert after the other');
    if (level === FATAL) this.#done = true;
    return rest;
  }

  #readHandshake(chunk: Uint8Array): Uint8Array {
    if (!isFull(this.#messageHeader)) {
      const rest = fill(this.#messageHeader, chunk);
      if (isFull(this.#messageHeader)) this.#beginMessage();
      return rest;
    }
    const part = chunk.subarray(0, this.#messageLeft);
    if (this.#messageBody !== undefined) fill(this.#messageBody, part);
    this.#messageLeft -= part.length;
    if (this.#messageLeft === 0) this.#endMessage();
    return chunk.subarray(part.length);
  }

  #beginMessage(): void {
    const [type = 0, high = 0] = this.#messageHeader.bytes;
    const length = (high << 16) | numberAt(this.#messageHeader.bytes, 2);
    this.#messageLeft = length;
    this.#messageBody = undefined;
    if (type === MESSAGE.serverHello && this.#serverHello === undefined) {
      if (length > LONGEST_SERVER_HELLO) this.#break(`a ServerHello of ${length} bytes`);
      else this.#messageBody = piece(length);
    } else if (type !== MESSAGE.helloRequest && this.#serverHello === undefined) {
      this.#break('another handshake message where a ServerHello is due');
    }
    if (type === MESSAGE.certificateRequest) this.#certificateRequest = true;
    if (length === 0 && !this.#done) this.#endMessage();
  }

  #endMessage(): void {
    const body = this.#messageBody?.bytes;
    this.#messageHeader = piece(4);
    this.#messageBody = undefined;
    if (body === undefined) return;
    const hello = parseServerHello(body);
    if (hello === undefined) this.#break('a ServerHello that cannot be read');
    else if (Buffer.from(body.subarray(2, 34)).toString('hex') === HELLO_RETRY) this.#helloRetryRequest = true;
    else this.#serverHello = hello;
  }
}

/** Reads the body of a ServerHello, without its four bytes of type and length. `undefined` = it breaks the rules. */
export function parseServerHello(body: Uint8Array): ServerHello | undefined {
  if (body.length < 38) return undefined;
  const sessionId = byteAt(body, 34);
  const suite = 35 + sessionId;
  if (sessionId > 32 || body.length < suite + 3) return undefined;
  const plain = { version: numberAt(body, 0), cipherSuite: numberAt(body, suite), alpn: undefined };
  const extensions = suite + 3;
  if (body.length === extensions) return plain;
  if (body.length < extensions + 2 || numberAt(body, extensions) !== body.length - extensions - 2) return undefined;
  return withExtensions(plain, body.subarray(extensions + 2));
}

function withExtensions(plain: ServerHello, extensions: Uint8Array): ServerHello | undefined {
  let { version, alpn } = plain;
  for (let rest = extensions; rest.length > 0;) {
    const length = numberAt(rest, 2);
    if (rest.length < 4 + length) return undefined;
    const content = rest.subarray(4, 4 + length);
    const type = numberAt(rest, 0);
    if (type === EXTENSION.supportedVersions) {
      if (length !== 2) return undefined;
      version = numberAt(content, 0);
    } else if (type === EXTENSION.alpn) {
      alpn = parseAlpn(content);
      if (alpn === undefined) return undefined;
    }
    rest = rest.subarray(4 + length);
  }
  return { ...plain, version, alpn };
}

/** RFC 7301 section 3.1: the server's list holds exactly one name. */
function parseAlpn(content: Uint8Array): string | undefined {
  const length = byteAt(content, 2);
  const isOneName = length > 0 && content.length === 3 + length && numberAt(content, 0) === 1 + length;
  return isOneName ? Buffer.from(content.subarray(3)).toString('latin1') : undefined;
}
