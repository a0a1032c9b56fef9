/**
 * What is measured: each measure as a ratio against a yardstick of the same run, taken in turns with it, so that a busy machine
 * slows both. Absolute figures stand beside.
 *
 * @typedef {import('./processes.mjs').Run} Run
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {string} measured
 * @property {string} yardstick
 * @property {number | undefined} ratio
 * @property {{ readonly value: number, readonly most: number, readonly words: string } | undefined} bound `undefined`: only told.
 */
import path from 'node:path';
import { includedServers, LINES_PER_SERVER, mapOfNames, plainServers, traps } from './configurations.mjs';
import { typeInto } from './keystrokes.mjs';
import { startLanguageServer } from './languageServer.mjs';
import { timed } from './processes.mjs';
import { median, quantile } from './statistics.mjs';

/** So many checks until Node has compiled what is worth compiling. */
const WARM_UPS = 10;

/** The sizes of one file whose cost per line is compared, in lines. */
const SIZES = [1_000, 10_000, 100_000];

/**
 * @typedef {object} Place
 * @property {string} root The repository.
 * @property {(name: string, texts: Readonly<Record<string, string>>) => string} folder Writes a workspace, and says where.
 * @property {string} nginx
 * @property {(entry: string) => Promise<string>} bundle Bundles a module for Node, and says where.
 * @property {ReturnType<import('./processes.mjs').startPipeline>} pipeline
 */

/**
 * One file of 90,000 lines: parse and analysis in a warm process, the command line and nginx in turns; then the memory of the server.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureLargeFile({ root, folder, nginx, pipeline }) {
  const texts = { 'nginx.conf': plainServers(10_000) };
  const workspace = folder('large', texts);
  const file = path.join(workspace, 'nginx.conf');
  /** @type {{ analysis: { wall: number, processor: number }, nginx: Run, commandLine: Run, node: Run }[]} */
  const rounds = [];
  for (let i = 0; i < WARM_UPS; i++) await pipeline.check(texts);
  for (let i = 0; i < 5; i++) {
    rounds.push({
      analysis: await pipeline.check(texts),
      nginx: await timed(nginx, ['-t', '-c', file]),
      commandLine: await timed(process.execPath, [path.join(root, 'dist/cli.js'), 'check', workspace]),
      node: await timed(process.execPath, ['--eval', '']),
    });
  }
  /** @param {(round: (typeof rounds)[number]) => number} figure */
  const middle = (figure) => median(rounds.map(figure));
  /** @param {'analysis' | 'nginx' | 'commandLine'} key */
  const times = (key) => `${ms(middle((it) => it[key].wall))} (processor ${ms(middle((it) => it[key].processor))})`;
  const nginxPeak = middle((it) => it.nginx.peak);
  const server = await startLanguageServer(path.join(root, 'dist/server.js'), workspace);
  await server.open();
  const peak = server.peak();
  await server.stop();
  const yardstick = `nginx -t ${times('nginx')}`;
  return [
    bounded('parse and analysis of 90,000 lines, warm', {
      measured: times('analysis'),
      yardstick,
      ratio: middle((it) => it.analysis.wall / it.nginx.wall),
      most: 0.3,
    }),
    bounded('grpc-alpn check on it, whole process', {
      measured: `${times('commandLine')}, peak ${mb(middle((it) => it.commandLine.peak))}`,
      yardstick: `${yardstick}, node alone ${ms(middle((it) => it.node.wall))}`,
      ratio: middle((it) => it.commandLine.wall / it.nginx.wall),
      most: 1,
    }),
    bounded('memory of the language server with it, peak', {
      measured: mb(peak),
      yardstick: `nginx -t ${mb(nginxPeak)}`,
      ratio: peak / nginxPeak,
      most: 1,
    }),
  ];
}

/**
 * Cost per line by size, for the same number of lines in each sample: server blocks, and the entries of one `map`.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureSizes({ pipeline }) {
  return [
    await costPerLine(pipeline, 'server blocks', (lines) => plainServers(Math.floor(lines / LINES_PER_SERVER))),
    await costPerLine(pipeline, 'one map', mapOfNames),
  ];
}

/**
 * @param {Place['pipeline']} pipeline
 * @param {string} what
 * @param {(lines: number) => string} make
 * @returns {Promise<Row>}
 */
