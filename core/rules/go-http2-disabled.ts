import { REFUSED_BY_SERVER } from '../alpn/index.ts';
import type { GoHttp2Disabled, GoServing } from '../domains/goSource/facts.ts';
import type { Project } from '../project/project.ts';
import { goFinding, lacksH2, relatedTo } from './goFinding.ts';
import { addProtocols, editsOf } from './goProtocols.ts';
import { directiveRemoved, http2Allowed, removeSetting } from './goRemoval.ts';
import type { Finding, Fix, Rule } from './rule.ts';

/** Reports what keeps HTTP/2 away from a server of net/http that serves gRPC (net/http, server.go: adjustNextProtos, shouldConfigureHTTP2ForServe). */
export const goHttp2Disabled: Rule = {
  id: 'go-http2-disabled',
  summary: 'A server of net/http that serves gRPC has HTTP/2 switched off',
  *check(project) {
    for (const serving of project.goSource.servings) {
      const { http2Disabled } = serving;
      if (http2Disabled === undefined || serving.grpc === undefined || isForListener(serving)) continue;
      const found = findingFor(project, serving, http2Disabled);
      if (found !== undefined) yield found;
    }
  },
};

/** Where a listener lacks h2 as well, that is said first; most often both have the same configuration. */
function isForListener({ kind, config, http2Disabled }: GoServing): boolean {
  if (kind !== 'listener') return false;
  return config === undefined ? http2Disabled?.by === 'TLSConfig' : lacksH2(config);
}

function findingFor(project: Project, serving: GoServing, disabled: GoHttp2Disabled): Finding | undefined {
  const { servedBy, grpc } = serving;
  return goFinding(project, {
    kind: 'never-worked',
    at: disabled.at,
    message: `${WHY[disabled.by]} ${effectOn(serving)} That has never worked, whatever the version of grpc-go is.`,
    because: grpc,
    related: [
      disabled.line === undefined
        ? relatedTo(servedBy, 'here the server gets its connections')
        : { at: disabled.line, message: 'this switches it off in the programs of this module' },
    ],
    fixes: [fixFor(disabled)],
  });
}

const WHY: Readonly<Record<GoHttp2Disabled['by'], string>> = {
  TLSNextProto: '`TLSNextProto` without an entry for h2 switches HTTP/2 off in net/http, and gRPC needs it.',
  protocols: '`Protocols` without HTTP2 switches HTTP/2 off in net/http, and gRPC needs it.',
  godebug: '`http2server=0` switches HTTP/2 off in net/http, and gRPC needs it.',
  TLSConfig:
    '`Serve` on a TLS listener leaves HTTP/2 off where `TLSConfig` is set and lacks h2, though the listener selects it.',
};

function effectOn({ kind }: GoServing): string {
  return kind === 'http'
    ? 'The server selects "http/1.1" only and refuses every grpc-go client, which prints "remote error: tls: no application protocol".'
    : `Where h2 was selected, the server closes the connection, and a grpc-go client prints "${REFUSED_BY_SERVER}".`;
}

/** None is safe: somebody wanted this for others than gRPC. */
function fixFor(disabled: GoHttp2Disabled): Fix | undefined {
  switch (disabled.by) {
    case 'TLSNextProto': {
      const edits = removeSetting(disabled.at);
      return edits && { title: 'Remove `TLSNextProto`, so that HTTP/2 is spoken', safety: 'unsafe', edits };
    }
    case 'protocols': {
      const edits = editsOf(disabled.at, http2Allowed(disabled.at.node));
      return edits && { title: 'Add `SetHTTP2(true)`', safety: 'unsafe', edits };
    }
    case 'godebug': {
      if (disabled.line !== undefined) return undefined;
      const edits = editsOf(disabled.at, directiveRemoved(disabled.at.node));
      return edits && { title: 'Remove `http2server=0`', safety: 'unsafe', edits };
    }
    case 'TLSConfig': {
      const wanted = ['h2', 'http/1.1'] as const;
      const edits = disabled.config && addProtocols(disabled.config, wanted);
      return edits && { title: 'Make `TLSConfig` have h2', safety: 'unsafe', edits };
    }
  }
}
