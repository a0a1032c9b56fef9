import { matchesName } from '../../text/glob.ts';
import { filePath, isInside, type FilePath } from '../../text/filePath.ts';
import type { FileRequest } from '../domain.ts';
import type { Placement } from '../facts.ts';
import { isInConfigurationFolder, isMainName } from '../nginxFolders.ts';

/** One image or container that nginx runs in, as far as files of the workspace are put into it. */
export interface Container {
  readonly name: string;
  readonly isOfficial: boolean;
  /** Later ones stand over earlier ones. */
  readonly placements: readonly Placement[];
}

/** A place of the workspace where something may stand that nginx would find under another name. */
export interface Whereabouts {
  readonly request: FileRequest & { readonly kind: 'file' | 'glob' };
  /** The name under which nginx sees a file that the request brings. */
  readonly nameOf: (path: FilePath) => string;
  /** Whether a whole folder is put there, so that nothing else is. */
  readonly isWhole: boolean;
}

/** What the main files of nginx's own image and of OpenResty's include in `http`; they have no `stream` block (nginx.conf of both images). */
const STOCK_INCLUDE = '/etc/nginx/conf.d/*.conf';

/** Where the image's start script takes templates from, and where it puts what it makes of them (20-envsubst-on-templates.sh). */
const TEMPLATES = { from: '/etc/nginx/templates/', to: '/etc/nginx/conf.d/', ending: '.template' };

const cache = new WeakMap<readonly Placement[], readonly Container[]>();

/** The containers that some placements tell of. */
export function containersOf(placements: readonly Placement[]): readonly Container[] {
  let found = cache.get(placements);
  if (found === undefined) {
    const byName = new Map<string, Placement[]>();
    for (const it of placements) {
      const same = byName.get(it.container);
      if (same === undefined) byName.set(it.container, [it]);
      else same.push(it);
    }
    found = [...byName].map(([name, some]) => ({
      name,
      isOfficial: some.some(({ isOfficial }) => isOfficial),
      placements: some,
    }));
    cache.set(placements, found);
  }
  return found;
}

/** A file's place in a container. */
export interface PlacedFile {
  readonly path: FilePath;
  readonly container: Container;
  readonly placement: Placement;
  /** The name under which nginx sees it. */
  readonly target: string;
}

/** Where a file stands in a container. `undefined`: it is not put where nginx's configuration is, or what is put there later hides it. */
export function placeIn(container: Container, path: FilePath): PlacedFile | undefined {
  for (let i = container.placements.length - 1; i >= 0; i--) {
    const placement = container.placements[i];
    if (placement === undefined || !isInside(path, placement.path)) continue;
    const target = nameIn(container, placement, path);
    // A folder may hold the whole repository, to be served or built; a file that is put somewhere by itself is used.
    if (placement.path !== path && !isInConfigurationFolder(target)) continue;
    return { path, container, placement, target };
  }
  return undefined;
}

function nameIn(container: Container, { path: of, target }: Placement, path: FilePath): string {
  const name = filePath(`${target}/${path.slice(of.length)}`);
  const { from, to, ending } = TEMPLATES;
  return container.isOfficial && name.startsWith(from) && name.endsWith(ending)
    ? to + name.slice(from.length, -ending.length)
    : name;
}

/** Files that are nginx configuration whatever their names are in the workspace: by the names under which nginx sees them. */
export function placedFiles(placements: readonly Placement[]): readonly FilePath[] {
  const found = containersOf(placements).flatMap((container) =>
    container.placements
      .filter(({ kind }) => kind === 'file')
      .flatMap(({ path }) => placeIn(container, path) ?? [])
      .filter(({ target }) => isMainName(target) || isStockIncluded(target)),
  );
  return found.map(({ path }) => path);
}

/** Whether the main file of nginx's own image includes a file of that name, in `http`. */
export function isStockIncluded(target: string): boolean {
  const [name = '', ...folders] = target.split('/').reverse();
  return `${folders.reverse().join('/')}/*.conf` === STOCK_INCLUDE && matchesName('*.conf', name, { hidden: false });
}

/** Where in the workspace may stand what nginx finds in a container under a name or pattern; in the order of the placements. */
export function whereabouts(container: Container, pattern: string): readonly Whereabouts[] {
  const patterns = [pattern];
  const { from, to, ending } = TEMPLATES;
  if (container.isOfficial && pattern.startsWith(to)) patterns.push(`${from}${pattern.slice(to.length)}${ending}`);
  return container.placements.flatMap((placement) =>
    patterns.flatMap((it): readonly Whereabouts[] => {
      const rest = restBehind(it, placement);
      if (rest === undefined || (rest === '' && placement.kind === 'folder')) return [];
      const nameOf = (path: FilePath): string => nameIn(container, placement, path);
      const { path } = placement;
      if (rest === '') return [{ request: { kind: 'file', path }, nameOf, isWhole: false }];
      const request = /[*?[]/.test(rest)
        ? ({ kind: 'glob', pattern: `${escaped(path)}/${rest}` } as const)
        : ({ kind: 'file', path: filePath(`${path}/${rest}`) } as const);
      return [{ request, nameOf, isWhole: true }];
    }),
  );
}

/** What is left of a pattern behind the target of a placement; `undefined`: the pattern leads elsewhere. */
function restBehind(pattern: string, { target, kind }: Placement): string | undefined {
  const [wanted, there] = [partsOf(pattern), partsOf(target)];
  if (there.length > wanted.length || (kind === 'file' && there.length < wanted.length)) return undefined;
  const fits = there.every((part, i) => matchesName(wanted[i] ?? '', part, { hidden: false }));
  return fits ? wanted.slice(there.length).join('/') : undefined;
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((it) => it !== '');
}

function escaped(path: string): string {
  return path.replace(/[*?[\\]/g, '\\$&');
}
