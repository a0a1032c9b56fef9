import { behaviour, FACTS, GRPC_GO } from '../alpn/index.ts';
import type { Project } from '../project/project.ts';
import { breaksHop } from '../project/verdict.ts';
import { baseName, type FilePath } from '../text/filePath.ts';
import { touches } from '../text/span.ts';
import type { Hover } from './hover.ts';
import { markdownCode, markdownText } from '../text/printable.ts';

/** What the grpc-go that a go.mod selects does about ALPN. */
export function goHover(project: Project, file: FilePath, offset: number): Hover | undefined {
  for (const { grpc, ...module } of project.modules) {
    if (grpc === undefined) continue;
    const place = [grpc.requirement, grpc.at].find((it) => it.file === file && touches(it.span, offset));
    if (place === undefined) continue;
    const version = markdownCode(grpc.version.text);
    if (grpc.certainty === 'unknown') {
      return {
        span: place.span,
        markdown: `Which ${markdownCode(GRPC_GO)} this build selects is not known: ${markdownText(grpc.because)}.`,
      };
    }
    const selected = behaviour({ version: grpc.version, credentials: 'tls' });
    const hops = project.listeners.flatMap((listener) =>
      listener.modules.filter((linked) => linked.module.file === module.file).map(({ role }) => ({ listener, role })),
    );
    const broken = hops
      .filter(({ listener, role }) => breaksHop(project, listener, selected, role))
      .map(({ listener }) => baseName(listener.at.file));
    return {
      span: place.span,
      markdown: [
        `**grpc-go ${version}**${grpc.certainty === 'at-least' ? ' or newer' : ''}, because ${markdownText(grpc.because)}.`,
        selected.enforces
          ? `Refuses every TLS connection on which no protocol was selected by ALPN, as a client and as a server: ${markdownCode(selected.refusal.split('. If you upgraded')[0] ?? '')}. That is so since 1.67.0.`
          : `Does not refuse TLS connections without ALPN: ${markdownText(selected.because)}. From 1.67.0 on it would.`,
        hops.length === 0
          ? 'No hop of this folder is linked to this module.'
          : broken.length === 0
            ? `None of the ${hops.length} listeners that it meets here breaks with it.`
            : `Of the ${hops.length} listeners that it meets here, ${broken.length} ${broken.length === 1 ? 'breaks' : 'break'} with it: ${markdownText([...new Set(broken)].slice(0, 5).join(', '))}.`,
        `Facts of ${FACTS.asOf}; the newest grpc-go known is ${FACTS.grpcGo}.`,
      ].join('\n\n'),
    };
  }
  return undefined;
}
