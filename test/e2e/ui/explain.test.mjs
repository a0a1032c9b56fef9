// @ts-check
import { openFiles, reportFailure, WITHOUT_ALPN } from './support.mjs';
import { PATIENCE, until } from '../../../scripts/vscode/until.mjs';

const SAID = 'connection error: desc = "transport: authentication handshake failed: ';
const port = new URLSearchParams(process.env['E2E_CLASS_PORTS']).get('B');
const LINE = `dial tcp 127.0.0.1:${port}: remote error: tls: no application protocol`;

describe('an error is explained', () => {
  /** @type {import('./support.mjs').Editor} */
  let editor;

  before(async () => {
    editor = await openFiles({
      'nginx.conf': WITHOUT_ALPN,
      'client.log': `${LINE}\n`,
      // Rows of a canvas cannot be found by their text.
      '.vscode/settings.json': JSON.stringify({ 'terminal.integrated.gpuAcceleration': 'off' }),
    });
    await editor.openFile('nginx.conf');
    await editor.waitFor(/gRPC ALPN: \d/);
  });
  afterEach(async function () {
    await reportFailure(editor, this.currentTest);
  });
  after(() => editor?.close());

  it('that is pasted, and its address is probed', async () => {
    await editor.command('gRPC ALPN: Explain Error');
    await editor.answer(
      `failed to connect to {Addr: "127.0.0.1:${port}", ServerName: "127.0.0.1:${port}", }. Err: ${SAID}credentials: cannot check peer: missing selected ALPN property"`,
    );
    await editor.webview(/The client refused the connection: the other side selected no protocol/);
    await editor.pressInNotification(`127.0.0.1:${port}`, `Probe 127.0.0.1:${port}`);
    await editor.webview(/class B/i);
  });

  // The oldest server build comes without the native module that terminals need, which would have to be compiled.
  if (process.env['VSCODE_SERVER_VARIANT'] !== 'oldest') {
    it('that a terminal shows as a link', async () => {
      await editor.command('View: Close All Editors');
      await editor.press('Control+Backquote');
      await editor.page.locator('.terminal-wrapper.active .xterm-rows').waitFor({ timeout: PATIENCE });
      await editor.page.keyboard.type('clear; cat client.log');
      await editor.press('Enter');
      const row = editor.page.locator('.terminal-wrapper.active .xterm-rows > div', { hasText: /^dial tcp/ }).last();
      await row.waitFor({ timeout: PATIENCE });
      const place = await row.locator('span', { hasText: 'dial tcp' }).first().boundingBox();
      if (place === null) throw new Error('the line has no place');
      // The font has one width: the error begins behind the address.
      const [x, y] = [place.x + (place.width * (LINE.length - 4)) / LINE.length, place.y + place.height / 2];
      const tooltip = editor.page.getByText('Explain gRPC ALPN error').filter({ visible: true }).first();
      await until('the link of the terminal', async () => {
        await editor.page.mouse.move(x, y + 60);
        await editor.page.mouse.move(x, y, { steps: 5 });
        // The extension is asked for links while the mouse rests.
        await tooltip.waitFor({ timeout: 3000 }).catch(() => undefined);
        return (await tooltip.count()) > 0 ? true : undefined;
      });
      await editor.page.keyboard.down('Control');
      await editor.page.mouse.click(x, y);
      await editor.page.keyboard.up('Control');
      await editor.webview(/A peer refused what was offered by ALPN/);
      await editor.notifications(`127.0.0.1:${port}`);
    });
  }
});
