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
    await server.emptied();
    expect(server.accepted()).toBeLessThanOrEqual(4);
  });

  it('from within the progress callback, between two targets', async () => {
    const server = await tlsServer({ ALPNProtocols: ['h2'] });
    const controller = new AbortController();
    const steps: Progress['kind'][] = [];
    const text = `127.0.0.1:${server.port}`;
    const running = probe({
      targets: [target(text), target(text)],
      parallel: 1,
      signal: controller.signal,
      onProgress: ({ kind }) => {
        steps.push(kind);
        if (kind === 'address') controller.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(steps.filter((kind) => kind === 'address')).toHaveLength(1);
    expect(server.accepted()).toBe(6);
  });
});

/** What would keep this process alive: sockets and timers. */
function held(): readonly string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => /^(?:TCPSocketWrap|TCPConnectWrap|TLSWrap|Timeout)$/.test(name));
}

describe('cancelling at every step that is told', () => {
  it.each<readonly [string, Parameters<typeof tlsServer>[0], boolean]>([
    ['a server that answers', { ALPNProtocols: ['h2'] }, false],
    ['one that is asked in HTTP/2', { ALPNProtocols: ['h2'] }, true],
    [
      'one that refuses all that grpc-go has: one more handshake follows',
      { ciphers: 'ECDHE-ECDSA-AES128-SHA256', maxVersion: 'TLSv1.2' },
      false,
    ],
    ['one that prefers http/1.1: the first handshake is repeated', { ALPNProtocols: ['http/1.1', 'h2'] }, false],
  ])('%s', async (_name, options, http2) => {
    const server = await tlsServer(options);
    const text = target(`127.0.0.1:${server.port}`);
    let steps = 0;
    await probe({ targets: [text], http2, timeout: 1500, onProgress: () => steps++ });
    await server.emptied();
    const before = held().filter((name) => name === 'Timeout').length;
    for (let at = 1; at <= steps; at++) {
      const controller = new AbortController();
      const reason = new Error(`step ${at}`);
      let seen = 0;
      const running = probe({
        targets: [text],
        http2,
        timeout: 1500,
        signal: controller.signal,
        onProgress: () => {
          if (++seen === at) controller.abort(reason);
        },
      });
      await expect(running).rejects.toBe(reason);
      // Whatever is told in the turn in which it is cancelled, nothing new begins.
      const told = seen;
      await server.emptied();
      expect(seen).toBe(told);
    }
    expect(held().filter((name) => name !== 'Timeout')).toEqual([]);
    expect(held().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(before);
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
