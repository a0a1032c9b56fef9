/** What is measured with Terraform, CloudFormation and Kubernetes: reading very many files, and typing into large ones. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { declarationFiles, manifest, template, terraformMain } from './declarationFiles.mjs';
import { openIn, openWhole, startLanguageServer } from './languageServer.mjs';
import { bounded, mb, ms } from './measures.mjs';
import { median, quantile } from './statistics.mjs';

/**
 * @typedef {import('./measures.mjs').Row} Row
 * @typedef {import('./measures.mjs').Place} Place
 */

const COUNTS = { yaml: 2_000, terraform: 500 };
const ROUNDS = 4;
const NGINX = 'events {}\n';

/**
 * 2,000 YAML files and 500 Terraform files: how long they are read, against parsing those that matter; what that costs; and keystrokes beside them.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function measureDeclarations(place) {
  return [...(await measureScan(place)), ...(await measureTyping(place))];
}

/**
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
async function measureScan({ root, folder }) {
  const server = path.join(root, 'dist/server.js');
  const { texts, mattering } = declarationFiles(COUNTS);
  const without = folder('declarations-without', { 'nginx.conf': NGINX });
  const workspace = folder('declarations', { 'nginx.conf': NGINX, ...texts });
  /** @type {{ scan: number, first: number, parsing: number, peak: number, without: number }[]} */
  const rounds = [];
  // The first one only warms up the disk.
  for (let i = 0; i <= ROUNDS; i++) {
    const bare = await startLanguageServer(server, without);
    await bare.open();
    const peakWithout = bare.peak();
    await bare.stop();
    const running = await startLanguageServer(server, workspace);
    const { first, read } = await openWhole(running);
    const scan = await read;
    const peak = running.peak();
    await running.stop();
    const parsed = await parse(mattering.map((it) => path.join(workspace, it)));
    if (i > 0) rounds.push({ scan, first, parsing: parsed, peak, without: peakWithout });
  }
  const words = `${COUNTS.yaml.toLocaleString('en')} YAML and ${COUNTS.terraform} Terraform files, ${mattering.length} that matter`;
  const more = median(rounds.map((it) => it.peak - it.without));
  return [
    bounded(`${words}: read behind the rest`, {
      measured: `${ms(median(rounds.map((it) => it.scan)))} (first snapshot ${ms(median(rounds.map((it) => it.first)))})`,
      yardstick: `parsing those ${ms(median(rounds.map((it) => it.parsing)))}`,
      ratio: median(rounds.map((it) => it.scan / it.parsing)),
      most: 2,
    }),
    {
      what: '  memory of the language server, peak',
      measured: `${mb(more)} more`,
      yardstick: `without them ${mb(median(rounds.map((it) => it.without)))}`,
      ratio: more / median(rounds.map((it) => it.without)),
      bound: undefined,
    },
  ];
}

/**
 * How long parsing takes in a process of its own, in milliseconds.
 *
 * @param {readonly string[]} files
 * @returns {Promise<number>}
 */
function parse(files) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'parsing.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.on('data', (chunk) => (printed += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(Number(printed)) : reject(new Error(`parsing ended with ${code}`)),
    );
    child.stdin.end(files.join('\n'));
  });
}

/** So many lines has a file that is typed into. */
const LINES = 1_000;

/** The files that are typed into: what, and behind the first line that begins with what. Half of the time it is not whole. */
const TYPED = [
  {
    name: 'typed/main.tf',
    languageId: 'terraform',
    text: terraformMain(LINES),
    behind: '  protocol          = "TLS"',
    typed: '\n  alpn_policy       = "${var.policy}"\n  tags              = { a = "b" }',
  },
  {
    name: 'typed/template.yaml',
    languageId: 'yaml',
    text: template(LINES),
    behind: '      Protocol: TLS',
    typed: '\n      AlpnPolicy:\n        - !Sub "${Policy}"\n      SslPolicy: [a, b]',
  },
  {
    name: 'typed/service.yaml',
    languageId: 'yaml',
    text: manifest(LINES, 'typed', 'LoadBalancer'),
    behind: '    service.beta.kubernetes.io/aws-load-balancer-type: external',
    typed: '\n    service.beta.kubernetes.io/aws-load-balancer-alpn-policy: "HTTP2Preferred"',
  },
];

const PLACES = 4;

/**
 * From a keystroke to the diagnostics of that very version, in files of 1,000 lines beside all the others.
 *
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
async function measureTyping({ root, folder }) {
  const own = Object.fromEntries(TYPED.map(({ name, text }) => [name, text]));
  const workspace = folder('declarations-typed', { ...own, ...declarationFiles(COUNTS).texts });
  const server = await startLanguageServer(path.join(root, 'dist/server.js'), workspace);
  const { read } = await openWhole(server);
  await read;
  const rows = [];
  for (const { name, languageId, text, behind, typed } of TYPED) {
    const edit = await openIn(server, path.join(workspace, name), languageId, text);
    const lines = text.split('\n');
    /** @type {number[]} */
    const keystrokes = [];
    for (let i = 0; i < PLACES; i++) {
      // From the last place to the first: those in front do not move.
      let line = lines.findLastIndex((it, at) => at < (lines.length * (PLACES - i)) / PLACES && it === behind);
      let character = behind.length;
      for (const letter of typed) {
        keystrokes.push(await edit({ line, character }, 0, letter));
        [line, character] = letter === '\n' ? [line + 1, 0] : [line, character + 1];
      }
    }
    const counted = keystrokes.slice(typed.length);
    const late = quantile(counted, 0.95);
    rows.push({
      what: `keystroke in ${path.basename(name)} of 1,000 lines beside them, 95th percentile`,
      measured: `${ms(late)} (median ${ms(median(counted))}, ${counted.length} keystrokes)`,
      yardstick: 'nothing',
      ratio: undefined,
      bound: { value: late, most: 30, words: '30 ms' },
    });
  }
  await server.stop();
  return rows;
}
