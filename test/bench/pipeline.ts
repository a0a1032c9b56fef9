/**
 * Checks workspaces that are in memory, in a process of its own, and tells how long it took: everything that the language server
 * does between a text and its findings, and nothing else. Bundled and started by measures.mjs.
 */
import { analyze, type Analysis } from '../../core/analyze.ts';
import { filePath } from '../../core/text/filePath.ts';
import { Workspace, type Snapshot } from '../../core/workspace/workspace.ts';
import { memoryFileSource, textFiles } from '../support/memoryFileSource.ts';
import { grammars } from '../support/grammars.ts';

/** A workspace, and how often it is to be checked. */
interface Order {
  readonly texts: Readonly<Record<string, string>>;
  readonly times: number;
}

/** Time in milliseconds for all of the times: by the clock, and of the processor with all threads of the process. */
interface Answer {
  readonly wall: number;
  readonly processor: number;
  readonly listeners: number;
  readonly findings: number;
}

async function measure({ texts, times }: Order): Promise<Answer> {
  const folder = filePath('/workspace');
  const source = memoryFileSource(textFiles(folder, texts));
  // What has been found is kept, as a server keeps it: else small texts would be let go before they cost anything.
  const kept: { readonly snapshot: Snapshot; readonly analysis: Analysis }[] = [];
  const processor = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < times; i++) {
    const snapshot = await new Workspace({ folder, grammars, source }).open();
    kept.push({ snapshot, analysis: analyze(snapshot.project) });
  }
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(processor);
  const { snapshot, analysis } = kept[0] ?? {};
  return {
    wall,
    processor: (user + system) / 1000,
    listeners: snapshot?.project.listeners.length ?? 0,
    findings: analysis?.findings.length ?? 0,
  };
}

process.on('message', (order: Order) => {
  void measure(order).then((answer) => process.send?.(answer));
});
