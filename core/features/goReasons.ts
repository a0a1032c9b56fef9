import type { GrpcGoBehaviour } from '../alpn/index.ts';
import type { GoServing, GoTlsConfig } from '../domains/goSource/facts.ts';
import { markdownCode } from '../text/printable.ts';

/** Why a Go server does what it does with ALPN, in sentences. Markdown. */
export function reasonsFor(serving: GoServing, server: GrpcGoBehaviour | undefined): readonly string[] {
  const { kind, config, maker, credentials, http2Disabled, consumer } = serving;
  switch (kind) {
    case 'plain':
      return [];
    case 'listener':
      return [
        maker === undefined
          ? listWords(config, 'crypto/tls takes this list as it is.')
          : `${markdownCode(maker)} sets \`NextProtos\` to \`http/1.1\` alone, whatever its configuration says.`,
        ...sharedWords(config),
        ...(config?.getConfigForClient === undefined ? [] : [REPLACED]),
        ...(credentials?.kind === 'tls' && consumer !== 'http'
          ? ['The grpc-go server has TLS of its own: TLS inside of TLS, which no client speaks.']
          : []),
        ...(http2Disabled === undefined ? [] : [disabledWords(http2Disabled.by)]),
      ];
    case 'credentials':
      if (credentials?.kind !== 'tls' && credentials?.kind !== 'alpn-disabled') return [];
      return [
        'grpc-go adds `h2` to `NextProtos` where it lacks it.',
        ...(config?.getConfigForClient === undefined ? [] : [completedWords(server)]),
      ];
    case 'http':
      return [
        http2Disabled === undefined
          ? 'net/http adds `h2` and `http/1.1` to `NextProtos` where it lacks them.'
          : disabledWords(http2Disabled.by),
        ...(config?.getConfigForClient === undefined ? [] : [REPLACED]),
      ];
  }
}

const REPLACED = 'What `GetConfigForClient` returns takes the place of the whole configuration, `NextProtos` included.';

function listWords(config: GoTlsConfig | undefined, taken: string): string {
  if (config === undefined) return 'Its `tls.Config` is made elsewhere.';
  const { protocols } = config;
  if (protocols.kind === 'unknown') return '`NextProtos` is set by something that is not known.';
  if (protocols.names.length === 0) return '`NextProtos` is not set.';
  return `\`NextProtos\`: ${protocols.names.map((it) => markdownCode(it)).join(', ')}. ${taken}`;
}

function sharedWords(config: GoTlsConfig | undefined): readonly string[] {
  return config?.givenToNewTls === undefined
    ? []
    : ['`credentials.NewTLS`, which gets the same configuration, adds `h2` to a copy of it, and not here.'];
}

function completedWords(server: GrpcGoBehaviour | undefined): string {
  const rule = 'Since 1.68.0 grpc-go adds `h2` to what `GetConfigForClient` returns, too';
  if (server === undefined) return `${rule}; before, that is used as it is.`;
  return server.completesGetConfigForClient ? `${rule}.` : `${rule}; this one is older, and uses that as it is.`;
}

function disabledWords(by: NonNullable<GoServing['http2Disabled']>['by']): string {
  return {
    TLSNextProto: 'HTTP/2 is switched off: `TLSNextProto` has no `h2`.',
    protocols: 'HTTP/2 is switched off: `Protocols` does not have it.',
    godebug: 'HTTP/2 is switched off: `http2server=0`.',
    TLSConfig: 'net/http does not speak HTTP/2 here: `TLSConfig` of the server is set and lacks `h2`.',
  }[by];
}
