import { folderOf, isInside, type FilePath } from '../../text/filePath.ts';
import { compareBytes } from '../../text/glob.ts';
import type { DomainInput, FileRequest, NginxConfigurationOption } from '../domain.ts';
import { containersOf, isStockIncluded, placeIn, type PlacedFile } from './container.ts';
import { isMainName } from '../nginxFolders.ts';
import { includeRequests, mapped, type IncludeBase } from './include.ts';
import { templateEnding } from './templateName.ts';
import type { Directive, NginxTree } from './tree.ts';

type Input = DomainInput<NginxTree>;

/** Blocks that stand only in a main file (or in what it includes at its outermost level). */
export const MAIN_BLOCKS: readonly string[] = ['http', 'stream', 'mail', 'events'];

/** A root file and where its relative includes start. */
export interface Root extends IncludeBase {
  readonly main: FilePath;
  /** What the user states about it. */
  readonly stated: NginxConfigurationOption | undefined;
  /** Whether it is only a part of a configuration, whose main file is not in the workspace. */
  readonly fragment: boolean;
  /** Where the main file of nginx's own image includes it, with its other files: all of them, `main` first, in nginx's order. */
  readonly stock: readonly PlacedFile[];
}

/** The root files of a folder, in the order of their names. */
export function rootsOf(input: Input): readonly Root[] {
  const stated = new Map(input.options.nginx.configurations.map((it) => [it.main, it]));
  const paths = [...input.files.keys()].sort();
  const containers = containersOf(input.placements);
  const places = new Map(paths.map((path) => [path, containers.flatMap((it) => placeIn(it, path) ?? [])]));
  const mains = new Set(
    paths.filter(
      (path) =>
        stated.has(path) ||
        isMain(input.files.get(path)?.tree) ||
        places.get(path)?.some(({ target }) => isMainName(target)) === true,
    ),
  );
  const homes = new Set([...mains].map(folderOf));

  const root = (main: FilePath, stock: readonly PlacedFile[]): Root => {
    const fragment = !mains.has(main);
    // A fragment that nobody includes belongs, as far as one can tell, to the main file nearest above it.
    const nearby = (fragment ? nearest(folderOf(main), homes) : undefined) ?? folderOf(main);
    const prefix = stated.get(main)?.prefix ?? nearby;
    const place = places.get(main)?.[0];
    const folder = fragment ? CONTAINER_PREFIX : place?.target.slice(0, place.target.lastIndexOf('/'));
    const home = place === undefined || folder === undefined ? undefined : { container: place.container, folder };
    return {
      main,
      folder: input.folder,
      prefix,
      home,
      ending: templateEnding(main),
      stated: stated.get(main),
      fragment,
      stock,
    };
  };

  const included = new Set<FilePath>();
  const roots = new Map<FilePath, Root>();
  const add = (main: FilePath, stock: readonly PlacedFile[] = []): void => {
    if (included.has(main) || roots.has(main)) return;
    const it = root(main, stock);
    roots.set(main, it);
    for (const other of reachable(input, it)) if (other !== main) included.add(other);
  };
  for (const path of mains) add(path);
  for (const container of containers) {
    const files = [...places.values()].flatMap((it) => it.find((place) => place.container === container) ?? []);
    const stock = stockFiles(files, mains).filter(({ path }) => !included.has(path) && !roots.has(path));
    const [first] = stock;
    if (first !== undefined) add(first.path, stock);
  }
  for (const path of paths) add(path);
  return [...roots.values()]
    .filter(({ main }) => stated.has(main) || !included.has(main))
    .sort((a, b) => compareBytes(a.main, b.main));
}

/** Where the main file of nginx's own image stands. */
const CONTAINER_PREFIX = '/etc/nginx';

/** The files of one container that the main file of its image includes, in nginx's order; none where the workspace has a main file for it. */
function stockFiles(files: readonly PlacedFile[], mains: ReadonlySet<FilePath>): readonly PlacedFile[] {
  if (files.some(({ path, container }) => mains.has(path) || !container.isOfficial)) return [];
  return files.filter(({ target }) => isStockIncluded(target)).sort((a, b) => compareBytes(a.target, b.target));
}

/** The folder itself, or the innermost one around it, that is one of some. */
function nearest(folder: FilePath, folders: ReadonlySet<FilePath>): FilePath | undefined {
  for (let it = folder; ; it = folderOf(it)) {
    if (folders.has(it)) return it;
    if (it === folderOf(it)) return undefined;
  }
}

function isMain(tree: NginxTree | undefined): boolean {
  return tree?.directives.some(({ name, block }) => block !== undefined && MAIN_BLOCKS.includes(name.value)) ?? false;
}

/** All files of a root, itself first. */
export function reachable(input: Input, root: Root): readonly FilePath[] {
  const seen = new Set<FilePath>([root.main, ...root.stock.map(({ path }) => path)]);
  for (const path of seen) {
    const tree = input.files.get(path)?.tree;
    if (tree === undefined) continue;
    for (const include of tree.includes) {
      for (const target of targetsOf(input, root, include)) if (input.files.has(target)) seen.add(target);
    }
  }
  return [...seen];
}

/** The files that an include names, whether or not they are there, in nginx's order. What a link leads to stands for the link. */
export function targetsOf(input: Input, root: Root, include: Directive): readonly FilePath[] {
  const asked = includeRequests(include, root);
  const [first] = asked;
  if (first === undefined) return NONE;
  if (asked.length === 1) return matchesOf(input, root, first.request);
  const byName = new Map<string, FilePath>();
  const missing: FilePath[] = [];
  for (const { request, nameOf } of asked) {
    for (const path of matchesOf(input, root, request)) {
      if (request.kind === 'glob' || input.files.has(path)) byName.set(nameOf(path), path);
      else missing.push(path);
    }
  }
  // One name that may stand at several places is missing only where it stands at none.
  if (byName.size === 0) return missing.slice(0, 1);
  return [...byName].sort(([a], [b]) => compareBytes(a, b)).map(([, path]) => path);
}

const NONE: readonly never[] = [];

/** The files of a request, once as they are named and once as links lead. */
function matchesOf(input: Input, root: Root, request: FileRequest): readonly FilePath[] {
  const paths = request.kind === 'file' ? [request.path] : (input.globs.get(request.pattern) ?? NONE);
  return input.links.size === 0 ? paths : paths.map((it) => realPath(input, root, it));
}

/** So many links are followed from one to the next, as the system does. */
const LONGEST_CHAIN = 40;

/** What a link leads to; an absolute name outside of the workspace is mapped as an include is. */
function realPath(input: Input, root: Root, path: FilePath): FilePath {
  let found = path;
  for (let i = 0; i < LONGEST_CHAIN; i++) {
    const target = input.links.get(found);
    if (target === undefined) break;
    found = isInside(target, root.folder) ? target : mapped(target, root);
  }
  return found;
}

/** What must be read for the files of a root that are there. */
export function* requestsOf(input: Input, root: Root): Iterable<FileRequest> {
  for (const { path } of root.stock) yield { kind: 'file', path };
  for (const path of reachable(input, root)) {
    for (const include of input.files.get(path)?.tree.includes ?? []) {
      for (const { request } of includeRequests(include, root)) {
        if (request.kind === 'glob') yield request;
        if (input.links.size > 0 || request.kind === 'file')
          for (const target of matchesOf(input, root, request)) yield { kind: 'file', path: target };
      }
    }
  }
}
