import { compareGoVersions } from '../../alpn/index.ts';
import type { FilePath } from '../../text/filePath.ts';
import type { DomainInput } from '../domain.ts';
import type { DomainFacts, GoDebug, GoModule, GrpcGoSelection, Note } from '../facts.ts';
import { buildsOf, type Build } from './build.ts';
import { isWork, modFilesOf, type GoInput, type ModFile } from './files.ts';
import { placeOf } from './places.ts';
import type { BuildFacts } from './candidate.ts';
import { requiredBy } from './required.ts';
import { selectGrpcGo, type SelectionResult } from './selection.ts';
import type { GoTree } from './tree.ts';
import { vendoredOf } from './vendored.ts';

/** The modules of a folder, each with the grpc-go that its build selects. */
export function read(input: DomainInput<GoTree>): DomainFacts {
  const builds = buildsOf(input);
  const factsOf = buildFacts(input);
  const read = [...modFilesOf(input.files).values()]
    .filter((it) => !isWork(it))
    .map((file) => readModule(input, file, builds(file).map(factsOf)));
  return {
    listeners: [],
    modules: read.map(({ module }) => module),
    nginxVersions: [],
    placements: [],
    grpcServers: [],
    optOuts: [],
    edges: [],
    notes: read.flatMap(({ notes }) => notes),
  };
}

/** What is known of a build: found out once for all of its modules. */
function buildFacts(input: GoInput): (build: Build) => BuildFacts {
  const known = new Map<FilePath, BuildFacts>();
  return (build) => {
    const key = build.work?.path;
    const before = key === undefined ? undefined : known.get(key);
    if (before !== undefined) return before;
    const facts = { build, vendored: vendoredOf(input, build), required: requiredBy(input, build) };
    if (key !== undefined) known.set(key, facts);
    return facts;
  };
}

function readModule(
  input: GoInput,
  file: ModFile,
  builds: readonly BuildFacts[],
): { module: GoModule; notes: readonly Note[] } {
  const result = weakest(builds.map((it) => selectGrpcGo(input, file, it)));
  const { module, go, toolchain } = file.tree;
  return {
    module: {
      file: file.path,
      path: module?.value,
      goLine: go?.value,
      toolchain: toolchain?.value,
      godebugs: godebugsOf(builds[0]?.build.work ?? file),
      grpc: result.kind === 'selected' ? result.selection : undefined,
    },
    notes:
      result.kind === 'not-understood' ? [{ kind: 'not-understood', file: file.path, message: result.because }] : [],
  };
}

/** What holds in every build that a module takes part in. */
function weakest(results: readonly SelectionResult[]): SelectionResult {
  let weakest: GrpcGoSelection | undefined;
  let differ = false;
  for (const result of results) {
    if (result.kind === 'not-understood') return result;
    if (result.kind === 'absent') continue;
    const { selection } = result;
    if (weakest === undefined) {
      weakest = selection;
      continue;
    }
    const order = compareGoVersions(selection.version, weakest.version);
    differ ||= order !== 0 || selection.certainty !== 'exact' || weakest.certainty !== 'exact';
    if (selection.certainty === 'unknown' || (weakest.certainty !== 'unknown' && order < 0)) weakest = selection;
  }
  if (weakest === undefined) return { kind: 'absent' };
  if (!differ || weakest.certainty === 'unknown') return { kind: 'selected', selection: weakest };
  const because = `${weakest.because}; where another go.work counts, it may be a newer one`;
  return { kind: 'selected', selection: { ...weakest, certainty: 'at-least', because } };
}

function godebugsOf(file: ModFile): readonly GoDebug[] {
  return file.tree.lines.flatMap(({ verb, words: [word] }) => {
    if (verb !== 'godebug' || word === undefined) return [];
    const equals = word.value.indexOf('=');
    return [{ name: word.value.slice(0, equals), value: word.value.slice(equals + 1), at: placeOf(file, word) }];
  });
}
