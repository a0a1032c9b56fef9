import * as assert from 'node:assert/strict';
import { WITH_ALPN, WITHOUT_ALPN } from '../support/configurations.ts';
import { untilRules } from '../support/diagnostics.ts';
import { clearScratch, replaceText, show, writeOnDisk } from '../support/folders.ts';
import { languageServers } from '../support/serverProcess.ts';
import { polled } from '../support/waiting.ts';

const RULE = 'nginx-stream-tls-without-alpn';

describe('a language server that is killed', () => {
  after(clearScratch);

  it('is started again, and goes on with what is open', async () => {
    const uri = writeOnDisk('killed/nginx.conf', WITHOUT_ALPN);
    const { document } = await show(uri);
    await untilRules(uri, [RULE]);
    const [killed, ...others] = languageServers();
    assert.ok(killed !== undefined && others.length === 0, 'one server runs');
    process.kill(killed, 'SIGKILL');
    await polled('another server', () => languageServers().find((pid) => pid !== killed));
    await replaceText(document, document.getText(), WITH_ALPN);
    await untilRules(uri, []);
    await replaceText(document, document.getText(), WITHOUT_ALPN);
    await untilRules(uri, [RULE]);
  });
});
