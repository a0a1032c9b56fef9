import { compareGoVersions, GRPC_GO, type GoVersion } from '../../alpn/index.ts';
import { replacing, type Build } from './build.ts';
import { bySums } from './bySums.ts';
import { pathOf, requiredCandidate, wordOf, type Context, type Possible, type Unclear } from './candidate.ts';
import { ownCode, type Code } from './code.ts';
import { namesAll, sumsOf, type ModFile } from './files.ts';
import { isGrpcGo } from './grpcGoPath.ts';
import { placeOf, type Places } from './places.ts';
import type { OwnLines } from './required.ts';
import type { Vendored } from './vendored.ts';

/** The versions of grpc-go that a build may select, before replacements. `undefined`: nothing says that it is built. */
export function possibleIn(context: Context): Possible | Unclear | undefined {
  const { vendored, build, own, input } = context;
  const local = ownCode(input, build);
  if (local !== undefined) return localOf(context, local);
  if (typeof vendored === 'object' && vendored.grpc !== undefined) return vendoredIn(context, vendored);
  if (build.work !== undefined) return together(context);
  return namesAll(context.module.tree) ? alone(context) : (bySums(context) ?? excluded(own, context.places));
}

function localOf({ own }: Context, code: Code): Possible | Unclear | undefined {
  const usage = own.all.length > 0 ? 'required' : 'possible';
  if (code.version !== undefined) {
    return { kind: 'possible', candidates: [{ ...code, version: code.version }], open: false, usage };
  }
  return own.highest === undefined ? undefined : { kind: 'unclear', required: own.highest, because: code.because };
}

function vendoredIn(context: Context, { file, grpc }: Vendored): Possible | undefined {
  const { own, places, module, required, build } = context;
  if (grpc === undefined) return undefined;
  const { version } = grpc;
  const line = [own.allowed, required].find((it) => it !== undefined && compareGoVersions(it.version, version) === 0);
  const word = line ?? own.highest;
  const at = word === undefined ? pathOf(module) : wordOf(word);
  const asked = line === undefined ? '' : `, as ${places.line(line.file, line.requirement)} requires`;
  const because = `${places.name(file.path)} line ${grpc.module.line} has its code${asked}`;
  const decidedAt = placeOf(file, grpc.module.span);
  const editable = word === undefined ? undefined : ({ kind: 'requirement', at } as const);
  const usage = own.all.length > 0 ? 'required' : build.work === undefined ? 'built' : 'possible';
  return {
    kind: 'possible',
    candidates: [{ version, open: false, at, decidedAt, editable, because }],
    open: false,
    usage,
  };
}

/** A module that names all modules of its build: go refuses to build where one of them has to be raised. */
function alone(context: Context): Possible | Unclear | undefined {
  const { own, required, places } = context;
  const { allowed } = own;
  if (allowed === undefined) return excluded(own, places);
  const candidate = requiredCandidate(context, allowed);
  if (required !== undefined && compareGoVersions(required.version, allowed.version) > 0) {
    const raised = requiredCandidate(context, required);
    const because = `${raised.because}; ${places.line(allowed.file, allowed.requirement)} asks for ${allowed.version.text} only, which go has to raise before it builds`;
    return { kind: 'possible', candidates: [{ ...raised, because }], open: true, usage: 'required' };
  }
  if (!hasHash(context, allowed.version)) {
    const because = `${candidate.because}, but go.sum has no hash of its code: go may raise it when it brings both up to date`;
    return { kind: 'possible', candidates: [{ ...candidate, because }], open: true, usage: 'required' };
  }
  return { kind: 'possible', candidates: [candidate], open: !own.complete, usage: 'required' };
}

function excluded({ highest }: OwnLines, places: Places): Unclear | undefined {
  if (highest === undefined) return undefined;
  const line = places.line(highest.file, highest.requirement);
  return {
    kind: 'unclear',
    required: highest,
    because: `${line} requires it, but it is excluded: go takes another one`,
  };
}

/** Whether go.sum has the hash of the code that is compiled for a version; also where that is not known. */
function hasHash({ input, module, build }: Context, version: GoVersion): boolean {
  const sums = sumsOf(input, module);
  if (sums === undefined || sums === 'none') return true;
  const to = replacing(build, GRPC_GO, version.text)?.replacement.to;
  if (to !== undefined && (to.version === undefined || !isGrpcGo(to.path.value))) return true;
  const path = to?.path.value ?? GRPC_GO;
  const text = to?.version?.value ?? version.text;
  return sums.tree.hashes.some((it) => it.path === path && it.version.text === text);
}

/** A module that is built with others: each of them may raise what another one requires, and what they require may raise it further. */
function together(context: Context): Possible | Unclear | undefined {
  const { build, own, required, places } = context;
  const { work, missing } = build;
  if (work === undefined) return undefined;
  if (
    missing === undefined ||
    replacing({ ...build, replacements: onlyOf(build, work) }, GRPC_GO, undefined) !== undefined
  ) {
    return bySums(context) ?? excluded(own, places);
  }
  const line = required ?? own.highest;
  const because = `${places.name(work.path)} builds it together with ${missing}, whose go.mod is not known here`;
  return line === undefined ? undefined : { kind: 'unclear', required: line, because };
}

/** Of the replacements those in one file. */
function onlyOf({ replacements }: Build, file: ModFile): Build['replacements'] {
  return new Map([...replacements].map(([path, files]) => [path, files.filter((it) => it.file === file)]));
}