async function costPerLine(pipeline, what, make) {
  const lines = Math.max(...SIZES);
  const samples = SIZES.map((size) => ({
    texts: { 'nginx.conf': make(size) },
    times: lines / size,
    /** @type {number[]} Microseconds per line. */
    costs: [],
  }));
  for (let i = 0; i < 12; i++) {
    // In turns from either end: each pays for what the one before has left behind.
    for (const { texts, times, costs } of i % 2 === 0 ? samples : [...samples].reverse()) {
      const { wall } = await pipeline.check(texts, times);
      if (i >= 2) costs.push((wall * 1000) / lines);
    }
  }
  const costs = samples.map((it) => median(it.costs));
  return bounded(`cost per line, the worst against the best: ${what}`, {
    measured: SIZES.map((size, i) => `${count(size)} lines: ${us(costs[i] ?? NaN)}`).join(', '),
    yardstick: 'each other',
    ratio: Math.max(...costs) / Math.min(...costs),
    most: 1.3,
  });
}

/** So many included files, of 50 lines each. */
const FILES = 1_000;

/**
 * A tree of 1,000 included files: how long until the first diagnostics, and a keystroke in one of them.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureTree({ root, folder, nginx }) {
  const bundle = path.join(root, 'dist/server.js');
  const texts = includedServers(FILES);
  const workspace = folder('tree', texts);
  const main = path.join(workspace, 'nginx.conf');
  /** @type {{ started: number, opened: number, nginx: number }[]} */
  const rounds = [];
  for (let i = 0; i < 6; i++) {
    const start = performance.now();
    const server = await startLanguageServer(bundle, workspace);
    const opening = performance.now();
    await server.open();
    const end = performance.now();
    await server.stop();
    const { wall } = await timed(nginx, ['-t', '-c', main]);
    if (i > 0) rounds.push({ started: end - start, opened: end - opening, nginx: wall });
  }
  const nginxTime = median(rounds.map((it) => it.nginx));
  const opened = median(rounds.map((it) => it.opened));
  const one = { 'nginx.conf': plainServers(Math.floor((FILES * 50) / LINES_PER_SERVER)) };
  const single = folder('tree-in-one', one);
  const [inTree, inOne] = [
    await typedKeystrokes(bundle, workspace, 'conf.d/0500.conf', texts['conf.d/0500.conf'] ?? ''),
    await typedKeystrokes(bundle, single, 'nginx.conf', one['nginx.conf']),
  ];
  return [
    bounded(`folder of ${count(FILES)} included files opened, to its diagnostics`, {
      measured: `${ms(opened)} (with the start of the server ${ms(median(rounds.map((it) => it.started)))})`,
      yardstick: `nginx -t ${ms(nginxTime)}`,
      ratio: median(rounds.map((it) => it.opened / it.nginx)),
      most: 2,
    }),
    bounded('a keystroke in one of them', {
      measured: ms(inTree),
      yardstick: `in one file of as many lines ${ms(inOne)}`,
      ratio: inTree / inOne,
      most: 1,
    }),
  ];
}

/**
 * The median of a keystroke in a file of a workspace, in milliseconds.
 *
 * @param {string} bundle
 * @param {string} workspace
 * @param {string} file
 * @param {string} text
 */
async function typedKeystrokes(bundle, workspace, file, text) {
  const server = await startLanguageServer(bundle, workspace);
  await server.open();
  const { keystrokes } = await typeInto(server, path.join(workspace, file), text, async () => {});
  await server.stop();
  return median(keystrokes);
}

/**
 * The map of 10,000 servers against their check, as whole processes.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureMap({ root, folder }) {
  const workspace = folder('mapped', { 'nginx.conf': plainServers(10_000) });
  const program = path.join(root, 'dist/cli.js');
  /** @type {{ map: number, check: number }[]} */
  const rounds = [];
  for (let i = 0; i < 6; i++) {
    const map = await timed(process.execPath, [program, 'map', '--format', 'json', workspace]);
    const check = await timed(process.execPath, [program, 'check', workspace]);
    if (i > 0) rounds.push({ map: map.wall, check: check.wall });
  }
  return [
    bounded('grpc-alpn map of 10,000 servers, whole process', {
      measured: ms(median(rounds.map((it) => it.map))),
      yardstick: `grpc-alpn check ${ms(median(rounds.map((it) => it.check)))}`,
      ratio: median(rounds.map((it) => it.map / it.check)),
      most: 1.5,
    }),
  ];
}

