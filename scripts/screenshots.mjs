// @ts-check
// Makes the pictures of README.md in docs/images/: `npm run screenshots` (Linux x64, chromium). Look at them afterwards.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './processes.mjs';
import { startClassServers } from './classServers.mjs';
import { temporaryDirectory } from './vscode/directories.mjs';
import { openEditor } from './vscode/open-editor.mjs';
import { installServer } from './vscode/install-server.mjs';
import { endOnSignals, run } from './vscode/process-groups.mjs';

/** @typedef {import('./vscode/editor.mjs').Editor} Editor */

const BUILD_TIMEOUT = 3 * 60_000;
const SIZE = { width: 1100, height: 720, scale: 2 };
const SETTINGS = {
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.fontSize': 13,
};
const FILE = 'nginx/stream.d/orders.conf';
const LISTENER = 'listen 8443 ssl';
const GO_FILE = 'orders/main.go';
const GO_LISTENER = 'tls.NewListener(listener';
const images = path.join(root, 'docs/images');

/**
 * @param {Editor} editor
 * @returns {Promise<void>}
 */
async function takePictures(editor) {
  await editor.openFile(FILE);
  await editor.problems();
  await editor.press('Control+B');
  await editor.hover(LISTENER, 'grpc-go');
  await editor.screenshot(path.join(images, 'squiggle.png'));
  await editor.press('Escape');

  await editor.openQuickFixes(LISTENER, 'ssl_alpn');
  await editor.screenshot(path.join(images, 'quick-fix.png'));
  await editor.press('Escape');

  await editor.openFile(GO_FILE);
  await editor.openQuickFixes(GO_LISTENER, 'NextProtos');
  await editor.screenshot(path.join(images, 'go.png'));
  await editor.press('Escape');

  await editor.command('View: Close All Editors');
  await editor.command('gRPC ALPN: Show Map');
  await editor.webview(/10443/);
  await editor.press('Control+J');
  await editor.screenshot(path.join(images, 'map.png'));

  const servers = await startClassServers({ host: '127.0.0.1' });
  try {
    const server = servers.find((it) => it.class === 'B');
    await editor.command('gRPC ALPN: Probe Endpoint');
    await editor.answer(`127.0.0.1:${server?.port}`);
    await editor.webview(/class B/i);
    await editor.page.mouse.move(SIZE.width - 20, SIZE.height / 2);
    await editor.screenshot(path.join(images, 'probe.png'));
  } finally {
    await Promise.all(servers.map((it) => it.close()));
  }
}

/**
 * @param {string} temp
 * @returns {Promise<number>} exit code
 */
async function main(temp) {
  const vsix = path.join(temp, 'grpc-alpn.vsix');
  const args = [path.join(root, 'scripts/package.mjs'), `--out=${vsix}`];
  const packaged = await run(process.execPath, args, { cwd: root, timeout: BUILD_TIMEOUT });
  if (packaged !== 0) return packaged;
  const installed = await installServer('current');
  const folder = path.join(root, 'samples');
  const editor = await openEditor({ installed, vsix, folder, settings: SETTINGS, size: SIZE });
  try {
    await takePictures(editor);
    console.log(`${images}: squiggle.png, quick-fix.png, go.png, map.png, probe.png`);
    return 0;
  } catch (error) {
    await editor.screenshot(path.join(root, '.cache/screenshots-failed.png')).catch(() => undefined);
    console.error(error, 'see .cache/screenshots-failed.png', ...editor.errors());
    return 1;
  } finally {
    await editor.close();
  }
}

const temp = temporaryDirectory();
const finish = endOnSignals(() => fs.rmSync(temp, { recursive: true, force: true }));
try {
  await finish(await main(temp));
} catch (error) {
  console.error(error);
  await finish(1);
}
