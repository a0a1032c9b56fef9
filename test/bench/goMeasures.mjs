/** What is measured with Go: modules against gopls, very many files against gofmt. */
import path from 'node:path';
import { ensureGopls } from '../../scripts/gopls.mjs';
import { goFiles, goListener } from './goFiles.mjs';
import { openIn, openWhole, startGopls, startLanguageServer } from './languageServer.mjs';
import { bounded, mb, ms } from './measures.mjs';
import { timed } from './processes.mjs';
import { median, quantile } from './statistics.mjs';

/**
 * @typedef {import('./measures.mjs').Row} Row
 * @typedef {import('./measures.mjs').Place} Place
 * @typedef {import('./languageServer.mjs').Server} Server
 */

/** So many modules are required. */
const REQUIREMENTS = 500;
/** So many edits are measured, behind some that only warm up. */
const EDITS = 30;
const WARM_UP = 10;

/**
 * An edit of go.mod with 500 requirements, to its diagnostics: ours and gopls's in turns, on the same text.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureModuleEdits({ root, folder }) {
  const requirements = Array.from(
    { length: REQUIREMENTS - 1 },
    (_, i) => `\texample.com/d${i} v1.${i % 40}.${i % 7}\n`,
  );
  const text = `module example.com/app\n\ngo 1.24\n\nrequire (\n\tgoogle.golang.org/grpc v1.67.1\n${requirements.join('')})\n`;
  const workspace = folder('modules', { 'go.mod': text, 'main.go': 'package main\n\nfunc main() {}\n' });
  const file = path.join(workspace, 'go.mod');
  const gopls = await startGopls(await ensureGopls(), workspace);
  const own = await startLanguageServer(path.join(root, 'dist/server.js'), workspace);
  await own.open();
  const [inOwn, inGopls] = [await openIn(own, file, 'go.mod', text), await openIn(gopls, file, 'go.mod', text)];
  // The last digit of the version of grpc-go.
  const at = { line: 5, character: '\tgoogle.golang.org/grpc v1.67.'.length };
  /** @type {{ own: number, gopls: number }[]} */
  const rounds = [];
  for (let i = 0; i < WARM_UP + EDITS; i++) {
    const newText = i % 2 === 0 ? '0' : '1';
    const round = { own: await inOwn(at, 1, newText), gopls: await inGopls(at, 1, newText) };
    if (i >= WARM_UP) rounds.push(round);
  }
  await own.stop();
  await gopls.stop();
  return [
    bounded(`edit of go.mod with ${REQUIREMENTS} requirements to its diagnostics, median of ${EDITS}`, {
      measured: ms(median(rounds.map((it) => it.own))),
      yardstick: `gopls ${ms(median(rounds.map((it) => it.gopls)))}`,
      ratio: median(rounds.map((it) => it.own)) / median(rounds.map((it) => it.gopls)),
      most: 1,
    }),
  ];
}

/** So many Go files are read. */
const FILES = 10_000;
/** The most that they may cost, in megabytes. */
const MOST_MEMORY = 150;

/**
 * 10,000 Go files: how long they are read, what that costs, and who waits meanwhile.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureGoFiles(place) {
  return [...(await measureLayout(place, 'spread')), ...(await measureLayout(place, 'together'))];
}

const NGINX =
  'events {}\nstream {\n    server {\n        listen 443 ssl;\n        proxy_pass backend.example:50051;\n    }\n}\n';

/**
 * @param {Place} place
 * @param {'spread' | 'together'} layout
 * @returns {Promise<Row[]>}
 */
