import { baseName, filePath, folderOf, isInside, relativeTo, type FilePath } from '../../text/filePath.ts';
import type { DomainInput } from '../domain.ts';
import type { Placed, Sources } from './sources.ts';
import type { BaseImage } from './stages.ts';
import type { Build, ComposeTree, ContainersTree, Service } from './tree.ts';
import { expand } from './variables.ts';

/** One service, with its variables replaced, and what an overlay leaves to the file below it. */
export interface Composed {
  /** Different for every service of the workspace. */
  readonly name: string;
  readonly image: BaseImage;
  readonly build: ServiceBuild | undefined;
  readonly mounted: readonly Placed[];
}

/** The Dockerfile that a service is built from, and how. */
interface ServiceBuild {
  readonly dockerfile: FilePath;
  readonly context: FilePath;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string>;
}

interface ComposeFile {
  readonly path: FilePath;
  readonly tree: ComposeTree;
}

/** The services of all compose files. */
export function servicesOf(input: DomainInput<ContainersTree>, sources: Sources): readonly Composed[] {
  const files = [...input.files.values()].flatMap(({ path, tree }): readonly ComposeFile[] =>
    tree.kind === 'compose' ? [{ path, tree }] : [],
  );
  return files.flatMap((file) => {
    const below = files.find((it) => isBaseOf(it.path, file.path));
    return file.tree.services.map((service) => composed(file, service, { below, input, sources }));
  });
}

/** Whether a compose file is the one that another one in its folder is laid over: `compose.yaml` below `compose.prod.yaml`. */
function isBaseOf(base: FilePath, overlay: FilePath): boolean {
  return (
    base !== overlay && folderOf(base) === folderOf(overlay) && /^(?:docker-)?compose\.ya?ml$/i.test(baseName(base))
  );
}

function composed(
  file: ComposeFile,
  service: Service,
  around: {
    readonly below: ComposeFile | undefined;
    readonly input: DomainInput<ContainersTree>;
    readonly sources: Sources;
  },
): Composed {
  const { below, input, sources } = around;
  const inherited =
    service.image === undefined && service.build === undefined
      ? below?.tree.services.find(({ name }) => name === service.name)
      : undefined;
  const from = inherited === undefined || below === undefined ? file : below;
  const deciding = inherited ?? service;
  const mounts = [
    ...(inherited?.mounts.map((it) => ({ it, of: from })) ?? []),
    ...service.mounts.map((it) => ({ it, of: file })),
  ];
  return {
    name: `${file.path} ${service.name}`,
    image: imageOf(deciding, from, input.folder),
    build: deciding.build === undefined ? undefined : buildOf(deciding.build, from),
    mounted: mounts.flatMap(({ it, of }) => mountedBy(it, of, { input, sources })),
  };
}

/** The name of the folder that `docker compose` is started in, where a file asks for it. */
function valueIn(name: string): string | undefined {
  return name === 'PWD' ? '.' : undefined;
}

function imageOf({ image, build }: Service, file: ComposeFile, folder: FilePath): BaseImage {
  // With `build`, `image` only names what is built.
  const reference = image === undefined || build !== undefined ? undefined : expand(image.name, valueIn);
  const words = `image: ${reference ?? ''} in line ${image?.line ?? 0} of ${relativeTo(folder, file.path)}`;
  return { reference, words };
}

function buildOf(build: Build, file: ComposeFile): ServiceBuild | undefined {
  const written = expand(build.context, valueIn);
  const dockerfile = expand(build.dockerfile ?? 'Dockerfile', valueIn);
  if (written === undefined || dockerfile === undefined || written.includes('://')) return undefined;
  const context = resolved(written, folderOf(file.path));
  const args = new Map<string, string>();
  for (const [name, value] of build.args) {
    const text = expand(value, valueIn);
    if (text !== undefined) args.set(name, text);
  }
  return { context, dockerfile: resolved(dockerfile, context), target: build.target, args };
}

function resolved(name: string, folder: FilePath): FilePath {
  return filePath(name.startsWith('/') ? name : `${folder}/${name}`);
}

function mountedBy(
  { kind, source, target, line }: Service['mounts'][number],
  { path, tree }: ComposeFile,
  around: { readonly input: DomainInput<ContainersTree>; readonly sources: Sources },
): readonly Placed[] {
  const { input, sources } = around;
  const written = kind === 'configs' ? tree.configs.get(source) : source;
  const name = written === undefined ? undefined : expand(written, valueIn);
  const place = expand(target, valueIn);
  // A name without a slash or a dot in front is that of a volume.
  if (name === undefined || place === undefined || (kind === 'volumes' && !/^[./]/.test(name))) return [];
  const folder = folderOf(path);
  const found = isInside(resolved(name, folder), input.folder) ? sources.find(name, folder, { glob: false }) : [];
  const from = `${kind} in line ${line} of ${relativeTo(input.folder, path)}`;
  return [{ what: found[0], target: filePath(place), from }];
}
