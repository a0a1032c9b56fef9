// @ts-check
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { openFiles, reportFailure, WITHOUT_ALPN } from './support.mjs';

const RULE = 'nginx-stream-tls-without-alpn';

describe('in the window', () => {
  /** @type {import('./support.mjs').Editor} */
  let editor;

  before(async () => {
    editor = await openFiles({ 'nginx.conf': WITHOUT_ALPN });
    await editor.openFile('nginx.conf');
  });
  afterEach(async function () {
    await reportFailure(editor, this.currentTest);
  });
  after(() => editor?.close());

  it('a quick fix is chosen from the menu', async () => {
    await editor.problems();
    await editor.quickFix('listen 8443', 'ssl_alpn');
    await editor.text('ssl_alpn h2;');
    await editor.press('Control+Z');
    await editor.problems();
  });

  it('a hover shows what a client gets', async () => {
    assert.match(await editor.hover('listen 8443', 'grpc-go'), /1\.6\d/);
    await editor.press('Escape');
  });

  it('the status item says what was checked', async () => {
    await editor.waitFor(/gRPC ALPN: 1 error/);
  });

  it('the endpoints of the folder are offered, and a typed one is probed', async () => {
    const target = `127.0.0.1:${new URLSearchParams(process.env['E2E_CLASS_PORTS']).get('C')}`;
    await editor.command('gRPC ALPN: Probe Endpoint');
    await editor.choices('127.0.0.1:8443');
    await editor.answer(target);
    await editor.webview(/class C/i);
  });

  it('the page of a rule opens rendered from the Problems view', async () => {
    await editor.openRulePage(RULE);
    await editor.webview(/ssl_alpn/);
  });

  it('the page of a rule opens rendered from the hover', async () => {
    await editor.command('View: Close All Editors');
    await editor.openFile('nginx.conf');
    await editor.followInHover('listen 8443', RULE);
    await editor.webview(/ssl_alpn/);
  });

  it('a language server that is killed is said to be started again', async () => {
    const servers = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='])
      .toString()
      .split('\n')
      .filter((it) => it.includes('dist/server.js') && it.includes(editor.temp));
    assert.equal(servers.length, 1, servers.join('\n'));
    process.kill(Number.parseInt(servers[0] ?? '', 10), 'SIGKILL');
    await editor.notifications('started again');
  });
});