async function measureLayout({ root, folder }, layout) {
  const bundle = path.join(root, 'dist/server.js');
  const others = {
    'nginx.conf': NGINX,
    'go.mod': 'module example.com/large\n\ngo 1.24\n\nrequire google.golang.org/grpc v1.70.0\n',
  };
  const without = folder(`go-${layout}-without`, others);
  const workspace = folder(`go-${layout}`, { ...others, ...goFiles(FILES, layout) });
  /** @type {{ scan: number, first: number, gofmt: number, peak: number, without: number }[]} */
  const rounds = [];
  for (let i = 0; i < 4; i++) {
    const bare = await startLanguageServer(bundle, without);
    await bare.open();
    const peakWithout = bare.peak();
    await bare.stop();
    const server = await startLanguageServer(bundle, workspace);
    const { first, read } = await openWhole(server);
    const scan = await read;
    const peak = server.peak();
    await server.stop();
    const gofmt = await timed('gofmt', ['-l', workspace]);
    if (i > 0) rounds.push({ scan, first, gofmt: gofmt.wall, peak, without: peakWithout });
  }
  const { edits, later, scan } = await editsMeanwhile(bundle, workspace);
  const words = `${FILES.toLocaleString('en')} Go files, one in ten of interest, ${layout === 'spread' ? 'one of each package' : 'all of one package in ten'}`;
  const more = median(rounds.map((it) => it.peak - it.without));
  return [
    bounded(`${words}: read behind the rest`, {
      measured: `${ms(median(rounds.map((it) => it.scan)))} (first snapshot ${ms(median(rounds.map((it) => it.first)))})`,
      yardstick: `gofmt -l ${ms(median(rounds.map((it) => it.gofmt)))}`,
      ratio: median(rounds.map((it) => it.scan / it.gofmt)),
      most: 2,
    }),
    {
      what: '  memory of the language server, peak',
      measured: `${mb(more)} more`,
      yardstick: `without them ${mb(median(rounds.map((it) => it.without)))}`,
      ratio: more / median(rounds.map((it) => it.without)),
      bound: { value: more, most: MOST_MEMORY, words: `${MOST_MEMORY} MB` },
    },
    bounded('  edits of nginx.conf meanwhile, the slowest against the whole', {
      measured: `${ms(Math.max(...edits))} (median ${ms(median(edits))}, ${edits.length} edits)`,
      yardstick: `read in ${ms(scan)} then, an edit when it is read ${ms(median(later))}`,
      ratio: Math.max(...edits) / scan,
      most: 0.1,
    }),
  ];
}

/**
 * @param {string} bundle
 * @param {string} workspace
 */
async function editsMeanwhile(bundle, workspace) {
  const server = await startLanguageServer(bundle, workspace);
  const { read } = await openWhole(server);
  let isRead = false;
  void read.then(() => (isRead = true));
  const edits = await editsOf(server, path.join(workspace, 'nginx.conf'), () => isRead);
  const later = await editsOf(server, path.join(workspace, 'go.mod'), (done) => done >= 20);
  await server.stop();
  return { edits, later, scan: await read };
}

/**
 * Edits a file of a server again and again: a comment behind its last line.
 *
 * @param {Server} server
 * @param {string} file
 * @param {(done: number) => boolean} isEnough
 */
async function editsOf(server, file, isEnough) {
  const text =
    path.basename(file) === 'go.mod'
      ? 'module example.com/large\n\ngo 1.24\n\nrequire google.golang.org/grpc v1.70.0\n'
      : NGINX;
  const edit = await openIn(server, file, 'nginx', text);
  const line = text.split('\n').length - 1;
  const times = [];
  do times.push(await edit({ line, character: 0 }, 0, path.basename(file) === 'go.mod' ? '//' : '#'));
  while (!isEnough(times.length));
  return times;
}

/** What is typed into the function of a Go file, character by character: half of the time the statement is not whole. */
const TYPED = '\n\tconfig := &tls.Config{NextProtos: []string{"h2", "http/1.1"}}\n\tfmt.Println(config.NextProtos)';
const PLACES = 4;

/**
 * From a keystroke to the diagnostics of that very version, in a Go file of 1,000 lines beside 10,000 others.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureGoKeystrokes({ root, folder }) {
  const text = goListener(1_000);
  const workspace = folder('go-typed', { 'typed/main.go': text, ...goFiles(FILES, 'together') });
  const server = await startLanguageServer(path.join(root, 'dist/server.js'), workspace);
  const read = server.notified('$/progress', ({ value }) => value.kind === 'end');
  await server.open();
  await read;
  const file = path.join(workspace, 'typed/main.go');
  const edit = await openIn(server, file, 'go', text);
  const gofmts = [];
  /** @type {number[]} */
  const keystrokes = [];
  const lines = text.split('\n');
  for (let i = 0; i < PLACES; i++) {
    // From the last place to the first: those in front do not move.
    let line = lines.findLastIndex(
      (it, at) => at < (lines.length * (PLACES - i)) / PLACES && it.startsWith('\ttotal :='),
    );
    let character = lines[line]?.length ?? 0;
    for (const letter of TYPED) {
      keystrokes.push(await edit({ line, character }, 0, letter));
      [line, character] = letter === '\n' ? [line + 1, 0] : [line, character + 1];
    }
    gofmts.push((await timed('gofmt', ['-l', file])).wall);
  }
  await server.stop();
  const counted = keystrokes.slice(TYPED.length);
  const late = quantile(counted, 0.95);
  return [
    {
      what: 'keystroke in a Go file of 1,000 lines, 95th percentile',
      measured: `${ms(late)} (median ${ms(median(counted))}, ${counted.length} keystrokes)`,
      yardstick: `gofmt -l of that file ${ms(median(gofmts))}`,
      ratio: late / median(gofmts),
      bound: { value: late, most: 30, words: '30 ms' },
    },
  ];
}
