import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { negotiate, type Offer, type Outcome } from '../../core/alpn/index.ts';
import { answeringAt, handshakeAt, type Destination } from '../../core/project/answer.ts';
import type { ProjectListener } from '../../core/project/project.ts';
import { clientVerdict, serverVerdict } from '../../core/project/verdict.ts';
import { probe } from '../../probe/index.ts';
import { behaviourOf, expectRpc, expectRpcThrough, GRPC_GO_SERVER } from './agreement.ts';
import { BUILD_TIMEOUT, GRPC_GO_VERSIONS } from './grpcGo.ts';
import { handshake, OFFERS } from './handshake.ts';
import { nginxesUnderTest, testNginx } from './nginx.ts';
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

const { subjects, loadedByNone } = await subjectsFor(await nginxesUnderTest());

let room: Room;
beforeAll(async () => {
  room = await startRoom();
}, BUILD_TIMEOUT);
afterAll(() => room.stop());

it('has no case that every version refuses', () => {
  expect(loadedByNone).toEqual([]);
});

describe.each(subjects.filter(({ refusals }) => refusals.length > 0))('nginx $version: $name', (subject) => {
  it('is refused by nginx, in words that a finding quotes', async () => {
    const { texts, nginx, refusals } = subject;
    const { ok, output } = await testNginx({ nginx, files: await nginxFiles(texts, nginx) });
    expect(ok).toBe(false);
    // nginx stops at the first. Ports are others than those that are written.
    const said = withoutPorts(output);
    expect(
      refusals.filter((words) => said.includes(withoutPorts(words))),
      output,
    ).not.toEqual([]);
  });
});

describe.each(subjects.filter(({ refusals }) => refusals.length === 0))('nginx $version: $name', (subject) => {
  const { texts, nginx } = subject;

  it('is accepted by nginx', async () => {
    const { ok, output } = await testNginx({ nginx, files: await nginxFiles(texts, nginx) });
    expect(ok, output).toBe(true);
  });

  it('does with every offer what is predicted, and the probe sees the same', async () => {
    const project = await predict(texts, nginx);
    const running = await startSubject(subject, room, 'v1.85.0');
    try {
      for (const listener of listenersOf(project).filter(({ tls }) => tls !== 'plain')) {
        const { host, port } = placeOf(running, listener);
        const destination = destinationOf(listener);
        const { serverName } = destination;
        const { proxyProtocol } = listener;
        for (const offer of OFFERS) {
          const predicted = through(handshakeAt(project, destination, offer), offer);
          if (predicted.kind === 'unknown') continue;
          expect(await handshake({ host, port, offer, serverName, proxyProtocol }), offer.join()).toEqual(predicted);
        }
        const predicted = handshakeAt(project, destination, ['h2']);
        if (predicted.kind === 'unknown' || proxyProtocol || port === 0 || listener.tls !== 'terminated') continue;
        const target = { text: `${host}:${port}`, host, port, notes: [] };
        const report = await probe({ targets: [target], ...(serverName !== undefined && { sni: serverName }) });
        expect(report.targets[0]?.addresses[0]?.outcome).toEqual(predicted);
      }
    } finally {
      await running.stop();
    }
  });

  it.each(GRPC_GO_VERSIONS)('gives grpc-go %s what is predicted', async (grpcGo) => {
    const project = await predict(texts, nginx);
    const running = await startSubject(subject, room, grpcGo);
    const behaviour = behaviourOf(grpcGo);
    try {
      for (const listener of listenersOf(project).filter(takesGrpc)) {
        const destination = destinationOf(listener);
        // Another server may be the one that has this name, or TLS goes on to another listener.
        const isLast = listener.tls !== 'passthrough' || handshakeAt(project, destination, ['h2']).kind === 'relayed';
        if (answeringAt(project, destination) !== listener || !isLast || !canBeServed(project, listener)) continue;
        const { target } = placeOf(running, listener);
        const credentials = listener.tls === 'plain' ? 'insecure' : 'newtls';
        const { serverName } = destination;
        const result = await room.program(grpcGo).dial({ target, credentials, serverName });
        if (isLost(result)) continue;
        const client = clientVerdict(project, listener, behaviour);
        const upstream = listener
          .dials()
          .map((dial) => serverVerdict(project, listener, dial, behaviour))
          // Another server of the same nginx behind it is no grpc-go, and refuses nobody.
          .find((it) => it !== undefined && it.result !== 'unknown');
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
      await running.stop();
    }
  });
});

function withoutPorts(text: string): string {
  return text.replace(/:\d{2,5}\b/g, ':PORT');
}

function destinationOf(listener: ProjectListener): Destination {
  const { configuration, address, port } = listener;
  const serverName = clientNameOf(listener);
  return { configuration, address: address === '*' ? '127.0.0.1' : address, port, serverName };
}

/** What passes through is decided by the gRPC server behind. */
function through(outcome: Outcome, offer: Offer): Outcome {
  return outcome.kind === 'relayed' ? negotiate(offer, GRPC_GO_SERVER) : outcome;
}
