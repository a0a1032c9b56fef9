import { behaviour, compareGoVersions, FACTS, GRPC_GO, parseGoVersion, type GoVersion } from '../alpn/index.ts';
import type { GoModule, GrpcGoSelection } from '../domains/facts.ts';
import { breaksAt } from '../project/edgeVerdict.ts';
import { metHops } from '../project/metHops.ts';
import type { Project } from '../project/project.ts';
import { baseName, type FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import { markdownCode, markdownText } from '../text/printable.ts';
import { touches } from '../text/span.ts';
import type { Hover } from './hover.ts';

/** So many modules are named for which a line decides. */
const MOST_NAMED = 3;

/** What the grpc-go that a build selects does about ALPN, at every line that has a part in it. */
export function goHover(project: Project, file: FilePath, offset: number): Hover | undefined {
  const met = project.modules.flatMap((module): readonly Met[] => {
    const { grpc } = module;
    const places = grpc === undefined ? [] : [grpc.requirement, grpc.at, grpc.decidedAt];
    const place = places.find((it) => it.file === file && touches(it.span, offset));
    return grpc === undefined || place === undefined ? [] : [{ module, grpc, place }];
  });
  const own = met.find(({ module }) => module.file === file) ?? met[0];
  if (own === undefined) return undefined;
  const others = met.filter(({ module, grpc }) => module !== own.module && grpc.usage !== 'possible');
  return { span: own.place.span, markdown: [...linesFor(project, own), ...alsoFor(others)].join('\n\n') };
}

interface Met {
  readonly module: GoModule;
  readonly grpc: GrpcGoSelection;
  readonly place: Location;
}

function linesFor(project: Project, { module, grpc }: Met): readonly string[] {
  if (grpc.certainty === 'unknown') {
    return [`Which ${markdownCode(GRPC_GO)} this build selects is not known: ${markdownText(grpc.because)}.`];
  }
  const selected = behaviour({ version: grpc.version, credentials: 'tls' });
  const orNewer = grpc.certainty === 'at-least' ? ' or newer' : '';
  const unnamed = `This go.mod does not name ${markdownCode(GRPC_GO)}`;
  const usage = {
    required: [],
    built: [`${unnamed}, but the build has it.`],
    possible: [`${unnamed}. If its packages use it, it is this one.`],
  }[grpc.usage];
  return [
    `**grpc-go ${markdownCode(grpc.version.text)}**${orNewer}, because ${markdownText(grpc.because)}.`,
    ...usage,
    selected.enforces
      ? `Refuses every TLS connection on which no protocol was selected by ALPN, as a client and as a server: ${markdownCode(selected.refusal.split('. If you upgraded')[0] ?? '')}. That is so since 1.67.0.`
      : `Does not refuse TLS connections without ALPN: ${markdownText(selected.because)}. From 1.67.0 on it would.`,
    hopWords(project, module),
    `Facts of ${FACTS.asOf}; the newest grpc-go known is ${FACTS.grpcGo}${selected.enforces && isBeyond(grpc.version) ? ', which still refuses them' : ''}.`,
  ];
}

function isBeyond(version: GoVersion): boolean {
  const newest = parseGoVersion(FACTS.grpcGo);
  return newest !== undefined && compareGoVersions(version, newest) > 0;
}

function hopWords(project: Project, { file, grpc }: GoModule): string {
  const hops = metHops(project).get(file) ?? [];
  if (hops.length === 0 || grpc === undefined) return 'No hop of this folder is linked to this module.';
  const selected = behaviour({ version: grpc.version, credentials: 'tls' });
  const broken = hops
    .filter(({ hop, role }) => breaksAt(project, hop, selected, role))
    .map(({ hop }) => baseName(hop.at.file));
  if (broken.length === 0) return `None of the ${hops.length} listeners that it meets here breaks with it.`;
  const files = markdownText([...new Set(broken)].slice(0, 5).join(', '));
  return `Of the ${hops.length} listeners that it meets here, ${broken.length} ${broken.length === 1 ? 'breaks' : 'break'} with it: ${files}.`;
}

function alsoFor(others: readonly Met[]): readonly string[] {
  const named = others.slice(0, MOST_NAMED).map(({ module }) => markdownCode(module.path ?? baseName(module.file)));
  if (named.length === 0) return [];
  const more = others.length > named.length ? ` and ${others.length - named.length} more` : '';
  return [`This line has a part in the build of ${named.join(', ')}${more} as well.`];
}
