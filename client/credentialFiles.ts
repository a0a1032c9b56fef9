import { readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { credentialsProblem, type CredentialFiles, type Credentials } from '../probe/index.ts';
import { printable } from '../core/text/printable.ts';

/** The settings that name files, as they are written; empty or absent = not set. */
export interface CredentialSettings {
  readonly ca?: unknown;
  readonly clientCertificate?: unknown;
  readonly clientKey?: unknown;
}

/** What names in settings can be relative to. */
export interface Places {
  /** The user's home folder. */
  readonly home: string;
  readonly folders: readonly { readonly name: string; readonly path: string }[];
}

/** What the files hold, or why they cannot be used: a sentence that names the setting. */
export type ReadCredentials =
  | {
      readonly kind: 'read';
      readonly credentials: Credentials;
      /** Where they were read from. */
      readonly files: CredentialFiles;
    }
  | { readonly kind: 'refused'; readonly message: string };

type Refused = Extract<ReadCredentials, { kind: 'refused' }>;

/** Nobody has a certificate that is larger; a file that is, is another one. */
const MOST_BYTES = 1024 * 1024;

const SETTINGS = [
  ['ca', 'ca'],
  ['clientCertificate', 'cert'],
  ['clientKey', 'key'],
] as const;

/** Reads the files that the settings name. What they hold goes nowhere but into the handshakes. */
export async function readCredentialFiles(settings: CredentialSettings, places: Places): Promise<ReadCredentials> {
  const files: Partial<Record<'ca' | 'cert' | 'key', string>> = {};
  const credentials: Partial<Record<'ca' | 'cert' | 'key', string>> = {};
  for (const [setting, option] of SETTINGS) {
    const written = settings[setting];
    if (written === undefined || written === '') continue;
    const name = `grpcAlpn.probe.${setting}`;
    const found = fileOf(written, places);
    if (found.kind === 'refused') return refuse(`${name}: ${found.message}`);
    const text = await readSmallFile(found.file);
    if (text.kind === 'refused') return refuse(`${name}: ${printable(found.file)} ${text.message}`);
    files[option] = found.file;
    credentials[option] = text.text;
  }
  const problem = credentialsProblem(credentials);
  return problem === undefined
    ? { kind: 'read', credentials, files }
    : refuse(`The settings grpcAlpn.probe.ca, clientCertificate and clientKey cannot be used: ${problem}`);
}

function refuse(message: string): Refused {
  return { kind: 'refused', message: `${message}.` };
}

/** The file that a setting names: absolute, below `~/` or below `${workspaceFolder}`; nothing else is guessed at. */
function fileOf(written: unknown, places: Places): { readonly kind: 'file'; readonly file: string } | Refused {
  if (typeof written !== 'string') return { kind: 'refused', message: 'is not the name of a file' };
  const text = written.trim();
  if (text === '~' || /^~[/\\]/.test(text)) return { kind: 'file', file: path.join(places.home, text.slice(1)) };
  const variable = /^\$\{([^}]{0,200})\}(.*)$/.exec(text);
  if (variable !== null) return belowVariable(variable[1] ?? '', variable[2] ?? '', places);
  if (text.includes('${')) return { kind: 'refused', message: 'a variable can only stand at the beginning' };
  return path.isAbsolute(text)
    ? { kind: 'file', file: text }
    : {
        kind: 'refused',
        message: `${printable(text)} is relative: write the whole path, or begin with ~/ or \${workspaceFolder}/`,
      };
}

function belowVariable(name: string, rest: string, { home, folders }: Places): ReturnType<typeof fileOf> {
  if (name === 'userHome') return { kind: 'file', file: path.join(home, rest) };
  if (name === 'workspaceFolder' && folders.length > 1)
    return { kind: 'refused', message: 'there are several workspace folders: write ${workspaceFolder:NAME}' };
  if (name !== 'workspaceFolder' && !name.startsWith('workspaceFolder:'))
    return { kind: 'refused', message: `the variable \${${printable(name)}} is not known here` };
  const wanted = name.slice('workspaceFolder:'.length);
  const folder = name === 'workspaceFolder' ? folders[0] : folders.find((it) => it.name === wanted);
  return folder === undefined
    ? { kind: 'refused', message: `there is no workspace folder for \${${printable(name)}}` }
    : { kind: 'file', file: path.join(folder.path, rest) };
}

async function readSmallFile(
  file: string,
): Promise<{ readonly kind: 'text'; readonly text: string } | { readonly kind: 'refused'; readonly message: string }> {
  try {
    const found = await stat(file);
    // A pipe would keep the probe waiting.
    if (!found.isFile()) return { kind: 'refused', message: 'is no file' };
    if (found.size > MOST_BYTES) return { kind: 'refused', message: 'is larger than a certificate or key can be' };
    return { kind: 'text', text: await readFile(file, 'utf8') };
  } catch (error) {
    const code =
      error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unreadable';
    return { kind: 'refused', message: `cannot be read (${code})` };
  }
}
