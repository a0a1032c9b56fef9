import { describe, expect, it } from 'vitest';
import { answering, probeOne, rawServer } from './servers.ts';
import { alert, message, record } from './wire.ts';

/** Milliseconds that a probe may take beyond its time limit, on a machine that is busy. */
const SLACK = 2000;

async function inTime(port: number, timeout: number): ReturnType<typeof probeOne> {
  const started = performance.now();
  const address = await probeOne(port, { timeout });
  expect(performance.now() - started).toBeLessThan(timeout + SLACK);
  return address;
}

describe('a server that takes its time', () => {
  it('never reads, never answers', async () => {
    const server = await rawServer((socket) => void socket.pause());
    expect(await inTime(server.port, 300)).toMatchObject({ class: 'timeout' });
  });

  it('a byte every now and then, for ever', async () => {
    const server = await answering((_hello, socket) => {
      const timer = setInterval(() => socket.write(record(22, message(0, []))), 20);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await inTime(server.port, 400)).toMatchObject({ class: 'timeout' });
    await server.emptied();
  });

  it('an alert after most of the first handshake’s time is still that server’s answer', async () => {
    const server = await answering((_hello, socket) => void setTimeout(() => socket.end(alert(120)), 500));
    const address = await probeOne(server.port, { timeout: 1600 });
    expect(address).toMatchObject({ class: 'C', outcome: { kind: 'refused', alert: 120 } });
    expect(address.handshakes.map(({ outcome }) => outcome.kind)).toEqual(Array.from({ length: 6 }, () => 'refused'));
  });

  it('an alert after 4 seconds', { timeout: 15_000 }, async () => {
    const server = await answering((_hello, socket) => void setTimeout(() => socket.end(alert(120)), 4000));
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'C', outcome: { kind: 'refused', alert: 120 } });
    expect(address.handshakes.every(({ outcome }) => outcome.kind === 'refused')).toBe(true);
  });
});
