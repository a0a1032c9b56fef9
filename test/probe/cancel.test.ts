import { describe, expect, it } from 'vitest';
import { probe, type Lookup, type Progress } from '../../probe/index.ts';
import { rawServer, target, tlsServer } from './servers.ts';
import { record, serverHello } from './wire.ts';

/** Client sockets that this process still holds, besides those that were there before. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap' || name === 'TCPConnectWrap')
    .length;
}

/** Starts a probe that nobody answers, and cancels it when `when` comes. */
async function cancelled(port: number, when: Promise<unknown>, lookup?: Lookup): Promise<number> {
  const controller = new AbortController();
  const reason = new Error('the user has cancelled');
  const running = probe({
    targets: [target(lookup === undefined ? `127.0.0.1:${port}` : `name.example:${port}`)],
    signal: controller.signal,
    timeout: 60_000,
    lookup,
  });
  running.catch(() => undefined);
  await when;
  const started = performance.now();
  controller.abort(reason);
  await expect(running).rejects.toBe(reason);
  return performance.now() - started;
}

const PROMPT = 1000;

describe('cancelling', () => {
  it('before it starts: nothing is connected', async () => {
    const server = await rawServer(() => undefined);
    await expect(
      probe({ targets: [target(`127.0.0.1:${server.port}`)], signal: AbortSignal.abort(new Error('no')) }),
    ).rejects.toThrow('no');
    expect(server.accepted()).toBe(0);
  });

  it('while a name is resolved', async () => {
    let asked: () => void = () => undefined;
    const resolving = new Promise<void>((resolve) => (asked = resolve));
    const took = await cancelled(1, resolving, () => {
      asked();
      return new Promise(() => undefined);
    });
    expect(took).toBeLessThan(PROMPT);
  });

  it('while a black hole is waited for: the socket is closed', async () => {
    const before = openSockets();
    const server = await rawServer((socket) => void socket.resume());
    const took = await cancelled(server.port, server.connected);
    await server.closed;
    expect(took).toBeLessThan(PROMPT);
    expect(server.accepted()).toBe(1);
    expect(await server.open()).toBe(0);
    expect(openSockets()).toBe(before);
  });

  it('in the middle of a handshake', async () => {
    let sent: () => void = () => undefined;
    const half = new Promise<void>((resolve) => (sent = resolve));
    const server = await rawServer(
      (socket) => void socket.once('data', () => socket.write(record(22, serverHello({})), () => sent())),
    );
    expect(await cancelled(server.port, half)).toBeLessThan(PROMPT);
    await server.closed;
    expect(await server.open()).toBe(0);
  });

  it('behind a finished handshake, and no further one follows', async () => {
    let secured: () => void = () => undefined;
    const secure = new Promise<void>((resolve) => (secured = resolve));
    const server = await tlsServer({ ALPNProtocols: ['h2'] }, () => secured());
    expect(await cancelled(server.port, secure)).toBeLessThan(PROMPT);
    await server.closed;
    expect(server.accepted()).toBe(1);
  });

  it('from within the progress callback, between two targets', async () => {
    const server = await tlsServer({ ALPNProtocols: ['h2'] });
    const controller = new AbortController();
    const steps: Progress['kind'][] = [];
    const text = `127.0.0.1:${server.port}`;
    const running = probe({
      targets: [target(text), target(text)],
      signal: controller.signal,
      onProgress: ({ kind }) => {
        steps.push(kind);
        if (kind === 'address') controller.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(steps.filter((kind) => kind === 'address')).toHaveLength(1);
    expect(server.accepted()).toBe(2);
  });
});

it('a finished probe leaves no socket, timer or listener behind', async () => {
  const server = await tlsServer({ ALPNProtocols: ['h2'] });
  const before = openSockets();
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...parameters: Parameters<typeof add>): void => {
    listeners++;
    add(...parameters);
  };
  signal.removeEventListener = (...parameters: Parameters<typeof remove>): void => {
    listeners--;
    remove(...parameters);
  };
  await probe({ targets: [target(`127.0.0.1:${server.port}`), target(`localhost:${server.port}`)], signal });
  expect(listeners).toBe(0);
  expect(openSockets() - before).toBeLessThanOrEqual(await server.open());
});
