import { homedir } from 'node:os';
import { workspace } from 'vscode';
import type { CredentialFiles, Credentials } from '../probe/index.ts';
import { readCredentialFiles } from './credentialFiles.ts';
import { timeoutOf } from './probeTimeout.ts';

/** How to probe, as the user has set it. */
export interface ProbeSettings {
  readonly kind: 'ready';
  /** Milliseconds for one address. */
  readonly timeout: number;
  /** Whether to ask in HTTP/2 behind the handshake. */
  readonly http2: boolean;
  readonly credentials: Credentials;
  /** Where the credentials were read from; absent = not set. */
  readonly files: CredentialFiles;
}

/**
 * Reads the settings `grpcAlpn.probe.*` and the files that they name. VS Code leaves those of a workspace that is not trusted out.
 * `refused` = a file cannot be used: a probe without it would tell about another client.
 */
export async function readProbeSettings(): Promise<
  ProbeSettings | { readonly kind: 'refused'; readonly message: string }
> {
  const settings = workspace.getConfiguration('grpcAlpn.probe');
  const read = await readCredentialFiles(
    {
      ca: settings.get('ca'),
      clientCertificate: settings.get('clientCertificate'),
      clientKey: settings.get('clientKey'),
    },
    {
      home: homedir(),
      folders: (workspace.workspaceFolders ?? []).map(({ name, uri }) => ({ name, path: uri.fsPath })),
    },
  );
  if (read.kind === 'refused') return read;
  const { credentials, files } = read;
  return {
    kind: 'ready',
    timeout: timeoutOf(settings.get('timeout')),
    http2: settings.get('http2') === true,
    credentials,
    files,
  };
}
