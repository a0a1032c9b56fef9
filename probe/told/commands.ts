import { isIP } from 'node:net';
import { GRPC_GO_TLS12_SUITES } from '../../core/alpn/index.ts';
import { printable } from '../../core/text/printable.ts';
import type { TargetReport } from '../report.ts';

/** The files of a client certificate, as the user gave them. Commands name them without their folders. */
export interface CredentialFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** What both commands are made of. */
export type CommandTarget = Pick<TargetReport, 'target' | 'sni' | 'addresses'>;

/**
 * The handshakes of grpc-go as commands of OpenSSL, fit for a POSIX shell: one, or one for each answer where addresses differ. Each prints
 * `ALPN protocol: h2` (class A), `No ALPN negotiated` (B), `alert number 120` (C) or `bad extension` (D).
 */
export function opensslCommands(target: CommandTarget, files: CredentialFiles = {}): readonly string[] {
  return dialledAddresses(target).map((address) => opensslCommand(target, address, files));
}

/**
 * Calls of a grpc-go client as commands of grpcurl, as many as of OpenSSL. They prove something only if that grpcurl is built with a grpc-go
 * that enforces ALPN (1.67 or newer): grpcurl 1.9.4 is (grpc-go 1.83), 1.9.3 is not (1.61).
 */
export function grpcurlCommands(target: CommandTarget, files: CredentialFiles = {}): readonly string[] {
  return dialledAddresses(target).map((address) => grpcurlCommand(target, address, files));
}

/** One address of each answer; `undefined`: all gave the same, so that the target itself can be dialled. */
function dialledAddresses({ addresses }: CommandTarget): readonly (string | undefined)[] {
  const byAnswer = new Map<string, string>();
  for (const { address, class: found, verdicts } of addresses) {
    const answer = JSON.stringify([found, verdicts.map(({ result }) => result)]);
    if (!byAnswer.has(answer)) byAnswer.set(answer, address);
  }
  return byAnswer.size < 2 ? [undefined] : [...byAnswer.values()];
}

/** Without them OpenSSL would finish handshakes that grpc-go does not: with CBC or RSA key exchange alone, or older versions. */
const GRPC_GO_ONLY = ['-min_protocol', 'TLSv1.2', '-cipher', GRPC_GO_TLS12_SUITES.join(':')];

function opensslCommand({ target, sni }: CommandTarget, address: string | undefined, files: CredentialFiles): string {
  const name = sni === null ? ['-noservername'] : ['-servername', sni];
  const credentials = [
    ...(files.ca === undefined ? [] : ['-CAfile', fileName(files.ca)]),
    ...(files.cert === undefined ? [] : ['-cert', fileName(files.cert)]),
    ...(files.key === undefined ? [] : ['-key', fileName(files.key)]),
  ];
  const dialled = address === undefined ? target : atAddress(target, address);
  const words = ['openssl', 's_client', '-connect', dialled, ...name, '-alpn', 'h2', ...GRPC_GO_ONLY, ...credentials];
  return `${shellWords(words)} </dev/null`;
}

function grpcurlCommand(
  { target, sni, addresses }: CommandTarget,
  chosen: string | undefined,
  files: CredentialFiles,
): string {
  const host = target.slice(0, target.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  // A Go client sends the name that it dials: only an address is dialled without one.
  const address = chosen ?? (sni === null && isIP(host) === 0 ? addresses[0]?.address : undefined);
  const dialledHost = address ?? host;
  const isTrusted = addresses.every(({ certificate }) => certificate === null || certificate.trusted);
  return shellWords([
    'grpcurl',
    '-max-time',
    '10',
    // Of a certificate that is not trusted grpcurl would say so, and nothing about ALPN.
    ...(isTrusted ? [] : ['-insecure']),
    ...(sni === null || sni === dialledHost ? [] : ['-authority', sni]),
    ...(files.ca === undefined || !isTrusted ? [] : ['-cacert', fileName(files.ca)]),
    ...(files.cert === undefined ? [] : ['-cert', fileName(files.cert)]),
    ...(files.key === undefined ? [] : ['-key', fileName(files.key)]),
    address === undefined ? target : atAddress(target, address),
    'list',
  ]);
}

function atAddress(target: string, address: string): string {
  const port = target.slice(target.lastIndexOf(':') + 1);
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Commands are given away: folders would tell who the user is and where keys lie. A name that begins with a hyphen would be an option. */
function fileName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.startsWith('-') ? `./${name}` : name;
}

function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A word that a POSIX shell takes letter by letter. */
function shellWord(foreign: string): string {
  const word = printable(foreign, 4000);
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
