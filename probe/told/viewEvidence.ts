import type { FactView, Words } from '../../core/observation/view.ts';
import type { CertificateFacts } from '../peer/certificate.ts';
import { insteadWords } from '../wire/cipherSuites.ts';
import { quoted } from './phrases.ts';
import type { AddressReport } from '../report.ts';

const MOST_NAMES = 5;

/** What a certificate that this machine does not like means for a client: nothing certain. */
const TRUST: Words = [
  '. This does not change the class: the settings of each client decide what it trusts, and grpc-go says ',
  { code: 'tls: failed to verify certificate: x509: …' },
  ' where it does not',
];

/** What is known of addresses apart from their class. What differs between them is told for each. */
export function evidenceOf(addresses: readonly AddressReport[]): readonly FactView[] {
  return [
    ...told('TLS versions', addresses, versionWords),
    ...told('Cipher suite', addresses, cipherWords),
    ...told('Certificate', addresses, (it) => certificateWords(it.certificate)),
    ...told('Client certificate', addresses, clientCertificateWords),
    ...told('HTTP/2', addresses, http2Words),
    ...told('Product', addresses, productWords),
    ...told('It says', addresses, ({ banner }) => (banner === null ? null : [{ code: banner }])),
  ];
}

/** What all say is told once; else each is told with its addresses. */
function told(
  name: string,
  addresses: readonly AddressReport[],
  wordsOf: (address: AddressReport) => Words | null,
): readonly FactView[] {
  const groups = new Map<string, { readonly words: Words; readonly at: string[] }>();
  for (const address of addresses) {
    const words = wordsOf(address);
    if (words === null) continue;
    const key = JSON.stringify(words);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { words, at: [address.address] });
    else group.at.push(address.address);
  }
  return [...groups.values()].map(({ words, at }) => ({
    name,
    words: at.length === addresses.length ? words : [{ code: at.join(', ') }, ': ', ...words],
  }));
}

function versionWords({ tls: { accepts } }: AddressReport): Words | null {
  const known = [accepts['1.2'], accepts['1.3']];
  if (known.every((it) => it === null)) return null;
  if (known.every((it) => it === true)) return ['1.2 and 1.3 are accepted'];
  const one = (version: string, is: boolean | null): string =>
    `${version} ${is === null ? 'cannot be told' : is ? 'is accepted' : 'is not accepted'}`;
  return [`${one('1.3', accepts['1.3'])}, ${one('1.2', accepts['1.2'])}`];
}

function cipherWords({ tls: { cipherSuite, instead } }: AddressReport): Words | null {
  if (cipherSuite !== null) return [{ code: cipherSuite }, ', which grpc-go accepts'];
  if (instead === null) return null;
  return [{ text: insteadWords(instead) }];
}

function certificateWords(certificate: CertificateFacts | null): Words | null {
  if (certificate === null) return null;
  const { names, issuer, validFrom, validTo, daysLeft, trusted, whyNot, problems } = certificate;
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return [
    'for ',
    { code: names.length === 0 ? '(no name)' : names.slice(0, MOST_NAMES).join(', ') },
    `${more}, issued by `,
    { code: issuer === '' ? '(no name)' : issuer },
    `, valid ${day(validFrom)} to ${day(validTo)}${left(daysLeft)}; `,
    ...(trusted ? ['trusted here'] : ['not trusted here: ', { code: whyNot ?? 'unknown reason' }]),
    ...problems.flatMap(({ text }) => ['. ', ...quoted(text.replace(/\.$/, ''))]),
    ...(problems.length === 0 ? [] : TRUST),
  ];
}

function day(date: string | null): string {
  return date?.slice(0, 10) ?? '?';
}

function left(days: number | null): string {
  if (days === null) return '';
  return days < 0 ? ' (expired)' : ` (${days} day${days === 1 ? '' : 's'} left)`;
}

function clientCertificateWords({ clientCertificate }: AddressReport): Words | null {
  switch (clientCertificate) {
    case 'not-asked':
      return ['not asked for'];
    case 'asked':
      return ['asked for; whether it is required, the handshake does not tell'];
    case 'required':
      return ['required; none was given'];
    case 'refused':
      return ['required; the given one was refused'];
    case 'unknown':
      return null;
  }
}

function http2Words({ http2 }: AddressReport): Words | null {
  if (http2 === null) return null;
  switch (http2.answer) {
    case 'settings':
      return [http2.asked ? 'answers in HTTP/2 (SETTINGS)' : 'speaks HTTP/2: its SETTINGS came unasked'];
    case 'http/1.1':
      return ['answers in HTTP/1.1: no gRPC is spoken here'];
    case 'other':
      return ['sends something else than HTTP/2 behind the handshake'];
    case 'closed':
      return [
        http2.asked
          ? 'closed the connection instead of answering in HTTP/2'
          : 'closed the connection behind the handshake, before it was asked anything',
      ];
    case 'silence':
      return ['did not answer in HTTP/2'];
  }
}

function productWords({ product }: AddressReport): Words | null {
  if (product === null) return null;
  return [`${product.isGuess ? 'perhaps ' : ''}${product.product}: `, { text: product.because }];
}
