/** What is measured of the probe, against bare handshakes of Node's with the same servers. */
import { fork, spawn } from 'node:child_process';
import { connect } from 'node:net';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { listen, loopbackCertificate, startClassServers } from '../../scripts/classServers.mjs';
import { bounded, mb, ms, told } from './measures.mjs';
import { timed } from './processes.mjs';
import { median } from './statistics.mjs';

/**
 * @typedef {import('./measures.mjs').Row} Row
 * @typedef {import('./measures.mjs').Place} Place
 */

/** So many probes until Node has compiled what is worth compiling. */
const WARM_UPS = 20;
const ROUNDS = 41;

/** Of 100 targets, so many do not answer. */
const DEAD = 30;
/** The default of the command line and of the editor, in milliseconds. */
const TIMEOUT = 10_000;

/** The probe of one address may take so long with everything, in milliseconds. */
const LONGEST = 350;

/** So many probes; the memory is compared with that after a tenth of them. */
const PROBES = 10_000;

/**
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureProbe({ root, bundle }) {
  const servers = await startClassServers();
  const ports = servers.map(({ port }) => port);
  // It says nothing behind the handshake, so that the probe waits as long as it ever does.
  const silent = await listen(
    createTlsServer({ ...(await loopbackCertificate()), ALPNProtocols: ['h2'] }),
    '127.0.0.1',
  );
  const probing = startProbing(await bundle('test/bench/probing.ts'));
  const hole = await startBlackHole();
  try {
    return [
      ...(await measureOne(probing, silent.port)),
      await measureMany(probing, ports, hole.port),
      ...(await measureTelling(probing, ports)),
      await measureStart(root, silent.port),
      ...(await measureMemory(probing, ports)),
    ];
  } finally {
    probing.stop();
    hole.stop();
    await Promise.all([silent, ...servers].map((it) => it.close()));
  }
}

/**
 * @param {ReturnType<typeof startProbing>} probing
 * @param {number} port
 * @returns {Promise<Row[]>}
 */
async function measureOne(probing, port) {
  /** @type {Record<'shaken' | 'total' | 'processor' | 'bareProcessor' | 'bare' | 'inTurn', number>[]} */
  const rounds = [];
  for (let i = 0; i < WARM_UPS + ROUNDS; i++) {
    const round = await probing.ask({ kind: 'one', port });
    if (i >= WARM_UPS) rounds.push(round);
  }
  /** @param {(round: (typeof rounds)[number]) => number} figure */
  const middle = (figure) => median(rounds.map(figure));
  const inTurn = `one after the other ${ms(middle((it) => it.inTurn))}`;
  const total = middle((it) => it.total);
  return [
    bounded('probe of one address, until its six handshakes are over', {
      measured: ms(middle((it) => it.shaken)),
      yardstick: `six bare ones, as many at once ${ms(middle((it) => it.bare))}, ${inTurn}`,
      ratio: middle((it) => it.shaken / it.bare),
      most: 1.5,
    }),
    told(
      '  of the processor, with its report',
      ms(middle((it) => it.processor)),
      `six bare ones ${ms(middle((it) => it.bareProcessor))}`,
      middle((it) => it.processor / it.bareProcessor),
    ),
    {
      what: '  with the wait for late alerts, until its report is there',
      measured: ms(total),
      yardstick: 'the clock',
      ratio: undefined,
      bound: { value: total, most: LONGEST, words: ms(LONGEST) },
    },
  ];
}

/**
 * The dead come first: nothing else is done as long as they hold their lanes.
 *
 * @param {ReturnType<typeof startProbing>} probing
 * @param {readonly number[]} ports
 * @param {number} hole
 * @returns {Promise<Row>}
 */
async function measureMany(probing, ports, hole) {
  const dead = Array.from({ length: DEAD }, (_, i) => `127.0.0.${i + 2}:${hole}`);
  const { wall, dead: found } = await probing.ask({ kind: 'many', ports, dead, timeout: TIMEOUT });
  if (found !== DEAD) throw new Error(`${found} of ${DEAD} dead addresses did not answer`);
  return bounded(`probe of 100 targets, ${DEAD} of which take no connection, 32 at once`, {
    measured: ms(wall),
    yardstick: `the time limit of one address ${ms(TIMEOUT)}`,
    ratio: wall / TIMEOUT,
    most: 1.2,
  });
}

