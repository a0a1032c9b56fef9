/**
 * Makes grpc-alpn-<version>.vsix, or the file named by --out, and prints what is in it.
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { programOf, root, runNode } from './processes.mjs';

const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const out =
  process.argv.find((argument) => argument.startsWith('--out='))?.slice('--out='.length) ?? `${name}-${version}.vsix`;

await build();
const steps = [
  () => runNode('scripts/notices.mjs', [], { live: true }),
  () =>
    runNode(
      programOf('@vscode/vsce'),
      ['package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', out],
      { live: true },
    ),
];
for (const step of steps) {
  const { code } = await step();
  if (code !== 0) process.exit(code);
}
console.log(`${out}: ${(statSync(path.resolve(root, out)).size / 1000).toFixed(0)} kB`);
