import { folderOf, relativeTo, type FilePath } from '../../text/filePath.ts';
import { LineIndex } from '../../text/lineIndex.ts';
import type { DomainInput, ParsedFile } from '../domain.ts';
import type { GrpcServerSeen, OptOut } from '../facts.ts';
import { dialingsOf } from './dialings.ts';
import { locationOf, type GoDialing, type GoOwnCredentials, type GoServing, type GoSourceFacts } from './facts.ts';
import { initialisationOf } from './initialisation.ts';
import { OriginsOf } from './origins.ts';
import { ownCredentialsOf } from './ownCredentials.ts';
import { GoPackage } from './package.ts';
import { isTest, VARIABLE } from './recognise.ts';
import { servingsOf } from './servings.ts';
import { optOutsOf } from './setenv.ts';
import type { GoFile } from './source.ts';
import { Configs } from './tlsConfig.ts';
import type { GoSourceTree } from './tree.ts';

type Input = DomainInput<GoSourceTree>;
/** The files of this room. */
export type Files = ReadonlyMap<FilePath, ParsedFile<GoSourceTree>>;

/** Finds out what packages say, one by one; `read` only puts it together then. */
export function* prepare({ folder, files }: Input): Iterable<undefined> {
  for (const it of packagesOf(files)) {
    factsOf(it, { folder, files });
    yield undefined;
  }
}

/** What all packages of a workspace folder say. */
export function read({ folder, files }: Input): GoSourceFacts {
  const facts = packagesOf(files).map((it) => factsOf(it, { folder, files }));
  return {
    listeners: [],
    modules: [],
    nginxVersions: [],
    placements: [],
    grpcServers: facts.flatMap((it) => it.grpcServers),
    optOuts: facts.flatMap((it) => it.optOuts),
    edges: [],
    notes: [],
    servings: facts.flatMap((it) => it.servings),
    dialings: facts.flatMap((it) => it.dialings),
    ownCredentials: facts.flatMap((it) => it.ownCredentials),
  };
}

interface PackageFacts {
  readonly grpcServers: readonly GrpcServerSeen[];
  readonly servings: readonly GoServing[];
  readonly dialings: readonly GoDialing[];
  readonly ownCredentials: readonly GoOwnCredentials[];
  readonly optOuts: readonly OptOut[];
}

interface Around {
  readonly folder: FilePath;
  readonly files: Files;
}

/** What is known of packages whose files are the same: of each by its first file. Those that set the variable depend on others, too. */
const known = new WeakMap<GoFile, { readonly files: readonly GoFile[]; readonly facts: PackageFacts }>();

function factsOf(files: readonly GoFile[], around: Around): PackageFacts {
  const [first] = files;
  if (first === undefined) return { grpcServers: [], servings: [], dialings: [], ownCredentials: [], optOuts: [] };
  const before = known.get(first);
  const isSame = before?.files.length === files.length && before.files.every((it, i) => it === files[i]);
  if (before !== undefined && isSame) return before.facts;
  const facts = readPackage(files, first, around);
  if (!files.some(({ tree }) => tree.text.includes(VARIABLE))) known.set(first, { files, facts });
  return facts;
}

function readPackage(files: readonly GoFile[], first: GoFile, around: Around): PackageFacts {
  const folder = folderOf(first.path);
  const built = new GoPackage(
    folder,
    files.filter(({ path }) => !isTest(path)),
  );
  const sight = { pkg: built, origins: new OriginsOf(built) };
  const configs = new Configs(sight);
  const withTests = new GoPackage(folder, files);
  const servings = servingsOf(sight, configs);
  return {
    grpcServers: grpcServersOf(servings, around),
    servings,
    dialings: dialingsOf(sight, configs),
    ownCredentials: ownCredentialsOf(sight, configs),
    optOuts: optOutsOf(
      { pkg: withTests, origins: new OriginsOf(withTests) },
      { folder: around.folder, initTime: (modules) => initialisationOf(folder, around.files, modules) },
    ),
  };
}

/** The files of each package: those of one folder that have the same name behind `package`. */
function packagesOf(files: Files): readonly (readonly GoFile[])[] {
  const packages = new Map<string, GoFile[]>();
  for (const { path, tree } of files.values()) {
    const key = `${tree.file.packageName} ${folderOf(path)}`;
    const same = packages.get(key);
    if (same === undefined) packages.set(key, [tree.file]);
    else same.push(tree.file);
  }
  return [...packages.values()];
}

/** The ports that gRPC servers have for themselves. */
function grpcServersOf(servings: readonly GoServing[], { files, folder }: Around): readonly GrpcServerSeen[] {
  const found = new Map<string, GrpcServerSeen>();
  for (const { port, consumer } of servings) {
    // Of a port that HTTP shares, gRPC is not what every connection to it is for.
    if (port === undefined || consumer !== 'grpc') continue;
    const { file, span } = locationOf(port.at);
    const { line } = new LineIndex(files.get(file)?.text ?? '').positionAt(span.start);
    const from = `line ${line + 1} of ${relativeTo(folder, file)}`;
    found.set(`${file} ${span.start}`, { at: { file, span }, port: port.number, from });
  }
  return [...found.values()];
}
