/**
 * Makes grpc-alpn-<version>.vsix, or the file named by --out, and prints what is in it.
 */
import JSZip from 'jszip';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { minify } from 'terser';
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
  smaller.file(entry.name, await smallest(entry), { date: entry.date, createFolders: false });
writeFileSync(
  file,
  await smaller.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', compressionOptions: { level: 9 } }),
);
console.log(`${out}: ${(statSync(file).size / 1000).toFixed(0)} kB`);

/**
 * What is packed of a file. Terser makes the large bundles 3 % smaller than esbuild does, in ten seconds: too long for each build.
 *
 * @param {JSZip.JSZipObject} entry
 */
async function smallest(entry) {
  const bytes = await entry.async('nodebuffer');
  if (!/^extension\/dist\/(?:client|server|shared)\.js$/.test(entry.name)) return bytes;
  const { code } = await minify(bytes.toString('utf8'), { ecma: 2020, compress: true, mangle: true });
  if (code === undefined) throw new Error(`${entry.name} cannot be made smaller`);
  return Buffer.from(code);
}
