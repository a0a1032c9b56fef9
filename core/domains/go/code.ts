import { GRPC_GO, parseGoVersion, type GoVersion } from '../../alpn/index.ts';
import { folderOf, relativeTo, resolvePath, type FilePath } from '../../text/filePath.ts';
import type { Location } from '../../text/location.ts';
import type { GrpcGoSelection } from '../facts.ts';
import { replacing, type Build, type Replacing } from './build.ts';
import { vendoredGrpcIn, versionFileIn, type GoInput } from './files.ts';
import { isGrpcGo } from './grpcGoPath.ts';
import { placeOf, type Places } from './places.ts';
import type { ModWord } from './tree.ts';

/** Which grpc-go really is compiled where a version is selected. */
export interface Code {
  /** `undefined`: code that is not known, or another version that go has to find first. */
  readonly version: GoVersion | undefined;
  /** Whether it may be a newer one: version.go between two releases says only which one will be next. */
  readonly open: boolean;
  readonly at: Location;
  readonly decidedAt: Location;
  readonly editable: GrpcGoSelection['editable'];
  readonly because: string;
  /** Whether `version` is missing because another one is written that is not exact. */
  readonly isInexact?: boolean;
}

/** Where the code comes from that replaces a version of grpc-go; `undefined`: nothing replaces it. */
export function replacedCode(
  input: GoInput,
  build: Build,
  options: { readonly version: GoVersion | undefined; readonly places: Places; readonly vendored: boolean },
): Code | undefined {
  const found = replacing(build, GRPC_GO, options.version?.text);
  if (found === undefined) return undefined;
  const { places } = options;
  const { to } = found.replacement;
  const line = places.line(found.file, found.replacement);
  if (to.version === undefined) return folderCode(input, build, { ...options, found, line });
  const at = placeOf(found.file, to.version);
  const place = { at, decidedAt: at, editable: { kind: 'replacement', at }, open: false } as const;
  if (isGrpcGo(to.path.value)) {
    const version = parseGoVersion(to.version.value);
    return version === undefined
      ? { ...place, version, because: `${line} replaces it by "${to.version.value}"`, isInexact: true }
      : { ...place, version, because: `replaced in ${line}` };
  }
  const fork = `${line} replaces it by ${to.path.value}`;
  const vendored = options.vendored ? calledIn(input, vendoredFolder(build), fork) : undefined;
  return { ...place, version: undefined, because: `${fork}, whose code is not known`, ...vendored };
}

interface FolderOptions {
  readonly found: Replacing;
  readonly line: string;
  readonly vendored: boolean;
}

function folderCode(input: GoInput, build: Build, { found, line, vendored }: FolderOptions): Code {
  const { path } = found.replacement.to;
  const at = placeOf(found.file, path);
  const because = `${line} replaces it by ${path.value}`;
  const folder = vendored ? vendoredFolder(build) : resolvePath(folderOf(found.file.path), path.value);
  return {
    ...{ version: undefined, open: false, at, decidedAt: at, editable: undefined },
    because: `${because}, whose code is not known`,
    ...calledIn(input, folder, because),
  };
}

function vendoredFolder({ work, mains }: Build): FilePath | undefined {
  const main = work ?? mains[0];
  return main === undefined ? undefined : vendoredGrpcIn(main);
}

/** grpc-go that is itself a module of this folder, and built together with the others. */
export function ownCode(input: GoInput, { mains, work }: Build): Code | undefined {
  const own = mains.find(({ tree }) => tree.module?.value === GRPC_GO);
  const use = work?.tree.uses.find(
    (it) => own !== undefined && resolvePath(folderOf(work.path), it.value) === folderOf(own.path),
  );
  if (own === undefined || work === undefined || use === undefined) return undefined;
  const at = placeOf(work, use);
  const because = `${relativeTo(input.folder, work.path)} builds it from the folder ${use.value}`;
  return {
    ...{ version: undefined, open: false, at, decidedAt: at, editable: undefined },
    because: `${because}, whose code is not known`,
    ...calledIn(input, folderOf(own.path), because),
  };
}

/** What a folder's version.go says. What calls itself `-dev` may be any commit up to the release. */
function calledIn(
  input: GoInput,
  folder: FilePath | undefined,
  because: string,
): Pick<Code, 'version' | 'open' | 'decidedAt' | 'because'> | undefined {
  const file = folder === undefined ? undefined : versionFileIn(input, folder);
  const word: ModWord | undefined = file?.tree.version;
  const version = parseGoVersion(`v${word?.value ?? ''}`);
  if (file === undefined || word === undefined || version === undefined) return undefined;
  return {
    version,
    open: version.kind !== 'release',
    decidedAt: placeOf(file, word),
    because: `${because}, which calls itself ${version.text} in ${relativeTo(input.folder, file.path)}`,
  };
}