/**
 * @param {ReturnType<typeof startProbing>} probing
 * @param {readonly number[]} ports
 * @returns {Promise<Row[]>}
 */
async function measureTelling(probing, ports) {
  /** @type {Record<'view' | 'text' | 'markdown' | 'json', number>} */
  const { view, text, markdown, json } = await probing.ask({ kind: 'report', ports, times: 200 });
  return [
    told(
      `a report of ${ports.length} targets: what is to be shown of it`,
      ms(view),
      `as text ${ms(text)}, Markdown ${ms(markdown)}, JSON ${ms(json)}`,
      view / json,
    ),
  ];
}

/**
 * @param {string} root
 * @param {number} port
 * @returns {Promise<Row>}
 */
async function measureStart(root, port) {
  /** @type {{ node: number, probe: number }[]} */
  const rounds = [];
  for (let i = 0; i < 6; i++) {
    const node = await timed(process.execPath, ['--eval', '']);
    const probe = await timed(process.execPath, [path.join(root, 'dist/cli.js'), 'probe', `127.0.0.1:${port}`]);
    if (i > 0) rounds.push({ node: node.wall, probe: probe.wall });
  }
  const [node, probe] = [median(rounds.map((it) => it.node)), median(rounds.map((it) => it.probe))];
  return told('grpc-alpn probe of one address, whole process', ms(probe), `node alone ${ms(node)}`, probe / node);
}

/**
 * @param {ReturnType<typeof startProbing>} probing
 * @param {readonly number[]} ports
 * @returns {Promise<Row[]>}
 */
async function measureMemory(probing, ports) {
  /** @type {Record<'early' | 'late', Record<'heap' | 'resident', number>> & { left: string[] }} */
  const { early, late, left } = await probing.ask({ kind: 'memory', ports, probes: PROBES });
  const after = `after ${(PROBES / 10).toLocaleString('en')}`;
  return [
    bounded(`heap after ${PROBES.toLocaleString('en')} probes, collected, without compiled code`, {
      measured: `${late.heap.toFixed(2)} MB`,
      yardstick: `${after} ${early.heap.toFixed(2)} MB`,
      ratio: late.heap / early.heap,
      most: 1.1,
    }),
    bounded('  resident memory', {
      measured: mb(late.resident),
      yardstick: `${after} ${mb(early.resident)}`,
      ratio: late.resident / early.resident,
      most: 1.1,
    }),
    {
      what: '  sockets and timers left',
      measured: left.length === 0 ? 'none' : left.join(', '),
      yardstick: 'before the first',
      ratio: undefined,
      bound: { value: left.length, most: 0, words: 'none' },
    },
  ];
}

/**
 * The process of probing.ts.
 *
 * @param {string} bundle
 */
function startProbing(bundle) {
  const child = fork(bundle, [], { execArgv: ['--expose-gc'] });
  return {
    /**
     * @param {Readonly<Record<string, unknown>>} order
     * @returns {Promise<any>}
     */
    ask: (order) =>
      new Promise((resolve, reject) => {
        const ended = () => reject(new Error('the process that probes has ended'));
        child.once('exit', ended);
        child.once('message', (/** @type {any} */ { answer, error }) => {
          child.off('exit', ended);
          if (error === undefined) resolve(answer);
          else reject(new Error(error));
        });
        child.send(order);
      }),
    stop: () => child.kill(),
  };
}

/** Listens on all addresses of this machine, and then never looks at what comes. */
const DEAF = `
const server = require('node:net').createServer();
server.listen({ host: '0.0.0.0', port: 0, backlog: 1 }, () => {
  require('node:fs').writeSync(1, String(server.address().port));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** So long a connection must be left without an answer, in milliseconds. */
const SILENCE = 500;

/**
 * A port that answers no connection: its listener accepts none, and the queue of those that wait is full. Linux then drops what comes.
 *
 * @returns {Promise<{ port: number, stop: () => void }>}
 */
async function startBlackHole() {
  const child = spawn(process.execPath, ['--eval', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the black hole has ended')));
    child.stdout.once('data', (data) => resolve(Number(data)));
  });
  /** @type {import('node:net').Socket[]} */
  const waiting = [];
  const stop = () => {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
  };
  for (let isAnswered = true; isAnswered;) {
    const socket = connect({ host: '127.0.0.1', port });
    waiting.push(socket);
    isAnswered = await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), SILENCE);
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve(true);
      });
      socket.on('error', () => undefined);
    });
  }
  return { port, stop };
}
