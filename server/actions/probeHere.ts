import { CodeActionKind } from 'vscode-languageserver';
import { endpointsHere } from '../../core/features/endpoints.ts';
import { PROBE_COMMAND, PROBE_SHOWN } from '../protocol.ts';
import type { ActionProvider } from './provider.ts';

/** So many endpoints of one place are offered: a server may have hundreds of names. */
const MOST = 5;

/** On a listener, a server behind one, or a target in Go: the probe. What is contacted stands in the title, so that who chooses it consents. */
export const probeHere: ActionProvider = {
  kind: CodeActionKind.QuickFix,
  onlyWhenNamed: false,
  onlyWhenInvoked: true,
  *propose({ checked, path, span, features }) {
    if (!features.probeCommand) return;
    for (const { target, sni } of endpointsHere(checked.snapshot.project, path, span).slice(0, MOST)) {
      const title = `Probe ${target}${sni === undefined ? '' : sni === null ? ' (no SNI)' : ` (SNI ${sni})`}`;
      const argument = { target, ...(sni !== undefined && { sni }) };
      yield {
        title,
        findings: [],
        isPreferred: false,
        does: { kind: 'command', command: { title, command: PROBE_COMMAND, arguments: [argument, PROBE_SHOWN] } },
      };
    }
  },
};
