import { isGlob } from '../../text/glob.ts';
import { filePath, isAbsolute, isInside, relativeTo, resolvePath, type FilePath } from '../../text/filePath.ts';
import { CONFIGURATION_FOLDERS } from '../nginxFolders.ts';
import { whereabouts, type Container, type Whereabouts } from './container.ts';
import type { Directive } from './tree.ts';

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

/** What an include is resolved against. */
export interface IncludeBase {
  /** The workspace folder: nothing outside of it is read. */
  readonly folder: FilePath;
  /** The folder of the main file, from which nginx resolves relative names (ngx_conf_full_name). */
  readonly prefix: FilePath;
  /** The container that the main file is put into, and the folder that it stands in there; `undefined`: nothing tells. */
  readonly home: { readonly container: Container; readonly folder: string } | undefined;
  /** What the main file's name ends with because it is a template (`.j2`): the files that it includes may end so, too. */
  readonly ending: string;
}

/** Where an `include` leads. Several places where a container has files from all over the workspace; none where it leads nowhere in it. */
export function includeRequests(include: Directive, base: IncludeBase): readonly Whereabouts[] {
  const name = nameOf(include);
  if (name === undefined) return [];
  const { home } = base;
  const inContainer =
    home === undefined ? [] : whereabouts(home.container, isAbsolute(name) ? name : `${home.folder}/${name}`);
  const found = inContainer.filter((it) => isRequestInside(it, base.folder));
  // Single files that are put beside each other do not tell what else may be there in another image.
  if (inContainer.some((it) => it.isWhole || !isGlob(name))) return found;
  return [...mappedRequests(name, base), ...found];
}

function mappedRequests(name: string, base: IncludeBase): readonly Whereabouts[] {
  const path = mapped(name, base);
  if (!isInside(path, base.folder)) return [];
  const folder = base.home?.folder;
  return [path, ...(base.ending === '' ? [] : [filePath(path + base.ending)])].map((it) => ({
    request: isGlob(name) ? { kind: 'glob', pattern: patternOf(it, base) } : { kind: 'file', path: it },
    nameOf: (found) => (folder === undefined ? found : `${folder}/${relativeTo(base.prefix, found)}`),
    isWhole: true,
  }));
}

function isRequestInside({ request }: Whereabouts, folder: FilePath): boolean {
  return request.kind === 'glob' || isInside(request.path, folder);
}

function nameOf(include: Directive): string | undefined {
  const name = include.args[0]?.value;
  return name === undefined || name === '' || include.args.length > 1 ? undefined : name;
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
  const name = nameOf(include);
  if (name === undefined || PACKAGE_FOLDERS.some((it) => name.startsWith(it))) return false;
  return includeRequests(include, base).length === 0;
}

/** The workspace's copy of a file that nginx would open. */
export function mapped(name: string, { folder, prefix }: IncludeBase): FilePath {
  if (!isAbsolute(name)) return resolvePath(prefix, name);
  const absolute = filePath(name);
  if (isInside(absolute, folder)) return absolute;
  const home = CONFIGURATION_FOLDERS.find((it) => absolute.startsWith(it));
  // A folder of the repository that mirrors the file system, rootfs/etc/nginx, has the rest of it beside.
  const mirror = CONFIGURATION_FOLDERS.find((it) => `${prefix}/`.endsWith(it));
  if (mirror !== undefined) return filePath(`${prefix}/`.slice(0, -mirror.length) + absolute);
  return home === undefined ? absolute : filePath(`${prefix}/${absolute.slice(home.length)}`);
}
