import type { Endpoint } from '../server/protocol.ts';
import { checkRequest, refusalText, type ProbeRequest } from './probeRequest.ts';

/** A row of the list that asks what to probe. */
export type ProbeChoice =
  | { readonly kind: 'separator'; readonly label: string }
  /** Choosing it probes. */
  | { readonly kind: 'target'; readonly label: string; readonly description: string; readonly request: ProbeRequest; readonly typed: boolean }
  /** Says why what is typed names no endpoint. */
  | { readonly kind: 'refused'; readonly label: string; readonly description: string; readonly message: string };

/** What the list is made of. */
export interface ChoicesInput {
  readonly typed: string;
  readonly recent: readonly ProbeRequest[];
  readonly endpoints: readonly Endpoint[];
}

/**
 * The rows of the list: what is typed, the endpoints of the workspace, what was probed before. Text without a port is rather the beginning of a
 * search than a host: then the row for it comes last.
 */
export function probeChoices({ typed, recent, endpoints }: ChoicesInput): readonly ProbeChoice[] {
  const text = typed.trim();
  const own = text === '' ? [] : [typedChoice(text)];
  const known = endpoints.map(({ target, sni }) => targetChoice(sni === undefined ? { target } : { target, sni }));
  const listed = [...group('in this workspace', known), ...group('probed before', recent.map(targetChoice))];
  return namesPort(text) ? [...own, ...listed] : [...listed, ...group('as typed', own)];
}

function typedChoice(text: string): ProbeChoice {
  const checked = checkRequest({ target: text });
  if (checked.kind === 'refused') return { kind: 'refused', label: 'No endpoint yet', description: refusalText(checked), message: refusalText(checked) };
  const { request, target } = checked;
  return { kind: 'target', label: `Probe ${request.target}`, description: target.notes.join('; '), request, typed: true };
}

function targetChoice(request: ProbeRequest): ProbeChoice {
  const { target, sni } = request;
  return { kind: 'target', label: target, description: sni === undefined ? '' : `SNI ${sni}`, request, typed: false };
}

function group(label: string, choices: readonly ProbeChoice[]): readonly ProbeChoice[] {
  return choices.length === 0 ? [] : [{ kind: 'separator', label }, ...choices];
}

function namesPort(text: string): boolean {
  return /:\d+$|:\/\//.test(text);
}
