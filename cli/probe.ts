import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  credentialsProblem,
  exitCodeOf,
  parseServerName,
  parseTarget,
  probe,
  renderText,
  reportJson,
  type Credentials,
  type Progress,
  type Target,
} from '../probe/index.ts';
import { errorCode } from '../disk/errorCode.ts';
import type { ProbeCommandOptions } from './commandLine.ts';
import { refuse, type Terminal } from './terminal.ts';

type Refused = { readonly kind: 'refused'; readonly problem: string };

/** `grpc-alpn probe`. */
export async function probeTargets(
  args: readonly string[],
  options: ProbeCommandOptions,
  terminal: Terminal,
  version: string,
): Promise<number> {
  const targets = readTargets(args);
  if (targets.kind === 'refused') return refuse(terminal, targets.problem);
  const name = options.sni === undefined ? undefined : parseServerName(options.sni);
  if (name?.kind === 'refused') return refuse(terminal, `--sni: ${name.message}; ${name.hint}`);
  const credentials = readCredentials(options, terminal.cwd);
  if (credentials.kind === 'refused') return refuse(terminal, credentials.problem);
  try {
    const report = await probe({
      targets: targets.targets,
      sni: name?.name,
      credentials: credentials.credentials,
      timeout: options.timeout * 1000,
      http2: options.http2,
      signal: terminal.interrupted,
      onProgress: (it) => terminal.progress(progressWords(it)),
    });
    terminal.progress('');
    terminal.out(
      options.format === 'json' ? `${reportJson(report, { name: 'grpc-alpn', version })}\n` : renderText(report),
    );
    return exitCodeOf(report);
  } catch (error) {
    if (!terminal.interrupted.aborted) throw error;
    terminal.error('grpc-alpn: interrupted\n');
    return 130;
  }
}

function readTargets(
  args: readonly string[],
): { readonly kind: 'read'; readonly targets: readonly Target[] } | Refused {
  const targets: Target[] = [];
  for (const arg of args) {
    const parsed = parseTarget(arg);
    if (parsed.kind === 'refused') return { kind: 'refused', problem: `${parsed.message}; ${parsed.hint}` };
    targets.push(parsed.target);
  }
  return { kind: 'read', targets };
}

function readCredentials(
  options: ProbeCommandOptions,
  cwd: string,
): { readonly kind: 'read'; readonly credentials: Credentials } | Refused {
  const read: Partial<Record<'ca' | 'cert' | 'key', string>> = {};
  for (const key of ['ca', 'cert', 'key'] as const) {
    const file = options[key];
    if (file === undefined) continue;
    try {
      read[key] = readFileSync(path.resolve(cwd, file), 'utf8');
    } catch (error) {
      const code = errorCode(error);
      return { kind: 'refused', problem: `--${key} ${file} cannot be read (${code})` };
    }
  }
  const problem = credentialsProblem(read);
  return problem === undefined ? { kind: 'read', credentials: read } : { kind: 'refused', problem };
}

function progressWords(progress: Progress): string {
  switch (progress.kind) {
    case 'resolving':
      return `Resolving ${progress.target.host} …`;
    case 'resolved':
      return `${progress.target.host}: ${progress.addresses.length} addresses`;
    case 'handshake':
      return `${progress.address}: offering ${progress.offer.length === 0 ? 'nothing' : progress.offer.join(', ')} …`;
    case 'address':
      return `${progress.report.address}: class ${progress.report.class}`;
  }
}
