import { generate } from 'selfsigned';

/** A certificate and its key, PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

let made: Promise<Certificate> | undefined;

/** The certificate of this process, made when it is first asked for. It is an RSA one, so that every usual cipher suite can be used with it. */
export function testCertificate(): Promise<Certificate> {
  made ??= make({ keyType: 'rsa', keySize: 2048 });
  return made;
}

let quick: Promise<Certificate> | undefined;

/** One that costs a handshake far less, for tens of thousands of them. */
export function quickCertificate(): Promise<Certificate> {
  quick ??= make({ keyType: 'ec', curve: 'P-256' });
  return quick;
}

/** Which key. */
type Kind = { readonly keyType: 'rsa'; readonly keySize: number } | { readonly keyType: 'ec'; readonly curve: 'P-256' };

async function make(kind: Kind): Promise<Certificate> {
  const pair = await generate([{ name: 'commonName', value: 'grpc.example.com' }], {
    ...kind,
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: '*.example.com' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { certificate: pair.cert, key: pair.private };
}
