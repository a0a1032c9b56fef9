import { behaviour, type DialerOffer, type GoVersion, type ServerAlpn } from '../alpn/index.ts';
import type { Commented } from '../domains/commented.ts';
import type { ParsedFile } from '../domains/domain.ts';
import type { EdgeListener } from '../domains/edges.ts';
import type {
  Dialer,
  GoModule,
  GrpcServerSeen,
  Note,
  NginxVersionSeen,
  OptOut,
  Route,
  Sourced,
} from '../domains/facts.ts';
import type { Stopgap } from '../domains/env/facts.ts';
import type { EnvTree } from '../domains/env/tree.ts';
import type { GoSourceFacts } from '../domains/goSource/facts.ts';
import type { GoSourceTree } from '../domains/goSource/tree.ts';
import type { ModTree } from '../domains/go/tree.ts';
import type { Configuration, NginxListener } from '../domains/nginx/index.ts';
import type { NginxTree } from '../domains/nginx/tree.ts';
import type { NginxVersion } from '../domains/nginxVersion.ts';
import type { FilePath } from '../text/filePath.ts';
import { EdgesKept, type ProjectEdge } from './edges.ts';
import { underGodebug } from './godebug.ts';
import { linkModules, type LinkedModule } from './link.ts';
import type { ProjectOptions } from './options.ts';

/** A listener under the version of nginx that is in force for it. */
export interface ProjectListener extends Omit<NginxListener, 'alpn' | 'http2'> {
  readonly alpn: ServerAlpn;
  readonly http2: boolean | undefined;
  /** `undefined`: nothing says. */
  readonly nginxVersion: Sourced<NginxVersion> | undefined;
  /** The ways out, made when they are asked for. */
  dials(): readonly Dial[];
  /** The Go modules that meet this hop. */
  readonly modules: readonly LinkedModule[];
}

/** One configuration of nginx, and the version that is in force for it. */
export interface ProjectConfiguration {
  readonly configuration: Configuration;
  /** `undefined`: nothing says. */
  readonly nginxVersion: Sourced<NginxVersion> | undefined;
}

/** A way out of a listener under the version in force. */
export interface Dial {
  readonly route: Route;
  readonly dialer: Dialer;
  readonly offer: DialerOffer;
  readonly speaks: 'h2' | 'http/1.1' | 'any';
}

/** What rules may see of one workspace folder. A value: nothing in it changes. */
export interface Project {
  readonly folder: FilePath;
  readonly options: ProjectOptions;
  readonly nginxFiles: ReadonlyMap<FilePath, ParsedFile<NginxTree>>;
  readonly goFiles: ReadonlyMap<FilePath, ParsedFile<ModTree>>;
  /** The files of Go source that are read: of packages that have to do with gRPC and TLS. */
  readonly goSourceFiles: ReadonlyMap<FilePath, ParsedFile<GoSourceTree>>;
  readonly configurations: readonly ProjectConfiguration[];
  readonly listeners: readonly ProjectListener[];
  readonly modules: readonly GoModule[];
  /** The same with the grpc-go that their files select, whatever version is stated. */
  readonly asSelected: readonly GoModule[];
  /** The gRPC servers in Go source whose ports are known. */
  readonly grpcServers: readonly GrpcServerSeen[];
  /** What Go source does with TLS and gRPC. */
  readonly goSource: Pick<GoSourceFacts, 'servings' | 'dialings' | 'ownCredentials'>;
  /** Files that give processes their environment. */
  readonly envFiles: ReadonlyMap<FilePath, ParsedFile<EnvTree>>;
  /** Files that declare load balancers and gateways: Terraform, CloudFormation, Kubernetes. */
  readonly declarationFiles: ReadonlyMap<FilePath, ParsedFile<Commented>>;
  /** What load balancers, gateways and ingress controllers do at their ports. */
  readonly edges: readonly ProjectEdge[];
  /** Where grpc-go's check is switched off, or is meant to be. */
  readonly optOuts: readonly OptOut[];
  /** Where it could be switched off for the time being. */
  readonly stopgaps: readonly Stopgap[];
  readonly notes: readonly Note[];
}

/** What a project is made of. */
export interface ProjectInput extends Omit<Project, 'configurations' | 'listeners' | 'asSelected' | 'edges'> {
  readonly edges: readonly EdgeListener[];
  readonly configurations: readonly Configuration[];
  readonly listeners: readonly NginxListener[];
  readonly nginxVersions: readonly NginxVersionSeen[];
}

/**
 * Puts the facts of all domains together: decides versions, and which module meets which hop.
 * @param edgesKept those of the project before this one, if there was one
 */
export function makeProject(input: ProjectInput, edgesKept: EdgesKept = new EdgesKept()): Project {
  const {
    folder,
    options,
    nginxFiles,
    goFiles,
    goSourceFiles,
    grpcServers,
    goSource,
    envFiles,
    declarationFiles,
    optOuts,
    stopgaps,
    notes,
  } = input;
  const modules = input.modules.map((it) => assumed(it, options.grpcGoVersionFor(it.file)));
  const seen = new Map(input.nginxVersions.map((it) => [it.configuration, it.version]));
  const versionOf = (configuration: FilePath): Sourced<NginxVersion> | undefined =>
    options.nginxVersion ?? seen.get(configuration) ?? options.nginxVersionOtherwise;
  const configurations = input.configurations.map((configuration) => ({
    configuration,
    nginxVersion: versionOf(configuration.main),
  }));
  const modulesOf = linkModules(modules);
  const listeners = input.listeners.map(
    (listener) => new ListenerInForce(listener, versionOf(listener.configuration), modulesOf),
  );
  return {
    folder,
    options,
    nginxFiles,
    goFiles,
    goSourceFiles,
    configurations,
    listeners,
    modules,
    asSelected: input.modules,
    grpcServers,
    goSource: { ...goSource, servings: underGodebug(goSource.servings, modules, goSourceFiles) },
    envFiles,
    declarationFiles,
    edges: edgesKept.of(input.edges, { modules, servings: goSource.servings }),
    optOuts,
    stopgaps,
    notes,
  };
}

