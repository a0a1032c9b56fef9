import { parseServerName, parseTarget, type ProbeClass, type ProbeReport, type Target } from '../probe/index.ts';

/** What shall be probed. */
export interface ProbeRequest {
  /** `host:port` */
  readonly target: string;
  /** The server name to send; absent: the host, where it is a name. */
  readonly sni?: string;
}

/** A request that can be carried out, or why it cannot, in words. */
export type CheckedRequest =
  | { readonly kind: 'ready'; readonly request: ProbeRequest; readonly target: Target }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string };

/** Reads a request from a command's argument or from storage. `undefined` = it is none. */
export function readProbeRequest(value: unknown): ProbeRequest | undefined {
  if (typeof value !== 'object' || value === null || !('target' in value) || typeof value.target !== 'string')
    return undefined;
  if (!('sni' in value) || value.sni === undefined) return { target: value.target };
  return typeof value.sni === 'string' ? { target: value.target, sni: value.sni } : undefined;
}

/** Checks target and server name, and writes them the way they are shown and remembered. */
export function checkRequest({ target: text, sni }: ProbeRequest): CheckedRequest {
  const parsed = parseTarget(text);
  if (parsed.kind === 'refused') return parsed;
  const { target } = parsed;
  const address = hostPort(target);
  if (sni === undefined) return { kind: 'ready', request: { target: address }, target };
  const name = parseServerName(sni);
  return name.kind === 'refused' ? name : { kind: 'ready', request: { target: address, sni: name.name }, target };
}

/** In ASCII, so that two names that look alike do not read alike where the user is asked. */
function hostPort({ host, port }: Target): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A refusal as one sentence. */
export function refusalText({ message, hint }: { readonly message: string; readonly hint: string }): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}: ${hint}.`;
}

/** `host:port`, and the server name where it is stated. */
export function requestText({ target, sni }: ProbeRequest): string {
  return sni === undefined ? target : `${target} (SNI ${sni})`;
}

/** The question before a probe from a workspace that is not trusted. It names everything that is going to be contacted. */
export function consentText(request: ProbeRequest): {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
} {
  return {
    message: 'Probe from a workspace that is not trusted?',
    detail: `This opens TLS connections to:\n\n${requestText(request)}\n\nNothing is sent but the handshake.`,
    button: 'Probe',
  };
}

/** What the command returns to who called it: the report, and the class of the first address that has answered (else of the first). */
export interface ProbeResult extends ProbeReport {
  /** `undefined`: the name has no address. */
  readonly class: ProbeClass | undefined;
}

const SILENT: ReadonlySet<ProbeClass> = new Set(['unreachable', 'timeout', 'skipped']);

/** The report with its class. */
export function probeResult(report: ProbeReport): ProbeResult {
  const addresses = report.targets.flatMap((target) => target.addresses);
  const telling = addresses.find((address) => !SILENT.has(address.class)) ?? addresses[0];
  return { class: telling?.class, ...report };
}
