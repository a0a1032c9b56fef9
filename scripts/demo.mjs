// @ts-check
// Shows the whole product on the samples: `npm run demo [-- --no-editor] [-- --yes]`. Only modules of Node at the top:
// it does all the set-up of a fresh clone by itself.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './dependencies.mjs';
import { root } from './processes.mjs';
import { temporaryDirectory } from './vscode/directories.mjs';
import { openForPerson } from './vscode/open-for-person.mjs';
import { endOnSignals, run } from './vscode/process-groups.mjs';

const BUILD_TIMEOUT = 3 * 60_000;
const RUN_TIMEOUT = 60_000;

const { values: options } = parseArgs({
  options: { 'no-editor': { type: 'boolean', default: false }, yes: { type: 'boolean', default: false } },
});

/** What has to be ended, the last first. @type {(() => Promise<void> | void)[]} */
const cleanUps = [];

/** @returns {Promise<void>} */
async function cleanUp() {
  for (const it of cleanUps.splice(0).reverse()) await it();
}

/** @param {string} text */
function heading(text) {
  console.log(`\n── ${text}\n`);
}

/**
 * @param {string} script
 * @param {readonly string[]} [args]
 * @returns {Promise<void>}
 */
async function runScript(script, args = []) {
  const status = await run(process.execPath, [path.join(root, script), ...args], { cwd: root, timeout: BUILD_TIMEOUT });
  if (status !== 0) throw new Error(`node ${script} ended with ${status}`);
}

/**
 * Runs the command line tool. Findings, and servers that are not class A, make its exit code 1: that is what is shown here.
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
async function grpcAlpn(args) {
  console.log(`$ node dist/cli.js ${args.join(' ')}\n`);
  const status = await run(process.execPath, [path.join(root, 'dist/cli.js'), ...args], {
    cwd: root,
    timeout: RUN_TIMEOUT,
  });
  if (status > 1) throw new Error(`dist/cli.js ${args[0]} ended with ${status}`);
}

/** @returns {Promise<readonly string[]>} the addresses of four servers, one per class */
async function startServers() {
  const { startClassServers } = await import('./classServers.mjs');
  const servers = await startClassServers({ host: '127.0.0.1' });
  cleanUps.push(async () => {
    await Promise.all(servers.map((it) => it.close()));
  });
  for (const it of servers) console.log(`127.0.0.1:${it.port} is a server of class ${it.class}`);
  console.log();
  return servers.map((it) => `127.0.0.1:${it.port}`);
}

/** @returns {Promise<void>} */
async function openEditor() {
  const temp = temporaryDirectory();
  cleanUps.push(() => fs.rmSync(temp, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  // A copy, so that fixes can be tried without changing the clone.
  const folder = path.join(temp, 'samples');
  fs.cpSync(path.join(root, 'samples'), folder, { recursive: true });
  const packageExtension = async () => {
    const vsix = path.join(temp, 'grpc-alpn.vsix');
    await runScript('scripts/package.mjs', [`--out=${vsix}`]);
    return vsix;
  };
  const opened = await openForPerson({ folder, extension: root, temp, yes: options.yes, packageExtension });
  if (opened.kind === 'not-possible') {
    console.log(opened.because);
    return;
  }
  cleanUps.push(opened.close);
  console.log('Meanwhile the four servers go on: try "gRPC ALPN: Probe Endpoint" in the command palette.');
  await opened.closed;
}

/** @returns {Promise<void>} */
async function demo() {
  await ensureDependencies();
  await runScript('scripts/build.mjs');
  heading('The samples, checked in the terminal');
  await grpcAlpn(['check', 'samples']);
  heading('Four TLS servers, one per class, probed');
  await grpcAlpn(['probe', ...(await startServers())]);
  if (options['no-editor']) return;
  heading('The samples in VS Code');
  await openEditor();
}

const finish = endOnSignals(cleanUp);
try {
  await demo();
  await finish(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await finish(1);
}
