import { endOfLine, indentBefore } from '../../text/lines.ts';
import { contains, type Span } from '../../text/span.ts';
import type { FilePath } from '../../text/filePath.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import type { Project, ProjectListener } from '../../project/project.ts';
import { isWhole } from './whole.ts';
import { passTlsThrough } from './passTlsThrough.ts';
import { serveWithGrpcPass } from './serveWithGrpcPass.ts';

/** A change that a user asks for, looks at and confirms. It mends nothing by itself. */
export interface Refactoring {
  /** Stable, for kinds of code actions and for keybindings. */
  readonly id: 'passTlsThrough' | 'serveWithGrpcPass';
  /** An imperative. */
  readonly title: string;
  /** What becomes of the server, and what else has to change with it. Sentences. */
  readonly description: string;
  readonly edits: readonly TextEdit[];
}

/** The ids of all refactorings, in the order in which they are offered. */
export const REFACTORINGS: readonly Refactoring['id'][] = ['passTlsThrough', 'serveWithGrpcPass'];

const MAKE: Readonly<
  Record<Refactoring['id'], (project: Project, listener: ProjectListener) => Refactoring | undefined>
> = { passTlsThrough, serveWithGrpcPass };

/** What is offered for the stream server that a place stands in: all, or the one of this id. */
export function refactoringsAt(
  project: Project,
  file: FilePath,
  at: Span,
  id?: Refactoring['id'],
): readonly Refactoring[] {
  const text = project.nginxFiles.get(file)?.text ?? '';
  const listeners = project.listeners.filter(
    ({ module, server: { scope } }) =>
      module === 'stream' && scope.of?.file === file && contains(wholeLines(text, scope.of.directive), at),
  );
  const [first] = listeners;
  const block = first?.server.scope.of?.directive;
  // A file that is included twice has the server twice: each would need another change.
  if (first === undefined || block === undefined || listeners.some(({ server }) => server !== first.server)) return [];
  if (first.grpc.grpc === 'no' || !isWhole(project, file) || listeners.some(({ server }) => isDatagram(server)))
    return [];
  const wanted = id === undefined ? REFACTORINGS : [id];
  return wanted.map((it) => MAKE[it](project, first)).filter((it) => it !== undefined);
}

/** A block with the white space before it, and what follows on its last line. */
function wholeLines(text: string, { start, end }: Span): Span {
  return { start: start - (indentBefore(text, start)?.length ?? 0), end: endOfLine(text, end) };
}

function isDatagram({ listens }: ProjectListener['server']): boolean {
  return listens.some(({ datagram }) => datagram);
}
