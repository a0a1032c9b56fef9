import type { Endpoint } from '../server/protocol.ts';
import { fileName } from './fileName.ts';
import { checkRequest, refusalText, type ProbeRequest } from './probeRequest.ts';

/** A row of the list that asks what to probe. */
export type ProbeChoice =
  | { readonly kind: 'separator'; readonly label: string }
  /** Choosing it probes. */
  | {
      readonly kind: 'target';
      readonly label: string;
      readonly description: string;
      readonly request: ProbeRequest;
      readonly typed: boolean;
    }
  /** Says why what is typed names no endpoint. */
  | { readonly kind: 'refused'; readonly label: string; readonly description: string };

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
  const known = endpoints.map(endpointChoice);
  const listed = [
    ...group('in this workspace', known),
    ...group(
      'probed before',
      recent.map((request) => targetChoice(request)),
    ),
  ];
  return namesPort(text) ? [...own, ...listed] : [...listed, ...group('as typed', own)];
}

/**
 * What Enter means: the row that is marked; but what is typed, where that names an endpoint and the row does not fit it, because the list
 * had not followed yet. `undefined` = nothing can be probed.
 */
export function acceptedRequest(typed: string, choice: ProbeChoice | undefined): ProbeRequest | undefined {
  const text = typed.trim();
  const marked = choice?.kind === 'target' ? choice : undefined;
  const fits = marked !== undefined && `${marked.label} ${marked.description}`.includes(text);
  if (fits || !namesPort(text)) return marked?.request;
  const checked = checkRequest({ target: text });
  return checked.kind === 'refused' ? undefined : checked.request;
}

function typedChoice(text: string): ProbeChoice {
  const checked = checkRequest({ target: text });
  if (checked.kind === 'refused') {
    return { kind: 'refused', label: 'No endpoint yet', description: refusalText(checked) };
  }
  const { request, target } = checked;
  return {
    kind: 'target',
    // VS Code sorts rows by how well their labels match: the text itself matches best.
    label: request.target,
    description: ['as typed', ...target.notes].join('; '),
    request,
    typed: true,
  };
}

function endpointChoice({ target, sni, uri, range }: Endpoint): ProbeChoice {
  return targetChoice(sni === undefined ? { target } : { target, sni }, [`${fileName(uri)}:${range.start.line + 1}`]);
}

function targetChoice(request: ProbeRequest, origin: readonly string[] = []): ProbeChoice {
  const { target, sni } = request;
  const name = sni === undefined ? [] : [sni === null ? 'no SNI' : `SNI ${sni}`];
  const description = [...name, ...origin].join(', ');
  return { kind: 'target', label: target, description, request, typed: false };
}

function group(label: string, choices: readonly ProbeChoice[]): readonly ProbeChoice[] {
  return choices.length === 0 ? [] : [{ kind: 'separator', label }, ...choices];
}

function namesPort(text: string): boolean {
  return /:\d+$|:\/\//.test(text);
}
