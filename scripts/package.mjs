/**
 * Makes grpc-alpn-<version>.vsix, or the file named by --out, and prints what is in it.
 */
import JSZip from 'jszip';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
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
// vsce compresses quickly; what everybody downloads is worth some more time. Taken over as they are, entries would stay as they are compressed.
const file = path.resolve(root, out);
const packed = await JSZip.loadAsync(readFileSync(file));
const smaller = new JSZip();
for (const entry of Object.values(packed.files))
  smaller.file(entry.name, await entry.async('nodebuffer'), { date: entry.date, createFolders: false });
writeFileSync(
  file,
  await smaller.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', compressionOptions: { level: 9 } }),
);
console.log(`${out}: ${(statSync(file).size / 1000).toFixed(0)} kB`);
