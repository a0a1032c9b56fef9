import {
  hostPort,
  parseServerName,
  parseTarget,
  type ProbeClass,
  type ProbeReport,
  type Target,
} from '../probe/index.ts';

/** What shall be probed. */
export interface ProbeRequest {
  /** `host:port` */
  readonly target: string;
  /** The server name to send; `null`: none; absent: the host, where it is a name. */
  readonly sni?: string | null;
}

/** A request that can be carried out, or why it cannot, in words. */
export type CheckedRequest =
  | {
      readonly kind: 'ready';
      readonly request: ProbeRequest;
      /** With the server name of the request. */
      readonly target: Target;
    }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string };

/** Reads a request from a command's argument or from storage. `undefined` = it is none. */
export function readProbeRequest(value: unknown): ProbeRequest | undefined {
  if (typeof value !== 'object' || value === null || !('target' in value) || typeof value.target !== 'string')
    return undefined;
  if (!('sni' in value) || value.sni === undefined) return { target: value.target };
  return typeof value.sni === 'string' || value.sni === null ? { target: value.target, sni: value.sni } : undefined;
}

/** Checks target and server name, and writes them the way they are shown and remembered. */
export function checkRequest({ target: text, sni }: ProbeRequest): CheckedRequest {
  const parsed = parseTarget(text);
  if (parsed.kind === 'refused') return parsed;
  const { target } = parsed;
  // In ASCII, so that two names that look alike do not read alike where the user is asked.
  const address = hostPort(target.host, target.port);
  if (sni === undefined) return { kind: 'ready', request: { target: address }, target };
  if (sni === null) return { kind: 'ready', request: { target: address, sni }, target: { ...target, sni } };
  const parsedName = parseServerName(sni);
  if (parsedName.kind === 'refused') return parsedName;
  const { name } = parsedName;
  return { kind: 'ready', request: { target: address, sni: name }, target: { ...target, sni: name } };
}

/** A refusal as one sentence. */
export function refusalText({ message, hint }: { readonly message: string; readonly hint: string }): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}: ${hint}.`;
}

/** `host:port`, and the server name where it is stated. */
export function requestText({ target, sni }: ProbeRequest): string {
  if (sni === undefined) return target;
  return `${target} (${sni === null ? 'no SNI' : `SNI ${sni}`})`;
}

/** What a probe depends on beside its targets, as far as it is told before consent. */
export interface ConsentSurroundings {
  readonly isTrusted: boolean;
  /** Whether the user chose the target where its host and port are shown; left out: yes. */
  readonly isShown?: boolean;
  /** Whether HTTP/2's preface and SETTINGS are sent behind the handshake. */
  readonly http2?: boolean;
  /** Whether a client certificate is shown to servers that ask for one. */
  readonly certificate?: boolean;
}

/** Whether a probe has to be asked for: in a trusted workspace, choosing what is shown is consent. */
export function needsConsent({ isTrusted, isShown = true }: ConsentSurroundings): boolean {
  return !isTrusted || !isShown;
}

/** A question that the user answers with its button, or not at all. */
export interface ConsentText {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

/** The question before a probe. It names everything that is going to be contacted, and what is sent. */
export function consentText(requests: readonly ProbeRequest[], surroundings: ConsentSurroundings): ConsentText {
  const some = requests.length === 1 ? 'Probe' : `Probe ${requests.length} endpoints`;
  return {
    message: surroundings.isTrusted
      ? `${requests.length === 1 ? 'Probe this endpoint' : some}?`
      : `${some} from a workspace that is not trusted?`,
    detail: `This opens TLS connections to:\n\n${requests.map(requestText).join('\n')}\n\n${sentWords(surroundings)}`,
    button: 'Probe',
  };
}

/** What is sent to each of them, as a sentence. */
export function sentWords({
  http2 = false,
  certificate = false,
}: Pick<ConsentSurroundings, 'http2' | 'certificate'>): string {
  const more = [
    ...(certificate ? ['the client certificate that the settings name, where it is asked for'] : []),
    ...(http2 ? ["HTTP/2's preface and SETTINGS"] : []),
  ];
  return more.length === 0
    ? 'Nothing is sent but the handshake.'
    : `Sent are the handshake, and ${more.join(', and ')}.`;
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
