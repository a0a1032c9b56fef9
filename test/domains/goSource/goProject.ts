import type { GoPlace, GoServing, GoSourceFacts } from '../../../core/domains/goSource/facts.ts';
import { goSourceDomain } from '../../../core/domains/goSource/index.ts';
import { units } from '../../../core/domains/goSource/recognise.ts';
import { filePath, relativeTo } from '../../../core/text/filePath.ts';
import { grammars } from '../../support/grammars.ts';
import { FOLDER } from '../../support/openWorkspace.ts';

/** What the Go source among these texts says. */
export async function goFacts(texts: Readonly<Record<string, string>>): Promise<GoSourceFacts> {
  const parser = await grammars.load('go');
  const sources = Object.entries(texts).map(([name, text]) => ({ path: filePath(`${FOLDER}/${name}`), text }));
  const candidates = sources.filter(({ path }) => goSourceDomain.candidate(path));
  const folders = new Set(
    candidates.flatMap(({ path, text }) => (goSourceDomain.recognise(path, text) ? [units.of(path)] : [])),
  );
  const parsed = candidates.flatMap(({ path, text }) => {
    const beside = candidates.flatMap((it) => (units.of(it.path) === units.of(path) ? [it.text] : []));
    const isTaken = goSourceDomain.recognise(path, text) || units.joins(path, text, beside);
    return folders.has(units.of(path)) && isTaken
      ? [[path, { path, text, ...goSourceDomain.parse(text, path, parser) }] as const]
      : [];
  });
  return goSourceDomain.read({
    folder: FOLDER,
    files: new Map(parsed),
    globs: new Map(),
    names: new Map(),
    absent: new Map(),
    links: new Map(),
    placements: [],
    grpcServers: [],
    options: { nginx: { configurations: [] }, grpcOf: () => undefined },
  });
}

/** One serving in a line, for comparison: what, where, what it selects, to whom. */
export function shownServing(it: GoServing): string {
  const { protocols } = it.config ?? {};
  const names =
    protocols === undefined ? '?' : protocols.kind === 'known' ? `[${protocols.names.join(' ')}]` : 'unknown';
  const parts = [
    `${it.kind} ${shownPlace(it.at)}`,
    `${names}${it.maker === undefined ? '' : ` by ${it.maker}`}`,
    `-> ${it.consumer}`,
    ...(it.credentials === undefined ? [] : [`creds ${it.credentials.kind}`]),
    ...(it.http2Disabled === undefined ? [] : [`http2 off by ${it.http2Disabled.by}`]),
    ...(it.config?.getConfigForClient === undefined
      ? []
      : [
          `forClient ${it.config.getConfigForClient.returned.map((one) => (one.protocols.kind === 'known' ? `[${one.protocols.names.join(' ')}]` : 'unknown')).join('|')}`,
        ]),
    ...(it.config?.givenToNewTls === undefined ? [] : ['also NewTLS']),
    ...(it.port === undefined ? [] : [`:${it.port.number}`]),
  ];
  return parts.join(' ');
}

/** `main.go 12: tls.NewListener(lis, config)`. */
export function shownPlace({ file, node }: GoPlace): string {
  const line = node.tree.text.slice(0, node.start).split('\n').length;
  return `${relativeTo(FOLDER, file)} ${line}: ${node.text.split('\n')[0] ?? ''}`;
}
