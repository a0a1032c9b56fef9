import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyze, type GradedFinding } from '../../core/analyze.ts';
import type { Project, ProjectListener } from '../../core/project/project.ts';
import type { Fix } from '../../core/rules/rule.ts';
import { relativeTo } from '../../core/text/filePath.ts';
import { applyFix, type Texts } from '../rules/harness.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import { BUILD_TIMEOUT } from './grpcGo.ts';
import { handshake } from './handshake.ts';
import { nginxesUnderTest, testNginx, type NginxBinary } from './nginx.ts';
import { startRoom, type Room } from './room.ts';
import {
  canBeServed,
  clientNameOf,
  isLost,
  listenersOf,
  nginxFiles,
  placeOf,
  predict,
  startSubject,
  subjectsFor,
  takesGrpc,
} from './subjects.ts';

const GRPC_GO = 'v1.85.0';

const { subjects } = await subjectsFor(await nginxesUnderTest());

/** The offers of clients that speak HTTP/2. */
const OFFERS = [['h2'], ['h2', 'http/1.1']];

let room: Room;
beforeAll(async () => {
  room = await startRoom([GRPC_GO]);
}, BUILD_TIMEOUT);
afterAll(() => room.stop());

describe.each(subjects)('nginx $version: $name', ({ texts, nginx }) => {
  it('accepts the text after every fix, in which no client loses h2, and gRPC gets through', async () => {
    const project = await predict(texts, nginx);
    const before = (await isLoaded(texts, nginx)) ? await selectingH2(texts, nginx, ['terminated']) : [];
    for (const { finding, fix } of fixesOf(project)) {
      const after = applyFix(texts, fix);
      const { ok, output } = await testNginx({ nginx, files: await nginxFiles(after, nginx) });
      // Of two mistakes that keep nginx from starting, a fix mends one.
      const left = analyze(await predict(after, nginx)).findings.some(({ kind }) => kind === 'will-not-start');
      expect(ok, `${fix.title}: ${output}`).toBe(!left);
      if (!ok) continue;
      expect(await selectingH2(after, nginx, ['terminated', 'passthrough']), fix.title).toEqual(
        expect.arrayContaining([...before]),
      );
      // What a comment silences is still wrong without it.
      if (finding.kind !== 'ignoring') await expectMended(after, nginx, relativeTo(FOLDER, finding.at.file));
    }
  });
});

/** The fixes of findings in nginx's files. */
function fixesOf(project: Project): readonly { readonly finding: GradedFinding; readonly fix: Fix }[] {
  return analyze(project).findings.flatMap((finding) =>
    finding.fixes
      .filter(({ edits }) => edits.every(({ file }) => project.nginxFiles.has(file)))
      .map((fix) => ({ finding, fix })),
  );
}

async function isLoaded(texts: Texts, nginx: NginxBinary): Promise<boolean> {
  return (await testNginx({ nginx, files: await nginxFiles(texts, nginx) })).ok;
}

/** Which sockets select h2, by name and offer: of these kinds. */
async function selectingH2(
  texts: Texts,
  nginx: NginxBinary,
  kinds: readonly ProjectListener['tls'][],
): Promise<readonly string[]> {
  const project = await predict(texts, nginx);
  const running = await startSubject({ texts, nginx }, room, GRPC_GO);
  const found = new Set<string>();
  try {
    for (const listener of listenersOf(project).filter(({ tls }) => kinds.includes(tls))) {
      const { proxyProtocol } = listener;
      const { host, port } = placeOf(running, listener);
      for (const serverName of [undefined, clientNameOf(listener)])
        for (const offer of OFFERS) {
          const outcome = await handshake({ host, port, offer, serverName, proxyProtocol });
          if (outcome.kind !== 'selected' || outcome.protocol !== 'h2') continue;
          found.add(
            `${listener.address}:${listener.port ?? ''} as ${serverName ?? 'nobody'} offered ${offer.join(', ')}`,
          );
        }
    }
  } finally {
    await running.stop();
  }
  return [...found];
}

/** gRPC gets through with an upgraded client and server, on the listeners of a file that a fix was for and that have nothing else wrong. */
async function expectMended(texts: Texts, nginx: NginxBinary, file: string): Promise<void> {
  const project = await predict(texts, nginx);
  const { findings } = analyze(project);
  const running = await startSubject({ texts, nginx }, room, GRPC_GO);
  try {
    for (const listener of listenersOf(project).filter(takesGrpc)) {
      if (relativeTo(FOLDER, listener.at.file) !== file || !canBeServed(project, listener)) continue;
      const block = listener.server.scope.of?.directive;
      const isWrong = findings.some(
        ({ at: { file: place, span } }) =>
          place === listener.at.file && block !== undefined && span.start >= block.start && span.end <= block.end,
      );
      // A plain listener beside one for gRPC is for browsers, and stays so.
      const isForBrowsers = listener.module === 'http' && listener.tls === 'plain' && listener.http2 !== true;
      if (isWrong || isForBrowsers) continue;
      const { target } = placeOf(running, listener);
      const credentials = listener.tls === 'plain' ? 'insecure' : 'newtls';
      const result = await room.program(GRPC_GO).dial({ target, credentials, serverName: clientNameOf(listener) });
      if (!isLost(result)) expect(result).toEqual({ ok: true });
    }
  } finally {
    await running.stop();
  }
}
