import { CodeActionKind } from 'vscode-languageserver';
import { behaviour } from '../../core/alpn/index.ts';
import { touches } from '../../core/text/span.ts';
import { PRE_UPGRADE_COMMAND, type PreUpgradeParams } from '../protocol.ts';
import type { ActionProvider } from './provider.ts';

/** On a requirement of a grpc-go that does not refuse yet: what would break with one that does. */
export const preUpgradeCheck: ActionProvider = {
  kind: CodeActionKind.QuickFix,
  onlyWhenNamed: false,
  *propose({ checked, path, span, features, uriOf }) {
    if (!features.preUpgradeCommand) return;
    for (const { file, grpc } of checked.snapshot.project.modules) {
      if (grpc === undefined || grpc.certainty === 'unknown' || grpc.usage === 'possible') continue;
      const isHere = [grpc.requirement, grpc.at].some(
        (it) => it.file === path && (touches(it.span, span.start) || touches(it.span, span.end)),
      );
      if (!isHere || behaviour({ version: grpc.version, credentials: 'tls' }).enforces) continue;
      const title = 'Check what raising grpc-go would break';
      const argument: PreUpgradeParams = { module: uriOf(file) };
      yield {
        title,
        findings: [],
        isPreferred: false,
        does: { kind: 'command', command: { title, command: PRE_UPGRADE_COMMAND, arguments: [argument] } },
      };
    }
  },
};
