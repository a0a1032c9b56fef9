import type { DomainInput, Named, ParsedFile } from '../../../core/domains/domain.ts';
import { formatNginxVersion } from '../../../core/domains/nginxVersion.ts';
import { containersDomain } from '../../../core/domains/containers/index.ts';
import type { ContainersTree } from '../../../core/domains/containers/tree.ts';
import { filePath, relativeTo, type FilePath } from '../../../core/text/filePath.ts';
import { resolveGlob } from '../../../core/workspace/discover.ts';
import { memoryFileSource, textFiles } from '../../support/memoryFileSource.ts';

const FOLDER = filePath('/ws');

/** More rounds than any workspace needs. */
const MOST_ROUNDS = 5;

/** What this room says of a workspace: `path -> target (version, official or not)`, by container. */
export async function placements(texts: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const facts = containersDomain.read(await inputOf(texts));
  return facts.placements.map(({ path, target, nginx, isOfficial }) => {
    const version = nginx === undefined ? '' : ` ${formatNginxVersion(nginx.value)}`;
    return `${relativeTo(FOLDER, path)} -> ${target}${isOfficial ? ' nginx' : ''}${version}`;
  });
}

/** The words of the first placement: where the version comes from, and where the place does. */
export async function words(texts: Readonly<Record<string, string>>): Promise<readonly (string | undefined)[]> {
  const [first] = containersDomain.read(await inputOf(texts)).placements;
  return [first?.nginx?.from, first?.from];
}

/** The names of the containers. */
export async function containers(texts: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const facts = containersDomain.read(await inputOf(texts));
  return [...new Set(facts.placements.map(({ container }) => container))];
}

async function inputOf(texts: Readonly<Record<string, string>>): Promise<DomainInput<ContainersTree>> {
  const source = memoryFileSource(textFiles(FOLDER, texts));
  const files = new Map<FilePath, ParsedFile<ContainersTree>>();
  const take = (path: FilePath, text: string): void =>
    void files.set(path, { path, text, ...containersDomain.parse(text, path) });
  for (const [name, text] of Object.entries(texts)) {
    const path = filePath(`${FOLDER}/${name}`);
    if (containersDomain.recognise(path, text)) take(path, text);
  }
  const names = new Map<string, readonly Named[]>();
  const input = {
    folder: FOLDER,
    files,
    globs: new Map(),
    names,
    absent: new Map(),
    links: new Map(),
    placements: [],
    grpcServers: [],
    options: { nginx: { configurations: [] }, grpcOf: () => undefined },
  };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (const request of [...containersDomain.wants(input)]) {
      if (request.kind === 'names') names.set(request.pattern, (await resolveGlob(request.pattern, source)).matches);
      if (request.kind !== 'file') continue;
      const content = await source.read(request.path);
      if (content.kind === 'text') take(request.path, content.text);
    }
  }
  return input;
}
