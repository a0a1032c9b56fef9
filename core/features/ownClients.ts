import type { GoModule } from '../domains/facts.ts';
import type { GoCredentialsKind, GoDialing } from '../domains/goSource/facts.ts';
import type { OwnModule } from '../observation/types.ts';
import { moduleOf, usesGrpcGo } from '../project/goModules.ts';
import { readGoTarget } from '../project/goTarget.ts';
import { isPerhapsOptedOut } from '../project/optedOut.ts';
import type { Project } from '../project/project.ts';
import { relativeTo } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import type { Answerer } from './answerers.ts';

/** The modules that are clients of an endpoint: those that name it or that meet its listeners; where there are none, all that use grpc-go. */
export function ownClients(
  project: Project,
  target: string,
  answerers: readonly Answerer[],
): readonly OwnModule<Location>[] {
  const dialings = dialingsTo(project, target);
  const dialing = dialings.flatMap(({ at }) => moduleOf(project.modules, at.file) ?? []);
  const told = (modules: readonly GoModule[], isLinked: boolean): readonly OwnModule<Location>[] =>
    modules.flatMap((module) => ownModule(project, module, isLinked, dialings) ?? []);
  const linked = told([...new Set([...dialing, ...answerers.flatMap(meetingModules)])], true);
  return linked.length > 0 ? linked : told(project.modules.filter(usesGrpcGo), false);
}

/** The clients that name just this target. */
function dialingsTo(project: Project, target: string): readonly GoDialing[] {
  const wanted = readGoTarget(target);
  if (wanted === undefined) return [];
  return project.goSource.dialings.filter((dialing) => {
    const read = dialing.target && readGoTarget(dialing.target.text);
    return read?.port === wanted.port && (read.host === wanted.host || (read.isLocal && wanted.isLocal));
  });
}

function meetingModules(answerer: Answerer): readonly GoModule[] {
  if (answerer.kind === 'go') return [];
  const { modules } = answerer.kind === 'nginx' ? answerer.listener : answerer.edge;
  return modules.filter(({ role }) => role === 'either').map(({ module }) => module);
}

function ownModule(
  project: Project,
  module: GoModule,
  isLinked: boolean,
  dialings: readonly GoDialing[],
): OwnModule<Location> | undefined {
  const { path, file, grpc } = module;
  if (grpc === undefined || grpc.certainty === 'unknown' || grpc.usage === 'possible') return undefined;
  return {
    module: path ?? relativeTo(project.folder, file),
    grpcGo: grpc.version.text,
    certainty: grpc.certainty === 'at-least' ? 'at-least' : 'exact',
    isLinked,
    check: checkOf(project, module, dialings),
    at: grpc.at,
  };
}

/** Credentials with TLS that never look at what was selected (grpc-go 1.85.0: only credentials/tls.go does). */
const NEVER_LOOK: ReadonlySet<GoCredentialsKind> = new Set(['alpn-disabled', 'advancedtls', 'xds']);

/** @param dialings those to the endpoint; where the module has none, all of its clients may be meant */
function checkOf(project: Project, module: GoModule, dialings: readonly GoDialing[]): OwnModule<Location>['check'] {
  const isOwn = ({ at }: GoDialing): boolean => moduleOf(project.modules, at.file) === module;
  const there = dialings.filter(isOwn);
  if (
    there.length > 0 &&
    there.every(({ credentials, offer }) => credentials.kind === 'insecure' && offer === undefined)
  )
    return 'no-tls';
  const meant = there.length > 0 ? there : project.goSource.dialings.filter(isOwn);
  if (meant.some(({ credentials }) => NEVER_LOOK.has(credentials.kind))) return 'off-by-credentials';
  return isPerhapsOptedOut(project, module) ? 'off-by-environment' : 'on';
}
