/** A ClientHello as a server sees it (RFC 8446 section 4.1.2). */
export interface ClientHello {
  /** The handshake message, with its four bytes of type and length. */
  readonly message: Buffer;
  readonly sessionId: Buffer;
  readonly cipherSuites: readonly number[];
  readonly sni: string | undefined;
  readonly alpn: readonly string[] | undefined;
  readonly versions: readonly number[];
  readonly signatures: readonly number[];
  readonly groups: readonly number[];
  /** Public keys by group. */
  readonly keyShares: ReadonlyMap<number, Buffer>;
}

const EXTENSION = { sni: 0, groups: 10, signatures: 13, alpn: 16, versions: 43, keyShares: 51 } as const;

/** Reads the first record of a client; all of it must have arrived. */
export function readClientHello(record: Buffer): ClientHello {
  const message = record.subarray(5, 5 + record.readUInt16BE(3));
  let at = 4 + 2 + 32;
  const sessionLength = message.readUInt8(at);
  const sessionId = message.subarray(at + 1, at + 1 + sessionLength);
  at += 1 + sessionLength;
  const suiteLength = message.readUInt16BE(at);
  const cipherSuites = numbers(message.subarray(at + 2, at + 2 + suiteLength));
  at += 2 + suiteLength;
  at += 1 + message.readUInt8(at) + 2;
  const extensions = new Map<number, Buffer>();
  while (at < message.length) {
    const length = message.readUInt16BE(at + 2);
    extensions.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  const list = (type: number, skip: number): Buffer => extensions.get(type)?.subarray(skip) ?? Buffer.alloc(0);
  const alpn = extensions.get(EXTENSION.alpn);
  return {
    message,
    sessionId,
    cipherSuites,
    sni: extensions.get(EXTENSION.sni)?.subarray(5).toString('latin1'),
    alpn: alpn === undefined ? undefined : names(alpn.subarray(2)),
    versions: numbers(list(EXTENSION.versions, 1)),
    signatures: numbers(list(EXTENSION.signatures, 2)),
    groups: numbers(list(EXTENSION.groups, 2)),
    keyShares: shares(list(EXTENSION.keyShares, 2)),
  };
}

function numbers(bytes: Buffer): readonly number[] {
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(2 * index));
}

function names(bytes: Buffer): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += 1 + bytes.readUInt8(at)) {
    found.push(bytes.subarray(at + 1, at + 1 + bytes.readUInt8(at)).toString('latin1'));
  }
  return found;
}

function shares(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt16BE(at + 2)) {
    found.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + bytes.readUInt16BE(at + 2)));
  }
  return found;
}
