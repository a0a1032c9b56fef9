import type { GoConsumer, GoTlsConfig } from '../domains/goSource/facts.ts';
import type { Project } from '../project/project.ts';
import { isSamePlace } from '../domains/goSource/facts.ts';
import { addProtocols, listOf, type WantedProtocols } from './goProtocols.ts';
import type { Fix } from './rule.ts';

/**
 * Makes a server's configuration select h2, and HTTP/1.1 where something else than gRPC may come on the same connection.
 *
 * Behind cmux, who has been given HTTP/1.1 so far still gets it: clients that offer both, as browsers do, would otherwise speak HTTP/2 to a
 * handler that does not. A server of net/http speaks both and prefers HTTP/2, as `ServeTLS` does.
 */
export function selectH2(
  project: Project,
  config: GoTlsConfig,
  options: { readonly consumer: GoConsumer; readonly isSafe: boolean },
): Fix | undefined {
  const consumers = new Set([options.consumer, ...consumersOf(project, config)]);
  const wanted: WantedProtocols = consumers.has('cmux')
    ? ['http/1.1', 'h2']
    : consumers.has('http')
      ? ['h2', 'http/1.1']
      : ['h2'];
  return fixOf(config, wanted, options.isSafe);
}

/** Makes a client's configuration offer h2. */
export function offerH2(config: GoTlsConfig, options: { readonly isSafe: boolean }): Fix | undefined {
  return fixOf(config, ['h2'], options.isSafe);
}

function fixOf(config: GoTlsConfig, wanted: WantedProtocols, isSafe: boolean): Fix | undefined {
  const edits = addProtocols(config, wanted);
  const has = config.protocols.kind === 'known' && config.protocols.names.length > 0;
  const title = has ? 'Add "h2" to `NextProtos`' : `Add \`NextProtos: ${listOf(wanted)}\``;
  return edits && { title, safety: isSafe ? 'safe' : 'unsafe', edits };
}

function consumersOf({ goSource }: Project, { made }: GoTlsConfig): readonly GoConsumer[] {
  return goSource.servings.flatMap(({ config, consumer }) =>
    config !== undefined && isSamePlace(config.made, made) ? [consumer] : [],
  );
}
