declare const brand: unique symbol;

/**
 * The name of a file or folder: absolute, `/`-separated, without `.`, `..`, doubled or trailing slashes (`/home/a/nginx.conf`, `C:/a/go.mod`).
 * The core knows no URIs: server, client and command line turn theirs into these and back.
 */
export type FilePath = string & { readonly [brand]: 'FilePath' };

const DRIVE = /^[A-Za-z]:/;

/** Makes a path out of an absolute file name of any platform. Back slashes count as separators only after a drive letter. */
export function filePath(absolute: string): FilePath {
  const text = DRIVE.test(absolute) ? absolute.replaceAll('\\', '/') : absolute;
  const root = DRIVE.test(text) ? text.slice(0, 2).toUpperCase() : '';
  const parts: string[] = [];
  for (const part of text.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `${root}/${parts.join('/')}` as FilePath;
}

/** Whether a name is absolute: it starts with a slash or a drive letter. */
export function isAbsolute(name: string): boolean {
  return name.startsWith('/') || DRIVE.test(name);
}

/** `name` as seen from a folder; an absolute name stands for itself. */
export function resolvePath(folder: FilePath, name: string): FilePath {
  return filePath(isAbsolute(name) ? name : `${folder}/${name}`);
}

/** The folder that a file stands in; the root is its own folder. */
export function folderOf(path: FilePath): FilePath {
  const slash = path.lastIndexOf('/');
  return (slash <= 0 ? '/' : path.slice(0, slash)) as FilePath;
}

/** The last part of the name. */
export function baseName(path: FilePath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether the path is the folder or stands below it. */
export function isInside(path: FilePath, folder: FilePath): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** The name as seen from the folder (`conf.d/a.conf`); the absolute one where the path is not inside. */
export function relativeTo(folder: FilePath, path: FilePath): string {
  if (path === folder) return '.';
  return isInside(path, folder) ? path.slice(folder.endsWith('/') ? folder.length : folder.length + 1) : path;
}
