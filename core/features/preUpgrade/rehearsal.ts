import { bandOf, type Band } from '../../alpn/index.ts';
import type { PreUpgrade, UpgradedModule } from './preUpgrade.ts';
import type { Item, Line } from '../report.ts';

/** What grpc-go 1.65 and newer logs instead of refusing (credentials/tls.go; the same words in 1.66.3 and 1.85.0). Behind the client's stands the name of the server. */
export const CLIENT_LINE = 'Allowing TLS connection to server';
export const SERVER_LINE = 'Allowing TLS connection from client with ALPN disabled';

/** How to see before the upgrade what it would break: paragraphs, and what to run. */
export function rehearsal({ modules }: PreUpgrade): readonly [readonly Line[], readonly Item[]] {
  const bands = new Set(modules.map(bandOfToday));
  const paragraphs: Line[] = [];
  if (bands.has('<1.65'))
    paragraphs.push([
      'A grpc-go below 1.65.0 has neither the check nor the log lines. Raise it to v1.66.3 first, for the rehearsal only: that is the last one which does not refuse by itself, and it has known vulnerabilities.',
    ]);
  const isEnforced = [...bands].every((it) => it === '1.67' || it === '1.68-1.69' || it === '>=1.70');
  const items =
    modules.length > 0 && isEnforced
      ? [
          item(
            "Today's grpc-go checks already. To find what is left without breaking it, run with `GRPC_ENFORCE_ALPN_ENABLED=false` and these logs:",
          ),
          ...LOGS,
        ]
      : [
          item(
            'In tests and staging, with grpc-go 1.65 or 1.66: `GRPC_ENFORCE_ALPN_ENABLED=true` in the environment of clients and servers. They refuse then just what 1.67.0 refuses.',
          ),
          item('In production, breaking nothing, with grpc-go 1.65 or 1.66: read the logs.'),
          ...LOGS,
        ];
  return [paragraphs, items];
}

const LOGS: readonly Item[] = [
  {
    line: ['Clients: `GRPC_GO_LOG_SEVERITY_LEVEL=warning`, and look for'],
    more: [[{ code: CLIENT_LINE }]],
  },
  {
    line: ['Servers: `GRPC_GO_LOG_SEVERITY_LEVEL=info GRPC_GO_LOG_VERBOSITY_LEVEL=2`, and look for'],
    more: [[{ code: SERVER_LINE }]],
  },
];

function item(text: string): Item {
  return { line: [text], more: [] };
}

function bandOfToday({ module: { grpc } }: UpgradedModule): Band | undefined {
  return grpc === undefined || grpc.certainty === 'unknown' ? undefined : bandOf(grpc.version);
}
