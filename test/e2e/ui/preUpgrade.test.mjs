// @ts-check
import { until } from '../../../scripts/vscode/until.mjs';
import { openFiles, reportFailure, WITHOUT_ALPN } from './support.mjs';

const GO_MOD = 'module shop.example/orders\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.66.3\n';

describe('the pre-upgrade check', () => {
  /** @type {import('./support.mjs').Editor} */
  let editor;

  before(async () => {
    editor = await openFiles({ 'stream hops/nginx.conf': WITHOUT_ALPN, 'orders/go.mod': GO_MOD });
    await editor.openFile('orders/go.mod');
  });
  afterEach(async function () {
    await reportFailure(editor, this.currentTest);
  });
  after(() => editor?.close());

  it('opens by the action on the requirement, and its links lead to the hops', async () => {
    await editor.quickFix('v1.66.3', 'Check what raising grpc-go would break');
    await editor.webview(/1 connection would break/);
    await follow('stream hops/nginx.conf:6');
    await editor.waitFor(/Ln 6, Col 9/);
  });

  it('opens by its command', async () => {
    await editor.command('View: Close All Editors');
    await editor.command('gRPC ALPN: Pre-upgrade Check');
    await editor.webview(/The safe order/);
  });

  /**
   * Clicks a link of the page that is open.
   * @param {string} words
   * @returns {Promise<void>}
   */
  async function follow(words) {
    await until(`the link ${words}`, async () => {
      for (const frame of editor.page.frames()) {
        const link = frame.getByRole('link', { name: words }).first();
        if ((await link.count().catch(() => 0)) === 0) continue;
        await link.click();
        return true;
      }
      return undefined;
    });
  }
});
