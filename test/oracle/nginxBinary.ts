import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { nginx as versionNumber } from '../../core/domains/nginxVersion.ts';
import { NGINX_VERSIONS, pathOfNginx, USUAL_NGINX_VERSIONS } from '../../scripts/nginx-versions.mjs';

const HOW =
  'On Debian: apt-get install -y --no-install-recommends nginx libnginx-mod-stream. Elsewhere: install nginx with its stream module and, if it is not on the PATH, name it in GRPC_ALPN_NGINX.';

/** An nginx of this machine. */
export interface NginxBinary {
  readonly path: string;
  /** `1.22.1` */
  readonly version: string;
  /** The stream module where it is a dynamic one. */
  readonly streamModule: string | undefined;
  /** Whether it has a module that is built in by `--with-<name>_module`: `http_v3`. */
  has(module: string): boolean;
}

const looked = new Map<string, Promise<NginxBinary>>();

/** The nginx of a version; without one that which GRPC_ALPN_NGINX names, else the installed one. Throws what to do where there is none. */
export async function findNginx(version?: string): Promise<NginxBinary> {
  if (version === undefined) return look(statedPath() ?? installedPath());
  const path = pathOfNginx(version);
  if (existsSync(path)) return look(path);
  const installed = await look(installedPath());
  if (installed.version === version) return installed;
  throw new Error(`nginx ${version} is missing. How to get it: node scripts/nginx-versions.mjs ${version}`);
}

/**
 * The versions that tests are run with, oldest first: 1.22.1 and the newest, all of them with GRPC_ALPN_NGINX_VERSIONS=all. What
 * GRPC_ALPN_NGINX names is tried alone, or beside all of them.
 */
export async function nginxesUnderTest(): Promise<readonly NginxBinary[]> {
  const all = process.env['GRPC_ALPN_NGINX_VERSIONS'] === 'all';
  const stated = statedPath();
  const versions = all ? NGINX_VERSIONS : stated === undefined ? USUAL_NGINX_VERSIONS : [];
  const found = await Promise.all([
    ...(stated === undefined ? [] : [look(stated)]),
    ...versions.map((version) => findNginx(version)),
  ]);
  const different = new Map([...found].reverse().map((it) => [it.version, it]));
  return [...different.values()].sort((a, b) => versionNumber(a.version) - versionNumber(b.version));
}

function statedPath(): string | undefined {
  return process.env['GRPC_ALPN_NGINX'] || undefined;
}

function installedPath(): string {
  const folders = [
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/bin',
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.map((folder) => join(folder, 'nginx')).find((file) => existsSync(file)) ?? 'nginx';
}

function look(path: string): Promise<NginxBinary> {
  const known = looked.get(path) ?? examine(path);
  looked.set(path, known);
  return known;
}

async function examine(path: string): Promise<NginxBinary> {
  if (!existsSync(path)) throw new Error(`${path} is missing. ${HOW}`);
  const { stderr } = await promisify(execFile)(path, ['-V']);
  const version = /^nginx version: \S*?\/(\d+\.\d+\.\d+)/m.exec(stderr)?.[1];
  if (version === undefined) throw new Error(`${path} -V does not tell its version: ${stderr}`);
  const has = (module: string): boolean => stderr.includes(` --with-${module}_module`);
  if (/--with-stream(?=\s|$)/.test(stderr)) return { path, version, streamModule: undefined, has };
  const streamModule = modulesOf(path, stderr).find((file) => existsSync(file));
  if (streamModule === undefined) throw new Error(`${path} has no stream module. ${HOW}`);
  return { path, version, streamModule, has };
}

/** Where the dynamic module may be: beside an unpacked binary (ROOT/nginx or ROOT/usr/sbin/nginx, ROOT/usr/lib/nginx/modules) or where it was configured. */
function modulesOf(path: string, configured: string): readonly string[] {
  const folders = [
    join(dirname(path), 'usr/lib/nginx/modules'),
    join(dirname(path), '../lib/nginx/modules'),
    /--modules-path=(\S+)/.exec(configured)?.[1] ?? '/usr/lib/nginx/modules',
  ];
  return folders.map((folder) => join(folder, 'ngx_stream_module.so'));
}
