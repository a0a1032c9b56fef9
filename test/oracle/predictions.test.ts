import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { negotiate } from '../../core/alpn/index.ts';
import { analyze } from '../../core/analyze.ts';
import { parseNginxVersion } from '../../core/domains/nginxVersion.ts';
import { relativeTo } from '../../core/text/filePath.ts';
import type { ProjectListener } from '../../core/project/project.ts';
import { clientVerdict, serverVerdict } from '../../core/project/verdict.ts';
import { rules } from '../../core/rules/index.ts';
import { NO_SETTINGS } from '../../core/workspace/settings.ts';
import { Workspace, type Snapshot } from '../../core/workspace/workspace.ts';
import { probe } from '../../probe/index.ts';
import { applyFix, readCases, unmarked, type Texts } from '../rules/harness.ts';
import { memoryFileSource, textFiles } from '../support/memoryFileSource.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import { behaviourOf, expectRpc, expectRpcThrough } from './agreement.ts';
import { BUILD_TIMEOUT, GRPC_GO_VERSIONS, type GrpcGoBuild } from './grpcGo.ts';
import { handshake, OFFERS } from './handshake.ts';
import { findNginx, startNginx, testNginx, type NginxFiles, type RunningNginx } from './nginx.ts';
import { startRoom, type Room } from './room.ts';

const { version: installed } = await findNginx();
const SAMPLES = path.join(import.meta.dirname, '../../samples/nginx');

/** A workspace whose nginx.conf stands in its outermost folder. */
interface Subject {
  readonly name: string;
  readonly texts: Texts;
}

/** The cases that state the installed version, or none, and that nginx is to accept; and the sample. */
function subjects(): readonly Subject[] {
  const cases = rules
    .filter(({ id }) => id !== 'syntax')
    .flatMap(({ id }) => readCases(id).map((it) => ({ name: `${id}/${it.name}`, texts: unmarked(it.marked) })));
  return [...cases.filter(isForInstalled), { name: 'samples', texts: sampleTexts() }];
}

function isForInstalled({ name, texts }: Subject): boolean {
  // What is half typed, nginx is to refuse.
  if (texts['nginx.conf'] === undefined || name.endsWith('/half-typed')) return false;
  const [, stated] = /grpc-alpn: nginx=(\S+)/.exec(texts['nginx.conf']) ?? [];
  return stated === undefined || stated === installed;
}

function sampleTexts(): Texts {
  const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.conf'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(SAMPLES, name), 'utf8')]));
}

function nginxFiles(texts: Texts): NginxFiles {
  return new Map(Object.entries(texts).filter(([name]) => !/(?:^|\/)go\.(?:mod|work)$/.test(name)));
}

/** What the product says, under the installed version. */
async function predict(texts: Texts): Promise<Snapshot> {
  const value = parseNginxVersion(installed);
  if (value === undefined) throw new Error(`no version: ${installed}`);
  const settings = { ...NO_SETTINGS, commandLine: { nginxVersion: { value, from: 'the oracle' } } };
  return new Workspace({ folder: FOLDER, source: memoryFileSource(textFiles(FOLDER, texts)), settings }).open();
}

/** Which addresses have TLS behind them: those that nginx opens TLS to, and those that clients' own TLS is passed to. */
function addressesOf({ project }: Snapshot): { readonly plain: readonly string[]; readonly tls: readonly string[] } {
  const dials = project.listeners.flatMap((listener) =>
    listener.dials().map(({ dialer }) => ({ dialer, tls: dialer.tls || listener.tls === 'passthrough' })),
  );
  const of = (tls: boolean): readonly string[] =>
    dials.filter((it) => it.tls === tls).flatMap(({ dialer }) => dialer.addresses);
  return { plain: of(false), tls: of(true) };
}

let room: Room;
beforeAll(async () => {
  room = await startRoom();
}, BUILD_TIMEOUT);
afterAll(() => room.stop());

async function start(texts: Texts, grpcGo: GrpcGoBuild): Promise<RunningNginx> {
  return startNginx({ files: nginxFiles(texts), upstreams: room.upstreams(grpcGo, addressesOf(await predict(texts))) });
}

function listenOf({ address, port }: ProjectListener): string {
  return address === '*' ? String(port ?? '') : `${address}:${port ?? ''}`;
}

