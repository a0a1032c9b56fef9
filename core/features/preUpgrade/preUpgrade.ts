import { behaviour, parseGoVersion, RELEASES, releaseToRaiseTo, goLineFits, type GoVersion } from '../../alpn/index.ts';
import type { GoModule, OptOut } from '../../domains/facts.ts';
import { usesGrpcGo } from '../../project/goModules.ts';
import { isPerhapsOptedOut } from '../../project/optedOut.ts';
import type { Project } from '../../project/project.ts';
import type { FilePath } from '../../text/filePath.ts';
import type { UnseenTarget, UpgradeHop } from './hop.ts';
import { upgradeHops } from './hops.ts';

/** What raising grpc-go would do to the connections of one workspace folder. */
export interface PreUpgrade {
  readonly folder: FilePath;
  /** What is reckoned with. */
  readonly version: GoVersion;
  /** Those that are raised. */
  readonly modules: readonly UpgradedModule[];
  readonly hops: readonly UpgradeHop[];
  /** Where clients in Go lead, and nothing in this workspace says who answers. */
  readonly unseen: readonly UnseenTarget[];
  /** What may keep processes of these modules from refusing. */
  readonly optOuts: readonly OptOut[];
}

/** A module that is raised. */
export interface UpgradedModule {
  /** As it is today. */
  readonly module: GoModule;
  /**
   * `crosses`: today's grpc-go does not check ALPN, the one that is reckoned with does. `enforces`: both do. `stays`: the one that is
   * reckoned with does not. `unknown`: which one it has today is not known.
   */
  readonly step: 'crosses' | 'enforces' | 'stays' | 'unknown';
  /** The Go that the release asks for, and whether the `go` line of go.mod is new enough; `undefined`: not known. */
  readonly needs: { readonly go: string; readonly fits: boolean } | undefined;
  /** The release to raise to. */
  readonly best: ReturnType<typeof releaseToRaiseTo>;
}

/** What is asked. */
export interface PreUpgradeQuestion {
  /** The go.mod of the only module that is raised; `undefined`: all of them are. */
  readonly only?: FilePath | undefined;
  /** `undefined`: the release to raise to. */
  readonly version?: GoVersion | undefined;
}

/** Looks at every hop of a folder: what does it come to today, and after the upgrade? */
export function preUpgrade(project: Project, { only, version: asked }: PreUpgradeQuestion = {}): PreUpgrade {
  const today = modulesOfToday(project, asked);
  const raised = today.filter((it) => (only === undefined ? usesGrpcGo(it) : it.file === only));
  const version = asked ?? releaseFor(raised);
  const files = new Set(raised.map(({ file }) => file));
  const then = today.map((it) => (files.has(it.file) ? withVersion(it, version) : it));
  return {
    folder: project.folder,
    version,
    modules: raised.map((it) => upgradedModule(it, version)),
    ...upgradeHops({
      today: { ...project, modules: today },
      then: { ...project, modules: then },
      version,
      raised: files,
      isOnly: only !== undefined,
    }),
    optOuts: project.optOuts.filter((it) => mayKeepFromRefusing({ ...project, modules: then }, files, it)),
  };
}

/** The modules without the version that is asked for, where that is only stated: `--assume-grpc-go` is what is asked, not what is there. */
function modulesOfToday({ modules, asSelected }: Project, asked: GoVersion | undefined): readonly GoModule[] {
  return modules.map((module, index) => {
    const { grpc } = module;
    const isAsked = grpc?.certainty === 'stated' && grpc.version.text === asked?.text;
    return isAsked ? (asSelected[index] ?? module) : module;
  });
}

/** Of several modules, that which the oldest Go among them can have. */
function releaseFor(modules: readonly GoModule[]): GoVersion {
  const best = modules.map(({ goLine }) => releaseToRaiseTo(goLine));
  const order = RELEASES.map(({ version }) => version);
  const [oldest = releaseToRaiseTo(undefined)] = best.toSorted(
    (a, b) => order.indexOf(a.version) - order.indexOf(b.version),
  );
  const version = parseGoVersion(oldest.version);
  if (version === undefined) throw new Error(`no Go version: ${oldest.version}`);
  return version;
}

function withVersion(module: GoModule, version: GoVersion): GoModule {
  const { grpc } = module;
  return grpc === undefined
    ? module
    : { ...module, grpc: { ...grpc, version, certainty: 'stated', because: 'assumed' } };
}

function upgradedModule(module: GoModule, version: GoVersion): UpgradedModule {
  const { grpc, goLine } = module;
  const go = goOf(version);
  const then = behaviour({ version, credentials: 'tls' });
  const today =
    grpc === undefined || grpc.certainty === 'unknown'
      ? undefined
      : behaviour({ version: grpc.version, credentials: 'tls' });
  return {
    module,
    step: !then.enforces ? 'stays' : today === undefined ? 'unknown' : today.enforces ? 'enforces' : 'crosses',
    needs: go === undefined ? undefined : { go, fits: goLine !== undefined && goLineFits(goLine, go) },
    best: releaseToRaiseTo(goLine),
  };
}

/** The Go that releases of this minor version ask for. */
function goOf({ semver: { major, minor } }: GoVersion): string | undefined {
  return RELEASES.find(({ version }) => version.startsWith(`v${major}.${minor}.`))?.go;
}

/** As it is after the upgrade: before it, there may be nothing yet to be switched off. */
function mayKeepFromRefusing(then: Project, raised: ReadonlySet<FilePath>, optOut: OptOut): boolean {
  const alone = { ...then, optOuts: [optOut] };
  return (
    optOut.by.kind === 'credentials' || then.modules.some((it) => raised.has(it.file) && isPerhapsOptedOut(alone, it))
  );
}
