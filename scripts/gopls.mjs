/**
 * Gets gopls, the language server of Go, as a yardstick: `npm run bench` measures it beside ours.
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './processes.mjs';

/** The newest that Go 1.26 builds. */
const VERSION = 'v0.21.1';

/**
 * The path of gopls. It is built once, into .cache.
 *
 * @returns {Promise<string>}
 */
export async function ensureGopls() {
  const folder = path.join(root, '.cache/gopls', VERSION);
  const program = path.join(folder, process.platform === 'win32' ? 'gopls.exe' : 'gopls');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  process.stderr.write(`gopls ${VERSION} is built …\n`);
  const env = { ...process.env, GOBIN: folder, GOFLAGS: '' };
  const { code, output } = await run('go', ['install', `golang.org/x/tools/gopls@${VERSION}`], { env });
  if (code !== 0) throw new Error(`gopls ${VERSION} could not be built:\n${output}`);
  return program;
}
