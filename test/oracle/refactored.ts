import { expect } from 'vitest';
import { analyze } from '../../core/analyze.ts';
import { parseNginxVersion } from '../../core/domains/nginxVersion.ts';
import type { ProjectListener } from '../../core/project/project.ts';
import { NO_SETTINGS } from '../../core/workspace/settings.ts';
import { Workspace, type Snapshot } from '../../core/workspace/workspace.ts';
import { offeredAt, refactoredTexts, type RefactorCase } from '../features/refactor/cases.ts';
import { memoryFileSource, textFiles } from '../support/memoryFileSource.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import type { GrpcGoBuild } from './grpcGo.ts';
import { handshake } from './handshake.ts';
import { startNginx, testNginx, type NginxBinary, type NginxFiles } from './nginx.ts';
import type { Room } from './room.ts';
import { grammars } from '../support/grammars.ts';

/** The workspace under a version of nginx, whichever its files state. */
async function open(texts: RefactorCase['texts'], { version }: NginxBinary): Promise<Snapshot> {
  const value = parseNginxVersion(version);
  if (value === undefined) throw new Error(`no version: ${version}`);
  const settings = { ...NO_SETTINGS, commandLine: { nginxVersion: { value, from: 'the oracle' } } };
  return new Workspace({
    folder: FOLDER,
    grammars,
    source: memoryFileSource(textFiles(FOLDER, texts)),
    settings,
  }).open();
}

/** What a refactoring of a case comes to. */
export interface Outcome {
  readonly nginx: NginxBinary;
  readonly texts: RefactorCase['texts'];
  readonly project: Snapshot['project'];
  /** The listeners of the server that was changed. */
  readonly listeners: readonly ProjectListener[];
}

/** Applies the refactoring at a cursor; throws where it is not offered. */
export async function refactor(
  subject: Pick<RefactorCase, 'id' | 'texts' | 'cursor'>,
  nginx: NginxBinary,
): Promise<Outcome> {
  const before = await open(subject.texts, nginx);
  const found = offeredAt(before, subject).find(({ id }) => id === subject.id);
  if (found === undefined) throw new Error('not offered');
  const { offset, file } = subject.cursor;
  const isThere = ({ server: { scope } }: ProjectListener): boolean =>
    scope.of?.file === `${FOLDER}/${file}` && scope.of.directive.start <= offset && offset <= scope.of.directive.end;
  const sockets = new Set(before.project.listeners.filter(isThere).map(socketOf));
  const texts = refactoredTexts(subject.texts, found);
  const { project } = await open(texts, nginx);
  return { nginx, texts, project, listeners: project.listeners.filter((it) => sockets.has(socketOf(it))) };
}

function socketOf({ address, port }: ProjectListener): string {
  return address === '*' ? String(port ?? '') : address.startsWith('unix:') ? address : `${address}:${port ?? ''}`;
}

/** The texts for nginx. */
export function nginxFiles(texts: RefactorCase['texts']): NginxFiles {
  return new Map(Object.entries(texts));
}

/** Which addresses have TLS behind them: those that nginx opens TLS to, and those that clients' own TLS is passed to. */
function addressesIn({ project, listeners }: Outcome): {
  readonly plain: readonly string[];
  readonly tls: readonly string[];
} {
  const dials = project.listeners.flatMap((listener) => {
    const passes = listener.tls === 'passthrough' && listeners.includes(listener);
    return listener.dials().map(({ dialer }) => ({ dialer, tls: dialer.tls || passes }));
  });
  const of = (tls: boolean): readonly string[] =>
    dials.filter((it) => it.tls === tls).flatMap(({ dialer }) => dialer.addresses);
  return { plain: of(false), tls: of(true) };
}

/** nginx accepts the texts, nothing is found in the server, an offer of h2 is answered with h2, and calls come through. */
export async function expectServed(room: Room, grpcGo: GrpcGoBuild, outcome: Outcome): Promise<void> {
  const { listeners, texts, project, nginx } = outcome;
  const { ok, output } = await testNginx({ nginx, files: nginxFiles(texts) });
  expect(ok, output).toBe(true);
  expect(listeners.length).toBeGreaterThan(0);
  const blocks = listeners.map(({ server }) => server.scope.of?.directive);
  const found = analyze(project).findings.filter(({ at }) =>
    blocks.some((it) => it !== undefined && it.start <= at.span.start && at.span.end <= it.end),
  );
  expect(found).toEqual([]);
  const upstreams = room.upstreams(grpcGo, addressesIn(outcome));
  const running = await startNginx({ nginx, files: nginxFiles(texts), upstreams });
  try {
    const reachable = listeners.filter(({ address, proxyProtocol }) => !address.startsWith('unix:') && !proxyProtocol);
    for (const listener of reachable) {
      const { host, port } = running.at(socketOf(listener));
      const isPlain = listener.module === 'http' && listener.tls === 'plain';
      // Through stream the handshake is that of the gRPC server behind it.
      if (!isPlain)
        expect(await handshake({ host, port, offer: ['h2'] })).toEqual({ kind: 'selected', protocol: 'h2' });
      const credentials = isPlain ? 'insecure' : 'newtls';
      const target = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
      expect(await room.program(grpcGo).dial({ target, credentials })).toEqual({ ok: true });
    }
  } finally {
    await running.stop();
  }
}
