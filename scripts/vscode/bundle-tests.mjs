// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles the suites that run in the extension host: test/e2e -> out/e2e, CommonJS, since VS Code loads them with `require`.
 * Mocha stays outside, because it must be one copy for the runner and its tests.
 * @returns {Promise<void>}
 */
export async function bundleTests() {
  const { build } = await import('esbuild');
  const source = path.join(root, 'test/e2e');
  const tests = fs
    .readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.test.ts'))
    .map((it) => path.join(source, it));
  const outdir = path.join(root, 'out/e2e');
  fs.rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(source, 'index.ts'), ...tests],
    outbase: source,
    outdir,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}