/**
 * Workspaces of 10,000 things against the same of 2,500: four times as much must not cost much more than four times.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureTraps({ pipeline }) {
  const rows = [];
  for (const [what, make] of Object.entries(traps)) {
    const [few, many] = [make(2_500), make(10_000)];
    /** @type {{ few: number, many: number }[]} */
    const rounds = [];
    for (let i = 0; i < 4; i++) {
      const pair = { few: (await pipeline.check(few, 4)).wall, many: (await pipeline.check(many)).wall };
      if (i > 0) rounds.push(pair);
    }
    // The fastest: what is looked for is how it grows, and a machine that is busy only adds.
    const fewest = Math.min(...rounds.map((it) => it.few));
    const most = Math.min(...rounds.map((it) => it.many));
    rows.push(
      bounded(what, {
        measured: ms(most),
        yardstick: `4 times a quarter of it: ${ms(fewest)}`,
        ratio: most / fewest,
        most: 2,
      }),
    );
  }
  return rows;
}

/**
 * From a keystroke to the diagnostics of that very version, in a configuration of 10,000 lines.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureKeystrokes({ root, folder, nginx }) {
  const text = plainServers(Math.ceil(10_000 / LINES_PER_SERVER));
  const workspace = folder('typed', { 'nginx.conf': text });
  const server = await startLanguageServer(path.join(root, 'dist/server.js'), workspace);
  await server.open();
  /** @type {number[]} */
  const checks = [];
  const { keystrokes, roundTrips } = await typeInto(server, path.join(workspace, 'nginx.conf'), text, async () => {
    checks.push((await timed(nginx, ['-t', '-c', path.join(workspace, 'nginx.conf')])).wall);
  });
  const peak = server.peak();
  await server.stop();
  const yardstick = `nginx -t ${ms(median(checks))}, request and answer ${ms(median(roundTrips))}`;
  const [middle, late] = [median(keystrokes), quantile(keystrokes, 0.95)];
  return [
    {
      what: 'keystroke to diagnostics, 10,000 lines, median',
      measured: `${ms(middle)} (${keystrokes.length} keystrokes, peak ${mb(peak)})`,
      yardstick,
      ratio: middle / median(checks),
      bound: { value: middle, most: 15, words: '15 ms' },
    },
    {
      what: 'keystroke to diagnostics, 95th percentile',
      measured: ms(late),
      yardstick,
      ratio: late / median(checks),
      bound: { value: late, most: 40, words: '40 ms' },
    },
  ];
}

/**
 * How long it takes until something is to be seen.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureStart({ root }) {
  const script = path.join(root, 'test/bench/loadClient.cjs');
  /** @type {{ node: number, server: number, client: number }[]} */
  const rounds = [];
  for (let i = 0; i < 6; i++) {
    const node = await timed(process.execPath, ['--eval', '']);
    const start = performance.now();
    const server = await startLanguageServer(path.join(root, 'dist/server.js'), path.join(root, 'samples'));
    const published = server.notified('textDocument/publishDiagnostics', ({ diagnostics }) => diagnostics.length > 0);
    await Promise.all([server.open(), published]);
    const wall = performance.now() - start;
    await server.stop();
    const client = await timed(process.execPath, [script, path.join(root, 'dist/client.js')]);
    if (i > 0) rounds.push({ node: node.wall, server: wall, client: client.wall });
  }
  /** @param {'node' | 'server' | 'client'} key */
  const of = (key) => median(rounds.map((it) => it[key]));
  const yardstick = `node alone ${ms(of('node'))}`;
  return [
    told('server start to first diagnostics, samples/', ms(of('server')), yardstick, of('server') / of('node')),
    told('client: load of its module (no editor here)', ms(of('client')), yardstick, of('client') / of('node')),
  ];
}

/**
 * @param {string} what
 * @param {{ measured: string, yardstick: string, ratio: number, most: number }} figures
 * @returns {Row}
 */
export function bounded(what, { measured, yardstick, ratio, most }) {
  return { what, measured, yardstick, ratio, bound: { value: ratio, most, words: String(most) } };
}

/**
 * @param {string} what
 * @param {string} measured
 * @param {string} yardstick
 * @param {number} ratio
 * @returns {Row}
 */
export function told(what, measured, yardstick, ratio) {
  return { what, measured, yardstick, ratio, bound: undefined };
}

/** @param {number} value */
export function ms(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** @param {number} value */
function us(value) {
  return `${value.toFixed(2)} µs`;
}

/** @param {number} value */
export function mb(value) {
  return `${value.toFixed(0)} MB`;
}

/** @param {number} value */
function count(value) {
  return value.toLocaleString('en');
}
