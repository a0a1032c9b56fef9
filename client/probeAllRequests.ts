import type { Endpoint } from '../server/protocol.ts';
import { checkRequest, refusalText, requestText, type CheckedRequest } from './probeRequest.ts';

/** A request that can be carried out. */
export type ReadyRequest = Extract<CheckedRequest, { readonly kind: 'ready' }>;

/** What is to be probed of a workspace. */
export interface AllRequests {
  /** Each once, by host and port. */
  readonly ready: readonly ReadyRequest[];
  /** Why others cannot be probed, a sentence for each. */
  readonly refused: readonly string[];
}

/** Checks the endpoints of a workspace. */
export function allRequests(endpoints: readonly Endpoint[]): AllRequests {
  const ready = new Map<string, ReadyRequest>();
  const refused = new Set<string>();
  for (const { target, sni } of endpoints) {
    const checked = checkRequest(sni === undefined ? { target } : { target, sni });
    if (checked.kind === 'refused') refused.add(`${target}: ${refusalText(checked)}`);
    else ready.set(requestText(checked.request), checked);
  }
  const byHost = (a: ReadyRequest, b: ReadyRequest): number =>
    compare(a.target.host, b.target.host) || a.target.port - b.target.port || compare(nameOf(a), nameOf(b));
  return { ready: [...ready.values()].sort(byHost), refused: [...refused] };
}

function nameOf({ request: { sni } }: ReadyRequest): string {
  return sni ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** So many hosts fit into a question: longer ones reach beyond the screen, where nobody reads them. */
const MOST_IN_QUESTION = 20;

/** Whether a question can name all of them; else a list does, which scrolls. */
export function fitsQuestion(requests: readonly ReadyRequest[]): boolean {
  return requests.length <= MOST_IN_QUESTION;
}
