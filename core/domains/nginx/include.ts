import { isGlob } from '../../text/glob.ts';
import { filePath, isAbsolute, isInside, resolvePath, type FilePath } from '../../text/filePath.ts';
import type { FileRequest } from '../domain.ts';
import type { Directive } from './tree.ts';

/** Where installations keep nginx.conf; a repository has a copy of such a folder. Sources: nginx's own and distributions' builds. */
const CONFIGURATION_FOLDERS = [
  '/etc/nginx/',
  '/usr/local/nginx/conf/',
  '/usr/local/etc/nginx/',
  '/opt/homebrew/etc/nginx/',
  '/usr/local/openresty/nginx/conf/',
  '/opt/bitnami/nginx/conf/',
];

/** Files that nginx brings along: a repository without them lacks nothing. */
export const SHIPPED_WITH_NGINX: ReadonlySet<string> = new Set([
  'mime.types',
  'fastcgi_params',
  'fastcgi.conf',
  'scgi_params',
  'uwsgi_params',
  'proxy_params',
  'koi-utf',
  'koi-win',
  'win-utf',
]);

/** The folders that an include is resolved against. */
export interface IncludeBase {
  /** The workspace folder: nothing outside of it is read. */
  readonly folder: FilePath;
  /** The folder of the main file, from which nginx resolves relative names (ngx_conf_full_name). */
  readonly prefix: FilePath;
}

/** What an `include` asks for. `undefined`: nothing that could be in the workspace. */
export function includeRequest(include: Directive, base: IncludeBase): FileRequest | undefined {
  const name = include.args[0]?.value;
  if (name === undefined || name === '' || include.args.length > 1) return undefined;
  const path = mapped(name, base);
  if (!isInside(path, base.folder)) return undefined;
  return isGlob(name) ? { kind: 'glob', pattern: patternOf(path, base) } : { kind: 'file', path };
}

/** A mapped name as a pattern: what of it is the workspace's own path stands for itself, whatever characters are in it. */
function patternOf(path: FilePath, { folder, prefix }: IncludeBase): string {
  const own = isInside(path, prefix) ? prefix : folder;
  return own.replace(/[*?[\\]/g, '\\$&') + path.slice(own.length);
}

/** Folders of packages: a configuration that includes from there lacks nothing that this product looks for. */
const PACKAGE_FOLDERS = ['/usr/share/', '/usr/lib/', '/usr/lib64/', '/etc/letsencrypt/'];

/** Whether an `include` names something that is not in the workspace and that one would want to know of. */
export function leavesWorkspace(include: Directive, base: IncludeBase): boolean {
  const name = include.args[0]?.value;
  if (name === undefined || name === '' || include.args.length > 1) return false;
  return !isInside(mapped(name, base), base.folder) && !PACKAGE_FOLDERS.some((it) => name.startsWith(it));
}

/** The workspace's copy of a file that nginx would open. */
function mapped(name: string, { folder, prefix }: IncludeBase): FilePath {
  if (!isAbsolute(name)) return resolvePath(prefix, name);
  const absolute = filePath(name);
  if (isInside(absolute, folder)) return absolute;
  const home = CONFIGURATION_FOLDERS.find((it) => absolute.startsWith(it));
  // A folder of the repository that mirrors the file system, rootfs/etc/nginx, has the rest of it beside.
  const mirror = CONFIGURATION_FOLDERS.find((it) => `${prefix}/`.endsWith(it));
  if (mirror !== undefined) return filePath(`${prefix}/`.slice(0, -mirror.length) + absolute);
  return home === undefined ? absolute : filePath(`${prefix}/${absolute.slice(home.length)}`);
}
