import {
  createCipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  sign,
  X509Certificate,
} from 'node:crypto';
import { readClientHello } from './clientHello.ts';
import { alert, alpnExtension, extension, message, record, serverHello, TLS13_EXTENSION } from './wire.ts';

const X25519 = 0x001d;

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function hash(...parts: readonly Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

/** RFC 8446 section 7.1: HKDF-Expand-Label, for at most 32 bytes. */
function expandLabel(secret: Buffer, label: string, context: Buffer, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = Buffer.from([length >> 8, length & 255, name.length, ...name, context.length, ...context, 1]);
  return hmac(secret, info).subarray(0, length);
}

/**
 * The whole answer of a server that speaks only TLS 1.3 and selects `protocol` whatever is offered: no library does this. A client without TLS 1.3
 * gets alert 70.
 */
export function unofferedTls13(
  clientRecord: Buffer,
  protocol: string,
  certificate: { readonly key: string; readonly cert: string },
): Buffer {
  const hello = readClientHello(clientRecord);
  const clientShare = hello.keyShares.get(X25519);
  if (!hello.versions.includes(0x0304) || clientShare === undefined) return alert(70);

  const keys = generateKeyPairSync('x25519');
  const publicJwk = { kty: 'OKP', crv: 'X25519', x: clientShare.toString('base64url') };
  const shared = diffieHellman({
    privateKey: keys.privateKey,
    publicKey: createPublicKey({ key: publicJwk, format: 'jwk' }),
  });
  const ownShare = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const share = extension(51, [0, X25519, 0, 32, ...ownShare]);
  const answer = serverHello({
    extensions: [...TLS13_EXTENSION, ...share],
    sessionId: [...hello.sessionId],
    cipherSuite: 0x1301,
  });

  const early = hmac(Buffer.alloc(32), Buffer.alloc(32));
  const handshakeSecret = hmac(expandLabel(early, 'derived', hash(), 32), shared);
  const traffic = expandLabel(handshakeSecret, 's hs traffic', hash(hello.message, answer), 32);

  const extensions = alpnExtension(protocol);
  const encryptedExtensions = message(8, [0, extensions.length, ...extensions]);
  const der = new X509Certificate(certificate.cert).raw;
  const entry = [0, der.length >> 8, der.length & 255, ...der, 0, 0];
  const certificateMessage = message(11, [0, 0, entry.length >> 8, entry.length & 255, ...entry]);
  const transcript = [hello.message, answer, encryptedExtensions, certificateMessage];
  const signed = Buffer.concat([
    Buffer.alloc(64, 0x20),
    Buffer.from('TLS 1.3, server CertificateVerify\0', 'latin1'),
    hash(...transcript),
  ]);
  const signature = sign('sha256', signed, certificate.key);
  const verify = message(15, [0x04, 0x03, signature.length >> 8, signature.length & 255, ...signature]);
  const finishedKey = expandLabel(traffic, 'finished', Buffer.alloc(0), 32);
  const finished = message(20, hmac(finishedKey, hash(...transcript, verify)));

  const inner = Buffer.concat([encryptedExtensions, certificateMessage, verify, finished, Buffer.from([22])]);
  const header = Buffer.from([23, 3, 3, (inner.length + 16) >> 8, (inner.length + 16) & 255]);
  const cipher = createCipheriv(
    'aes-128-gcm',
    expandLabel(traffic, 'key', Buffer.alloc(0), 16),
    expandLabel(traffic, 'iv', Buffer.alloc(0), 12),
  );
  cipher.setAAD(header);
  const sealed = Buffer.concat([cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([record(22, answer), header, sealed]);
}
