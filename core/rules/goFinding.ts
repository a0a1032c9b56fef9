import { bandOf, behaviour, type GoVersion, type Verdict } from '../alpn/index.ts';
import type { GrpcEvidence } from '../domains/facts.ts';
import { placeKey, type GoPlace, type GoServing, type GoTlsConfig } from '../domains/goSource/facts.ts';
import { moduleOf, usesGrpcGo } from '../project/goModules.ts';
import type { Project } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import { shortened } from './related.ts';
import type { Finding, Fix, Related } from './rule.ts';

/** Whether a connection fails, and since when. `undefined`: it works, or nobody knows. */
export function failureOf({ result, brokeAt }: Verdict): 'broke-at-1.67' | 'never-worked' | undefined {
  if (result !== 'fails') return undefined;
  return brokeAt === undefined ? 'never-worked' : 'broke-at-1.67';
}

/**
 * A finding in Go source. `undefined`: what broke with 1.67.0, in a module whose grpc-go is known to be older than the check itself (1.65.0).
 * @param finding.because why it is gRPC, as a clause; `undefined`: nothing says so
 */
export function goFinding(
  project: Project,
  finding: {
    readonly kind: 'broke-at-1.67' | 'never-worked';
    readonly at: GoPlace;
    readonly message: string;
    readonly because: string | undefined;
    readonly related: readonly (Related | undefined)[];
    readonly fixes: readonly (Fix | undefined)[];
  },
): Finding | undefined {
  const { kind, at, message, because } = finding;
  const broke = kind === 'broke-at-1.67';
  const version = knownGrpcGo(project, at.file);
  if (broke && version !== undefined && bandOf(version) === '<1.65') return undefined;
  return {
    kind,
    at: headOf(at),
    message,
    evidence: evidenceOf(project, at.file, because),
    softened: broke && nobodyRefuses(project, at.file),
    related: shortened(finding.related.filter((it) => it !== undefined)),
    fixes: finding.fixes.filter((it) => it !== undefined),
    copies: [],
  };
}

/** The grpc-go that a file is built with. `undefined`: none, or not certain. */
export function knownGrpcGo(project: Project, file: FilePath): GoVersion | undefined {
  const stated = project.options.grpcGoVersionFor(file);
  if (stated !== undefined) return stated.value;
  const grpc = moduleOf(project.modules, file)?.grpc;
  return grpc?.certainty === 'exact' || grpc?.certainty === 'stated' ? grpc.version : undefined;
}

/** Who comes is not known. Where every module of the folder is known not to check, nobody here does: it breaks with the upgrade. */
function nobodyRefuses(project: Project, file: FilePath): boolean {
  const checks = (version: GoVersion): boolean => behaviour({ version, credentials: 'tls' }).enforces;
  const stated = project.options.grpcGoVersionFor(file);
  if (stated !== undefined) return !checks(stated.value);
  const users = project.modules.filter(usesGrpcGo);
  return users.length > 0 && users.every((it) => it.grpc?.certainty === 'exact' && !checks(it.grpc.version));
}

function evidenceOf(project: Project, file: FilePath, because: string | undefined): GrpcEvidence {
  const stated = project.options.grpcOf(file);
  if (stated !== undefined) return { grpc: stated.grpc, because: [`${stated.from} says so`] };
  return because === undefined ? { grpc: 'unknown', because: [] } : { grpc: 'yes', because: [because] };
}

/** What is underlined: of a call the function's name, of a literal its type, of anything else that begins and ends on one line the whole. */
function headOf({ file, node }: GoPlace): Location {
  const head =
    node.type === 'call_expression'
      ? node.child('function')
      : node.type === 'composite_literal'
        ? node.child('type')
        : node;
  const { start, end } = head ?? node;
  const [line = ''] = node.tree.text.slice(start, end).split('\n', 1);
  return { file, span: { start, end: start + line.trimEnd().length } };
}

/** A related place, if there is one. */
export function relatedTo(place: GoPlace | undefined, message: string): Related | undefined {
  return place && { at: headOf(place), message };
}

/** Each TLS listener once, though several servers get its connections. */
export function byPlace(servings: readonly GoServing[]): readonly (readonly GoServing[])[] {
  const groups = new Map<string, GoServing[]>();
  for (const serving of servings) {
    const key = placeKey(serving.at);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [serving]);
    else same.push(serving);
  }
  return [...groups.values()];
}

/** The protocols of a configuration, in words. */
export function protocolsInWords({ protocols }: GoTlsConfig): string {
  const names = protocols.kind === 'known' ? protocols.names : [];
  return names.length === 0 ? 'no protocol' : `only ${names.map((it) => `"${it}"`).join(' and ')}`;
}

/** Whether a configuration is known to lack h2. */
export function lacksH2({ protocols }: GoTlsConfig): boolean {
  return protocols.kind === 'known' && !protocols.names.includes('h2');
}
