/**
 * Probes, and bare handshakes of Node's to compare them with, in a process of its own: what servers take of the processor does not count.
 * Bundled and started by probeMeasures.mjs.
 */
import { connect } from 'node:tls';
import { getHeapSpaceStatistics } from 'node:v8';
import pLimit from 'p-limit';
import { MATRIX } from '../../probe/address/address.ts';
import { parseTarget, probe, renderMarkdown, renderText, reportJson, viewOf, type Target } from '../../probe/index.ts';

/** What to measure, and with servers on which ports. */
type Order =
  | { readonly kind: 'one'; readonly port: number }
  | {
      readonly kind: 'many';
      readonly ports: readonly number[];
      readonly dead: readonly string[];
      readonly timeout: number;
    }
  | { readonly kind: 'memory'; readonly ports: readonly number[]; readonly probes: number }
  | { readonly kind: 'report'; readonly ports: readonly number[]; readonly times: number };

/** Milliseconds by the clock, and of the processor with all threads of the process. */
interface Times {
  readonly wall: number;
  readonly processor: number;
}

/** As many as the probe makes with one address at the same time, behind the first. */
const AT_ONCE = 3;

/** Targets of one call. */
const CALL = 100;

function targetOf(address: string): Target {
  const parsed = parseTarget(address);
  if (parsed.kind === 'refused') throw new Error(`${address}: ${parsed.message}`);
  return parsed.target;
}

async function timesOf(work: () => Promise<unknown>): Promise<Times> {
  const processor = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(processor);
  return { wall, processor: (user + system) / 1000 };
}

/** One address: until its six handshakes are over, and until its report is there; and what a bare client takes for six, by itself. */
async function measureOne(
  port: number,
): Promise<Readonly<Record<'shaken' | 'total' | 'processor' | 'bareProcessor' | 'bare' | 'inTurn', number>>> {
  let shaken = NaN;
  const start = performance.now();
  const whole = await timesOf(async () => {
    let observed = 0;
    const report = await probe({
      targets: [targetOf(`127.0.0.1:${port}`)],
      // The first one is listened to when it is over, and told of last.
      onProgress: ({ kind }) => {
        if (kind === 'observed' && ++observed === MATRIX.length - 1) shaken = performance.now() - start;
      },
    });
    const [address] = report.targets[0]?.addresses ?? [];
    if (address?.class !== 'A' || address.handshakes.length !== MATRIX.length)
      throw new Error(`not six handshakes of class A: ${JSON.stringify(address)}`);
  });
  const bare = await timesOf(async () => {
    const [first, ...others] = MATRIX;
    await bareHandshake(port, first);
    const lanes = pLimit(AT_ONCE);
    await Promise.all(others.map((cell) => lanes(() => bareHandshake(port, cell))));
  });
  const inTurn = await timesOf(async () => {
    for (const cell of MATRIX) await bareHandshake(port, cell);
  });
  return {
    shaken,
    total: whole.wall,
    processor: whole.processor,
    bare: bare.wall,
    bareProcessor: bare.processor,
    inTurn: inTurn.wall,
  };
}

function bareHandshake(port: number, { offer, tls }: (typeof MATRIX)[number]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ...(offer.length > 0 ? { ALPNProtocols: [...offer] } : {}),
      minVersion: 'TLSv1.2',
      maxVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
      rejectUnauthorized: false,
    });
    socket.once('secureConnect', () => socket.destroy());
    socket.once('error', reject);
    socket.once('close', () => resolve());
  });
}

/** Addresses that answer, on these ports in turns, behind such that do not. */
async function measureMany(order: Extract<Order, { kind: 'many' }>): Promise<Times & { readonly dead: number }> {
  const { ports, dead, timeout } = order;
  let unreached = 0;
  const times = await timesOf(async () => {
    const living = Array.from({ length: CALL - dead.length }, (_, i) => `127.0.0.1:${ports[i % ports.length]}`);
    const report = await probe({ targets: [...dead, ...living].map(targetOf), timeout });
    unreached = report.targets.filter(({ addresses }) => addresses[0]?.class === 'timeout').length;
  });
  return { ...times, dead: unreached };
}

/** Megabytes (10^6 bytes) after a tenth of the probes and after all of them, and what is left of them. */
async function measureMemory(
  ports: readonly number[],
  probes: number,
): Promise<
  Readonly<Record<'early' | 'late', Readonly<Record<'heap' | 'resident', number>>>> & {
    readonly left: readonly string[];
  }
> {
  const before = process.getActiveResourcesInfo();
  const run = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += CALL) {
      const targets = Array.from({ length: CALL }, (_, i) => targetOf(`127.0.0.1:${ports[i % ports.length]}`));
      await probe({ targets });
    }
  };
  await run(probes / 10);
  const early = await memory();
  await run((probes / 10) * 9);
  const late = await memory();
  const left = process.getActiveResourcesInfo();
  for (const it of before) left.splice(left.indexOf(it), 1);
  return { early, late, left };
}

async function memory(): Promise<{ readonly heap: number; readonly resident: number }> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  // What V8 compiles goes on growing for thousands of probes, and is not what they leave behind.
  const spaces = getHeapSpaceStatistics().filter((it) => !it.space_name.startsWith('code_'));
  const heap = spaces.reduce((sum, it) => sum + it.space_used_size, 0);
  return { heap: heap / 1e6, resident: process.memoryUsage().rss / 1e6 };
}

/** Milliseconds for each telling of one report. */
async function measureReport(
  ports: readonly number[],
  times: number,
): Promise<Readonly<Record<'view' | 'text' | 'markdown' | 'json', number>>> {
  const report = await probe({ targets: ports.map((port) => targetOf(`127.0.0.1:${port}`)) });
  const each = (tell: () => unknown): number => {
    const start = performance.now();
    for (let i = 0; i < times; i++) tell();
    return (performance.now() - start) / times;
  };
  return {
    view: each(() => viewOf({ report })),
    text: each(() => renderText(report)),
    markdown: each(() => renderMarkdown(report)),
    json: each(() => reportJson(report, { name: 'grpc-alpn', version: '0' })),
  };
}

async function measured(order: Order): Promise<unknown> {
  switch (order.kind) {
    case 'one':
      return measureOne(order.port);
    case 'many':
      return measureMany(order);
    case 'memory':
      return measureMemory(order.ports, order.probes);
    case 'report':
      return measureReport(order.ports, order.times);
  }
}

process.on('message', (order: Order) => {
  measured(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