describe.each(subjects())(`nginx ${installed}: $name`, ({ texts }) => {
  it('is accepted by nginx', async () => {
    const { ok, output } = await testNginx({ files: nginxFiles(texts) });
    expect(ok, output).toBe(true);
  });

  it('does with every offer what is predicted, and the probe sees the same', async () => {
    const { project } = await predict(texts);
    const nginx = await start(texts, 'v1.85.0');
    try {
      for (const listener of project.listeners.filter(({ tls }) => tls === 'terminated')) {
        const { host, port } = nginx.at(listenOf(listener));
        const serverName = listener.serverNames[0];
        const predicted = OFFERS.map((offer) => negotiate(offer, listener.alpn));
        const seen = [];
        for (const offer of OFFERS) seen.push(await handshake({ host, port, offer, serverName }));
        expect(seen).toEqual(predicted);
        const target = { text: hostPort(host, port), host, port, notes: [] };
        const report = await probe({ targets: [target], ...(serverName !== undefined && { sni: serverName }) });
        expect(report.targets[0]?.addresses[0]?.outcome).toEqual(predicted[0]);
      }
    } finally {
      await nginx.stop();
    }
  });

  it.each(GRPC_GO_VERSIONS)('gives grpc-go %s what is predicted', async (grpcGo) => {
    const { project } = await predict(texts);
    const nginx = await start(texts, grpcGo);
    const behaviour = behaviourOf(grpcGo);
    try {
      for (const listener of project.listeners.filter(isGrpc)) {
        const { host, port } = nginx.at(listenOf(listener));
        const credentials = listener.tls === 'plain' ? 'insecure' : 'newtls';
        const result = await room
          .program(grpcGo)
          .dial({ target: hostPort(host, port), credentials, serverName: listener.serverNames[0] });
        const client = clientVerdict(project, listener, behaviour);
        const upstream = listener
          .dials()
          .map((dial) => serverVerdict(listener, dial, behaviour))
          .find((it) => it !== undefined);
        // Passed through, the client meets the gRPC server itself, which selects h2.
        if (listener.tls === 'passthrough') expect(result).toEqual({ ok: true });
        else if (client === undefined)
          expect(result.ok).toBe(
            upstream === undefined
              ? listener.http2 === true || listener.module === 'stream'
              : upstream.result === 'works',
          );
        else if (upstream === undefined) expectRpc(result, client);
        else expectRpcThrough(result, client, upstream);
      }
    } finally {
      await nginx.stop();
    }
  });

  it('accepts the text after every fix, and keeps the promise of the fix', async () => {
    const { project } = await predict(texts);
    for (const finding of analyze(project).findings) {
      for (const fix of finding.fixes.filter(({ edits }) => edits.every(({ file }) => /\.conf$|orders$/.test(file)))) {
        const after = applyFix(texts, fix);
        const { ok, output } = await testNginx({ files: nginxFiles(after) });
        // A directive that the installed nginx lacks is named with its version.
        const [, needed] = /\(nginx >= ([\d.]+)\)/.exec(fix.title) ?? [];
        expect(ok, `${fix.title}: ${output}`).toBe(
          needed === undefined || (parseNginxVersion(needed) ?? 0) <= (parseNginxVersion(installed) ?? 0),
        );
        if (ok) await expectMended(after, relativeTo(FOLDER, finding.at.file));
      }
    }
  });
});

/** gRPC gets through with an upgraded client and server, on the listeners of a file that a fix was for and that have nothing else wrong. */
async function expectMended(texts: Texts, file: string): Promise<void> {
  const { project } = await predict(texts);
  const { findings } = analyze(project);
  const nginx = await start(texts, 'v1.85.0');
  try {
    for (const listener of project.listeners.filter((it) => isGrpc(it) && relativeTo(FOLDER, it.at.file) === file)) {
      const block = listener.server.scope.of?.directive;
      const wrong = findings.some(
        ({ at }) =>
          at.file === listener.at.file &&
          block !== undefined &&
          at.span.start >= block.start &&
          at.span.end <= block.end,
      );
      // A plain listener beside one for gRPC is for browsers, and stays so.
      const forBrowsers = listener.module === 'http' && listener.tls === 'plain' && listener.http2 !== true;
      if (wrong || forBrowsers) continue;
      const { host, port } = nginx.at(listenOf(listener));
      const credentials = listener.tls === 'plain' ? 'insecure' : 'newtls';
      const result = await room
        .program('v1.85.0')
        .dial({ target: hostPort(host, port), credentials, serverName: listener.serverNames[0] });
      expect(result).toEqual({ ok: true });
    }
  } finally {
    await nginx.stop();
  }
}

function isGrpc(listener: ProjectListener): boolean {
  const takesGrpc =
    listener.module === 'stream'
      ? listener.dials().length > 0
      : listener.dials().some(({ dialer }) => dialer.via === 'grpc_pass');
  return takesGrpc && listener.alpn.kind !== 'refuses' && listener.grpc.grpc !== 'no';
}

function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
