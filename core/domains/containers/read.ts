import type { DomainInput, FileRequest } from '../domain.ts';
import type { DomainFacts, Placement } from '../facts.ts';
import { formatNginxVersion } from '../nginxVersion.ts';
import { isInConfigurationFolder, isMainName } from '../nginxFolders.ts';
import { nginxImage } from './image.ts';
import { servicesOf, type Composed } from './services.ts';
import { Sources, type Placed } from './sources.ts';
import { Stages, type BaseImage } from './stages.ts';
import type { ContainersTree } from './tree.ts';

type Input = DomainInput<ContainersTree>;

/** The Dockerfiles that compose files name, whatever their names are; and whether the sources of copies and mounts are there. */
export function* wants(input: Input): Iterable<FileRequest> {
  const sources = new Sources(input);
  for (const { build } of servicesOf(input, sources)) {
    if (build !== undefined) yield { kind: 'file', path: build.dockerfile };
  }
  containersOf(input, sources);
  for (const pattern of sources.patterns) yield { kind: 'names', pattern };
}

/** Which files of the workspace are put into images and containers of nginx, and where. */
export function read(input: Input): DomainFacts {
  const placements = containersOf(input, new Sources(input)).flatMap(placementsOf);
  return {
    listeners: [],
    modules: [],
    nginxVersions: [],
    placements,
    grpcServers: [],
    optOuts: [],
    edges: [],
    notes: [],
  };
}

/** One image or container, and what is put into it. */
interface Container {
  readonly name: string;
  readonly image: BaseImage;
  readonly placed: readonly Placed[];
}

function containersOf(input: Input, sources: Sources): readonly Container[] {
  const services = servicesOf(input, sources);
  const built = new Set(services.flatMap(({ build }) => build?.dockerfile ?? []));
  const images = [...input.files.values()].flatMap((file): readonly Container[] => {
    const { path, tree } = file;
    // What a service builds is looked at as that service.
    if (tree.kind !== 'dockerfile' || built.has(path)) return [];
    const stages = new Stages({ file, tree, folder: input.folder, sources, args: new Map(), context: undefined });
    return stages.leaves.map((stage) => ({
      name: `${path} ${stage}`,
      image: stages.imageOf(stage),
      placed: stages.placedIn(stage),
    }));
  });
  return [...images, ...services.map((it) => containerOf(it, input, sources))];
}

function containerOf({ name, image, build, mounted }: Composed, input: Input, sources: Sources): Container {
  const file = build === undefined ? undefined : input.files.get(build.dockerfile);
  if (build === undefined || file?.tree.kind !== 'dockerfile') return { name, image, placed: mounted };
  const { args, context, target } = build;
  const stages = new Stages({ file, tree: file.tree, folder: input.folder, sources, args, context });
  const stage = stages.indexOf(target);
  return stage === undefined
    ? { name, image, placed: mounted }
    : { name, image: stages.imageOf(stage), placed: [...stages.placedIn(stage), ...mounted] };
}

function placementsOf({ name, image, placed }: Container): readonly Placement[] {
  const found = image.reference === undefined ? undefined : nginxImage(image.reference);
  const nginx =
    found?.version === undefined
      ? undefined
      : { value: found.version, from: wordsFor(image, formatNginxVersion(found.version)) };
  // What another image does with its files is known only where they are put among nginx's.
  const kept = found === undefined ? placed.filter(({ target }) => isInConfigurationFolder(target)) : placed;
  const isOfficial = found !== undefined && !placed.some((it) => it.what === undefined && isMainName(it.target));
  return kept.flatMap(({ what, target, from }) =>
    what === undefined ? [] : [{ ...what, target, from, container: name, isOfficial, nginx }],
  );
}

/** Where a tag names a line of releases (`nginx:1.26`), which release is meant. */
function wordsFor({ reference = '', words }: BaseImage, version: string): string {
  return reference.includes(version) ? words : `${words}, whose last release is ${version}`;
}
