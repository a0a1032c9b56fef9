import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { BUILD_PACKAGES, ensurePackages } from '../debian.mjs';
import { run } from '../processes.mjs';

const MODULES = [
  ...['http_ssl', 'http_v2', 'http_realip', 'stream_ssl', 'stream_ssl_preread', 'stream_realip'].map(
    (name) => `--with-${name}_module`,
  ),
  '--with-stream',
];

/**
 * Builds nginx from the source that the crate nginx-src brings along, into a folder: `<folder>/nginx`.
 *
 * @param {string} folder An empty one.
 * @param {{ crate: string }} options The crate's own version, which is not nginx's.
 * @returns {Promise<string | undefined>} What went wrong, and what to do.
 */
export async function buildFromCrate(folder, { crate }) {
  const missing = await ensurePackages(BUILD_PACKAGES);
  if (missing !== undefined) return missing;
  const source = await fetchCrate(path.join(folder, 'crate'), crate);
  if (typeof source !== 'object') return source;
  const work = path.join(folder, 'work');
  cpSync(source.folder, work, { recursive: true });
  // The crate keeps no modes: configure is not executable in it.
  const configure = await run('bash', ['auto/configure', ...MODULES, '--error-log-path=stderr'], { cwd: work });
  if (configure.code !== 0) return `nginx's source cannot be configured:\n${configure.output}`;
  const make = await run('make', [`-j${availableParallelism()}`], { cwd: work });
  if (make.code !== 0) return `nginx's source cannot be built:\n${make.output.slice(-4000)}`;
  const program = path.join(folder, 'nginx');
  copyFileSync(path.join(work, 'objs/nginx'), program);
  chmodSync(program, 0o755);
  for (const name of ['crate', 'work']) rmSync(path.join(folder, name), { recursive: true, force: true });
  return undefined;
}

/**
 * @param {string} folder For a package that needs the crate.
 * @param {string} version
 * @returns {Promise<{ folder: string } | string>} Where nginx's source is, or what to do.
 */
async function fetchCrate(folder, version) {
  mkdirSync(path.join(folder, 'src'), { recursive: true });
  writeFileSync(path.join(folder, 'src/lib.rs'), '');
  writeFileSync(
    path.join(folder, 'Cargo.toml'),
    `[package]\nname = "source-of-nginx"\nversion = "0.0.0"\nedition = "2021"\n\n[dependencies]\nnginx-src = "=${version}"\n\n[workspace]\n`,
  );
  const { code, output } = await run('cargo', ['metadata', '--format-version=1', '--quiet'], { cwd: folder });
  if (code === 127)
    return "Rust's cargo is needed in PATH to get nginx's source: it is to be had at https://rustup.rs/";
  const json = output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1);
  if (code !== 0 || json === '') return `cargo cannot get the crate nginx-src ${version}:\n${output}`;
  /** @type {{ packages: readonly { name: string, manifest_path: string }[] }} */
  const { packages } = JSON.parse(json);
  const manifest = packages.find(({ name }) => name === 'nginx-src')?.manifest_path;
  return manifest === undefined
    ? `cargo knows the crate nginx-src ${version}, but not where it is`
    : { folder: path.join(path.dirname(manifest), 'nginx') };
}
