import type { GrpcEvidence } from '../domains/facts.ts';
import type { LinkedModule } from '../project/link.ts';
import { baseName } from '../text/filePath.ts';
import { markdownCode, markdownText } from '../text/printable.ts';

/** Whether something is taken for gRPC, and why. Markdown. */
export function takenWords({ grpc, because }: GrpcEvidence): string {
  const taken = { yes: 'gRPC', likely: 'probably gRPC', unknown: 'perhaps gRPC: not known', no: 'not gRPC' }[grpc];
  return `Taken for ${taken}. Why: ${because.map((it) => markdownText(it)).join('; ')}.`;
}

/** What the modules that meet a hop are built with. Markdown. */
export function builtWords(modules: readonly LinkedModule[]): readonly string[] {
  const words = modules.flatMap(({ module: { grpc } }) =>
    grpc === undefined
      ? []
      : [`${markdownCode(grpc.version.text)} (${markdownText(baseName(grpc.at.file))}: ${markdownText(grpc.because)})`],
  );
  return words.length > 0 ? [`grpc-go in this folder: ${words.join(', ')}.`] : [];
}
