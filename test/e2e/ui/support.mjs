// @ts-check
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { temporaryDirectory } from '../../../scripts/vscode/directories.mjs';
import { openEditor } from '../../../scripts/vscode/open-editor.mjs';
import { installServer } from '../../../scripts/vscode/install-server.mjs';

/** @typedef {import('../../../scripts/vscode/editor.mjs').Editor} Editor */

const root = new URL('../../../', import.meta.url).pathname;

/** Class B, and certainly gRPC. */
export const WITHOUT_ALPN = `# grpc-alpn: nginx=1.31.5
# grpc-alpn: grpc=yes
events {}
stream {
    server {
        listen 8443 ssl;
        ssl_certificate server.crt;
        ssl_certificate_key server.key;
        proxy_pass 127.0.0.1:50051;
    }
}
`;

/**
 * Opens these files with the packaged extension.
 * @param {Readonly<Record<string, string>>} files text by path
 * @param {{ readonly trust?: 'off' | 'asked' }} [options]
 * @returns {Promise<Editor>}
 */
export async function openFiles(files, { trust = 'off' } = {}) {
  const temp = temporaryDirectory();
  const folder = path.join(temp, 'project');
  try {
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    const installed = await installServer(process.env['VSCODE_SERVER_VARIANT'] === 'oldest' ? 'oldest' : 'current');
    const vsix = process.env['E2E_VSIX'] ?? path.join(root, '.cache/e2e/grpc-alpn.vsix');
    return await openEditor({ installed, vsix, folder, trust });
  } finally {
    fs.rmSync(temp, { recursive: true, force: true });
  }
}

/**
 * After a failed test: a picture of the window and the errors of the extension host.
 * @param {Editor | undefined} editor
 * @param {Mocha.Test | undefined} test
 * @returns {Promise<void>}
 */
export async function reportFailure(editor, test) {
  if (!editor || test?.state !== 'failed') return;
  const name = test.title.replace(/\W+/g, '-');
  const shot = path.join(root, '.cache/e2e', `${process.env['VSCODE_SERVER_VARIANT'] ?? 'current'}-${name}.png`);
  await editor.screenshot(shot).catch(() => undefined);
  console.error(`see ${shot}`, ...editor.errors());
}

/**
 * A server that accepts connections and never says a word.
 * @returns {Promise<{ readonly port: number, readonly close: () => void }>}
 */
export async function startBlackHole() {
  /** @type {Set<net.Socket>} */
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    port: address.port,
    close: () => {
      for (const it of sockets) it.destroy();
      server.close();
    },
  };
}
