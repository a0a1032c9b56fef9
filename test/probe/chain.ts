import { generate } from 'selfsigned';

/** A certificate and its key, PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** When a certificate is valid: dates. */
export interface Validity {
  readonly from: string;
  readonly to: string;
}

/** A CA of its own, or below another one. */
export async function authority(name: string, organisation?: string, above?: Pair): Promise<Pair> {
  const subject = [
    { name: 'commonName', value: name },
    ...(organisation === undefined ? [] : [{ name: 'organizationName', value: organisation }]),
  ];
  const made = await generate(subject, {
    keyType: 'ec',
    algorithm: 'sha256',
    ...(above !== undefined && { ca: above }),
    notBeforeDate: new Date('2010-01-01'),
    notAfterDate: new Date('2099-01-01'),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true },
    ],
  });
  return { cert: ended(made.cert), key: made.private };
}

/** A certificate of this CA for these names, the first of which is its common name. */
export async function issue(ca: Pair, names: readonly string[], validity?: Validity): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
    ...(validity !== undefined && { notBeforeDate: new Date(validity.from), notAfterDate: new Date(validity.to) }),
    extensions: [
      { name: 'basicConstraints', cA: false },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (/^[\d.]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { cert: ended(made.cert), key: made.private };
}

/** One certificate after another needs a line end in between. */
function ended(pem: string): string {
  return `${pem.trim()}\n`;
}
