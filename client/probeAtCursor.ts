import { window } from 'vscode';
import type { Endpoint, EndpointsAtParams } from '../server/protocol.ts';
import { requestText, type ProbeRequest, type ProbeResult } from './probeRequest.ts';

/** What the command needs from the rest of the extension. */
export interface ProbeAtCursorOptions {
  /** The endpoints that are named at a place; none while the server is not running. */
  readonly endpointsAt: (params: EndpointsAtParams) => Promise<readonly Endpoint[]>;
  /** Probes what has been chosen. */
  readonly probe: (request: ProbeRequest) => Promise<ProbeResult | undefined>;
}

const NOTHING =
  'gRPC ALPN: nothing to probe here. Put the cursor on a `listen`, on `proxy_pass`, `grpc_pass` or the `server` of an upstream with its port, on a listener or target in Go, or on a host name of a load balancer or ingress.';

/**
 * Probes what is named where the cursor stands. The list of it is always shown, also of one: what is chosen there is what is contacted.
 * @returns `undefined` = nothing is named there (which is said), or the user has left
 */
export async function probeAtCursor({ endpointsAt, probe }: ProbeAtCursorOptions): Promise<ProbeResult | undefined> {
  const editor = window.activeTextEditor;
  const { line, character } = editor?.selection.active ?? { line: 0, character: 0 };
  const uri = editor?.document.uri.toString();
  const endpoints = uri === undefined ? [] : await endpointsAt({ uri, position: { line, character } });
  if (endpoints.length === 0) {
    void window.showInformationMessage(NOTHING);
    return undefined;
  }
  const items = endpoints.map(({ target, sni }) => {
    const request: ProbeRequest = sni === undefined ? { target } : { target, sni };
    return { label: requestText(request), request };
  });
  const title = 'gRPC ALPN: Probe Endpoint Here';
  const chosen = await window.showQuickPick(items, { title, placeHolder: 'Which endpoint?' });
  return chosen && probe(chosen.request);
}
