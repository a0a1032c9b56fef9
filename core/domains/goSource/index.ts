import { relativeTo, type FilePath } from '../../text/filePath.ts';
import { LineIndex } from '../../text/lineIndex.ts';
import type { Domain, ParsedFile } from '../domain.ts';
import type { GrpcServerSeen } from '../facts.ts';
import { candidate, recognise } from './recognise.ts';
import { serverPortsOf, type ServerPort } from './servers.ts';

/** What is read of one Go file. */
export interface GoSourceTree {
  readonly servers: readonly ServerPort[];
}

/** Go source, as far as it makes servers of grpc-go: the ports that they listen on. */
export const goSourceDomain: Domain<GoSourceTree> = {
  id: 'goSource',
  candidate,
  recognise,
  parse: (text) => ({ tree: { servers: serverPortsOf(text) }, problems: [] }),
  wants: () => [],
  read: ({ folder, files }) => ({
    listeners: [],
    modules: [],
    nginxVersions: [],
    placements: [],
    grpcServers: [...files.values()].flatMap((file) => serversIn(file, folder)),
    notes: [],
  }),
};

function serversIn({ path, text, tree }: ParsedFile<GoSourceTree>, folder: FilePath): readonly GrpcServerSeen[] {
  if (tree.servers.length === 0) return [];
  const lines = new LineIndex(text);
  return tree.servers.map(({ start, end, port }) => {
    const { line } = lines.positionAt(start);
    return { at: { file: path, span: { start, end } }, port, from: `line ${line + 1} of ${relativeTo(folder, path)}` };
  });
}
