import { compareGoVersions, GRPC_GO, parseGoVersion, type GoVersion } from '../../alpn/index.ts';
import type { ParsedFile } from '../domain.ts';
import type { GrpcGoSelection } from '../facts.ts';
import { replacedVersions, replacing, type Build } from './build.ts';
import { namesAll, sumsOf } from './files.ts';
import { isGrpcGo } from './grpcGoPath.ts';
import { placeOf } from './places.ts';
import { pathOf, requiredCandidate, type Candidate, type Context, type Possible } from './candidate.ts';
import type { CodeHash, SumTree } from './tree.ts';

/**
 * What go.sum leaves of all versions from the highest one that is required: a build needs the hash of the code that it compiles. Hashes
 * that nobody needs any more stay in go.sum, so that several leave it open which one counts.
 */
export function bySums(context: Context): Possible | undefined {
  const { required } = context;
  const floor = required === undefined ? undefined : requiredCandidate(context, required);
  const hashes = hashesOf(context);
  const found = hashes === undefined ? [] : versionsIn(context, hashes, floor?.version);
  // What a main module asks for had its hash when go.mod and go.sum were in step.
  const isBehind = required !== undefined && required.via === undefined && !found.some((it) => isSame(it, required));
  const [only, ...more] = found;
  if (only === undefined || isBehind) {
    if (floor === undefined) return undefined;
    const behind = isBehind && hashes !== undefined && hashes.length > 0 ? '; go.sum has no hash of its code' : '';
    const candidates = [{ ...floor, because: `${floor.because}${behind}` }];
    return { kind: 'possible', candidates, open: true, usage: usageOf(context, false) };
  }
  const candidates = more.length === 0 ? [single(context, only, floor)] : several(context, found, floor);
  return { kind: 'possible', candidates, open: false, usage: usageOf(context, true) };
}

function usageOf({ own, build, module }: Context, isHashed: boolean): GrpcGoSelection['usage'] {
  if (own.all.length > 0) return 'required';
  return isHashed && build.work === undefined && !namesAll(module.tree) ? 'built' : 'possible';
}

interface Hashed {
  readonly hash: CodeHash;
  readonly file: ParsedFile<SumTree>;
}

/** The hashes of a build; `undefined`: a file that may have some is not known. */
function hashesOf({ input, build }: Context): readonly Hashed[] | undefined {
  const found: Hashed[] = [];
  for (const main of build.work === undefined ? build.mains : [...build.mains, build.work]) {
    const file = sumsOf(input, main);
    if (file === undefined) return undefined;
    if (file !== 'none') for (const hash of file.tree.hashes) found.push({ hash, file });
  }
  return found;
}

interface Found {
  readonly version: GoVersion;
  /** `undefined`: the version is replaced. */
  readonly hashed: Hashed | undefined;
}

function isSame(a: { readonly version: GoVersion }, b: { readonly version: GoVersion }): boolean {
  return compareGoVersions(a.version, b.version) === 0;
}

/** The versions that can be selected and built, by the hashes that are there. */
function versionsIn({ build }: Context, hashes: readonly Hashed[], floor: GoVersion | undefined): readonly Found[] {
  const isPossible = (version: GoVersion): boolean =>
    (floor === undefined || compareGoVersions(version, floor) >= 0) && !build.excludes(GRPC_GO, version.text);
  const found = new Map<string, Found>();
  for (const hashed of hashes) {
    const { path, version } = hashed.hash;
    if (path !== GRPC_GO || found.has(version.text) || !isPossible(version)) continue;
    if (replacing(build, GRPC_GO, version.text) === undefined) found.set(version.text, { version, hashed });
  }
  for (const text of [...replacedVersions(build), ...(floor === undefined ? [] : [floor.text])]) {
    const version = parseGoVersion(text);
    const isReplaced = replacing(build, GRPC_GO, text) !== undefined;
    if (version === undefined || !isReplaced || !isPossible(version) || !mayBeBuilt(build, text, hashes)) continue;
    found.set(text, { version, hashed: undefined });
  }
  return [...found.values()];
}

/** Whether a version that is replaced can be built: the hash of what replaces it is there, or it needs none that we look at. */
function mayBeBuilt(build: Build, version: string, hashes: readonly Hashed[]): boolean {
  const to = replacing(build, GRPC_GO, version)?.replacement.to;
  if (to?.version === undefined || !isGrpcGo(to.path.value)) return true;
  return hashes.some(({ hash }) => hash.path === to.path.value && hash.version.text === to.version?.value);
}

function single(context: Context, found: Found, floor: Candidate | undefined): Candidate {
  if (floor !== undefined && isSame(found, floor)) {
    const because = `${floor.because}, and go.sum has the hash of the code of no newer version`;
    return { ...floor, because };
  }
  const { places } = context;
  const base = baseOf(context, found, floor);
  if (found.hashed === undefined) return base;
  const where = `${places.name(found.hashed.file.path)} line ${found.hashed.hash.line}`;
  const asked = floor === undefined ? '' : `; of ${floor.version.text}, ${floor.because}`;
  const because = `${where} has the hash of its code, and of that of no other version that could be selected${asked}`;
  return { ...base, because };
}

function several(context: Context, found: readonly Found[], floor: Candidate | undefined): readonly Candidate[] {
  const all = found.map((it) => baseOf(context, it, floor));
  const lowest = all.toSorted((a, b) => compareGoVersions(a.version, b.version))[0];
  if (floor === undefined)
    return lowest === undefined ? [] : [{ ...lowest, because: `${lowest.because}, as of newer ones` }, ...all];
  const because = `${floor.because}; go.sum has hashes of the code of newer versions as well`;
  return [{ ...floor, because }, ...all];
}

/** A version that go.sum has: the line that is told about stands in a file that people write. */
function baseOf({ own, places, module }: Context, { version, hashed }: Found, floor: Candidate | undefined): Candidate {
  const at = floor?.at ?? pathOf(module);
  const because =
    hashed === undefined
      ? 'it may be selected'
      : `${places.name(hashed.file.path)} line ${hashed.hash.line} has the hash of its code`;
  return {
    ...{ version, open: false, at, because },
    decidedAt: hashed === undefined ? at : placeOf(hashed.file, hashed.hash.span),
    editable: own.highest === undefined ? undefined : floor?.editable,
  };
}