/** One of thousands, which looks like the listener that it stands for: copying would cost several times as much. */
class ListenerInForce implements ProjectListener {
  readonly alpn: ServerAlpn;
  readonly http2: boolean | undefined;
  readonly nginxVersion: Sourced<NginxVersion> | undefined;
  readonly #listener: NginxListener;
  readonly #modulesOf: ModulesOf;
  #dials: readonly Dial[] | undefined;
  #modules: readonly LinkedModule[] | undefined;

  constructor(listener: NginxListener, nginxVersion: Sourced<NginxVersion> | undefined, modulesOf: ModulesOf) {
    this.#listener = listener;
    this.#modulesOf = modulesOf;
    this.nginxVersion = nginxVersion;
    this.alpn = listener.alpn(nginxVersion?.value);
    this.http2 = listener.http2(nginxVersion?.value);
  }

  get source(): NginxListener['source'] {
    return this.#listener.source;
  }

  get configuration(): FilePath {
    return this.#listener.configuration;
  }

  get module(): NginxListener['module'] {
    return this.#listener.module;
  }

  get at(): NginxListener['at'] {
    return this.#listener.at;
  }

  get address(): string {
    return this.#listener.address;
  }

  get port(): number | undefined {
    return this.#listener.port;
  }

  get serverNames(): readonly string[] {
    return this.#listener.serverNames;
  }

  get isDefault(): boolean {
    return this.#listener.isDefault;
  }

  get proxyProtocol(): boolean {
    return this.#listener.proxyProtocol;
  }

  get tls(): NginxListener['tls'] {
    return this.#listener.tls;
  }

  get server(): NginxListener['server'] {
    return this.#listener.server;
  }

  get listen(): NginxListener['listen'] {
    return this.#listener.listen;
  }

  get mayPassGrpc(): boolean {
    return this.#listener.mayPassGrpc;
  }

  get grpc(): NginxListener['grpc'] {
    return this.#listener.grpc;
  }

  get modules(): readonly LinkedModule[] {
    this.#modules ??= this.#modulesOf(this.#listener);
    return this.#modules;
  }

  routes(): readonly Route[] {
    return this.#listener.routes();
  }

  dials(): readonly Dial[] {
    this.#dials ??= this.#listener.routes().map((route) => dialOf(route, this.nginxVersion?.value));
    return this.#dials;
  }
}

type ModulesOf = ReturnType<typeof linkModules>;

/** A listener of which something else is known than what it says itself. */
export function withKnowledge(
  listener: ProjectListener,
  knowledge: Partial<Pick<ProjectListener, 'grpc' | 'dials'>>,
): ProjectListener {
  const { source, configuration, module, at, address, port, serverNames, isDefault, proxyProtocol, tls } = listener;
  const { http2, alpn, grpc, server, listen, mayPassGrpc, nginxVersion, modules } = listener;
  return {
    ...{ source, configuration, module, at, address, port, serverNames, isDefault, proxyProtocol, tls },
    ...{ http2, alpn, grpc, server, listen, mayPassGrpc, nginxVersion, modules },
    routes: () => listener.routes(),
    dials: () => listener.dials(),
    ...knowledge,
  };
}

/** Modules under a version that is stated: the same ones as long as that is the same. */
const assumedKept = new WeakMap<GoModule, { readonly stated: Sourced<GoVersion>; readonly module: GoModule }>();

/** A module under the version of grpc-go that the user states instead of what its go.mod says. */
function assumed(module: GoModule, stated: Sourced<GoVersion> | undefined): GoModule {
  const { grpc } = module;
  if (grpc === undefined || stated === undefined) return module;
  const kept = assumedKept.get(module);
  if (kept?.stated === stated) return kept.module;
  const because = `${stated.from} states it`;
  const made: GoModule = { ...module, grpc: { ...grpc, version: stated.value, certainty: 'stated', because } };
  assumedKept.set(module, { stated, module: made });
  return made;
}

function dialOf(route: Route, version: NginxVersion | undefined): Dial {
  const { dialer } = route;
  return { route, dialer, offer: dialer.offer(version), speaks: dialer.speaks(version) };
}

/**
 * Whether the grpc-go that would refuse at a hop is known, all of it, not to.
 * @param side who refuses: the hop's client, or the server behind it
 */
export function isKnownNotToEnforce(
  project: Project,
  hop: Pick<ProjectListener | ProjectEdge, 'at' | 'modules'>,
  side: 'client' | 'server',
): boolean {
  const stated = project.options.grpcGoVersionFor(hop.at.file);
  if (stated !== undefined) return !enforces(stated.value);
  const refusing = hop.modules.filter(({ role }) => side === 'server' || role === 'either');
  return (
    refusing.length > 0 &&
    refusing.every(({ module: { grpc } }) => grpc?.certainty === 'exact' && !enforces(grpc.version))
  );
}

/** Whether a grpc-go version refuses connections without ALPN by default. */
function enforces(version: GoVersion): boolean {
  return behaviour({ version, credentials: 'tls' }).enforces;
}
