import { isDoubleTls } from './goDoubleTls.ts';
import { goFinding, relatedTo } from './goFinding.ts';
import { REFUSED_BY_SERVER } from '../alpn/index.ts';
import type { Rule } from './rule.ts';

/** Reports a grpc-go server with TLS credentials on a TLS listener: inside of the listener's TLS it waits for a second handshake, which no client begins. */
export const goDoubleTls: Rule = {
  id: 'go-double-tls',
  summary: 'A grpc-go server with TLS credentials gets its connections from a TLS listener',
  *check(project) {
    for (const serving of project.goSource.servings) {
      if (!isDoubleTls(serving)) continue;
      const { at, grpc, credentials, servedBy } = serving;
      const found = goFinding(project, {
        kind: 'never-worked',
        at,
        message: `This listener ends TLS, and the grpc-go server behind it has TLS credentials: it waits for a second handshake inside of the first. Every client prints "${REFUSED_BY_SERVER}". That has never worked, whatever the version of grpc-go is.`,
        because: grpc,
        related: [
          relatedTo(credentials?.at, 'these credentials do TLS once more'),
          relatedTo(servedBy, 'here the server gets the connections'),
        ],
        fixes: [],
      });
      if (found !== undefined) yield found;
    }
  },
};
