import { createPrivateKey, X509Certificate } from 'node:crypto';
import { printable } from '../core/text/printable.ts';
import { Contexts, type Credentials } from './wire/grpcGoTls.ts';

/** Says in words why a CA, certificate or key cannot be used; `undefined` = it can. Nothing of them is part of the words. */
export function credentialsProblem(credentials: Credentials): string | undefined {
  const { ca, cert, key } = credentials;
  if ((cert === undefined) !== (key === undefined)) return 'a client certificate and its key are needed together';
  return (
    contentProblem('the CA', ca, 'CERTIFICATE') ??
    contentProblem('the client certificate', cert, 'CERTIFICATE') ??
    contentProblem("the client certificate's key", key, 'PRIVATE KEY') ??
    pairProblem(cert, key) ??
    engineProblem(credentials)
  );
}

type Pem = string | Uint8Array | undefined;

function contentProblem(what: string, value: Pem, label: 'CERTIFICATE' | 'PRIVATE KEY'): string | undefined {
  if (value === undefined) return undefined;
  const labels = [...pemText(value).matchAll(/-----BEGIN ([A-Z0-9 ]{1,40})-----/g)].map(([, it = '']) => it);
  if (labels.length === 0) return `${what} is not in PEM form`;
  if (label === 'PRIVATE KEY' && isEncrypted(value))
    return `${what} is encrypted, and a probe asks for no passphrase: write it without one (openssl pkey -in KEY -out FILE), readable for you alone`;
  if (labels.some((it) => it.endsWith(label))) return undefined;
  return `${what} holds ${labels[0] ?? ''}, and no ${label}`;
}

/** PKCS #8 says so in its label, older forms in a header (RFC 1421). */
function isEncrypted(key: string | Uint8Array): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pemText(key));
}

function pairProblem(cert: Pem, key: Pem): string | undefined {
  if (cert === undefined || key === undefined) return undefined;
  return attempt('the client certificate or its key cannot be used', () =>
    new X509Certificate(Buffer.from(cert)).checkPrivateKey(createPrivateKey(Buffer.from(key)))
      ? undefined
      : 'the key does not belong to the client certificate',
  );
}

function engineProblem(credentials: Credentials): string | undefined {
  return attempt('the CA, the client certificate or its key cannot be used', () => {
    // Node leaves a CA that it cannot read out without a word.
    for (const block of blocksOf(credentials.ca)) new X509Certificate(block);
    new Contexts(credentials).of('1.3');
    return undefined;
  });
}

function attempt(what: string, work: () => string | undefined): string | undefined {
  try {
    return work();
  } catch (error) {
    return `${what}: ${printable(error instanceof Error ? error.message : String(error))}`;
  }
}

function pemText(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
}

function blocksOf(ca: Pem): readonly string[] {
  const blocks = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
  return ca === undefined ? [] : (pemText(ca).match(blocks) ?? []);
}
