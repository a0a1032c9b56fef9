import { behaviour, type DialerOffer, type GoVersion, type ServerAlpn } from '../alpn/index.ts';
import type { ParsedFile } from '../domains/domain.ts';
import type { Dialer, GoModule, Note, NginxVersionSeen, Route, Sourced } from '../domains/facts.ts';
import type { ModTree } from '../domains/go/tree.ts';
import type { NginxListener } from '../domains/nginx/index.ts';
import type { NginxTree } from '../domains/nginx/tree.ts';
import type { NginxVersion } from '../domains/nginxVersion.ts';
import type { FilePath } from '../text/filePath.ts';
import { lazy } from '../text/lazy.ts';
import { linkModules, type LinkedModule } from './link.ts';
import type { ProjectOptions } from './options.ts';

/** A listener under the version of nginx that is in force for it. */
export interface ProjectListener extends Omit<NginxListener, 'alpn' | 'http2'> {
  readonly alpn: ServerAlpn;
  readonly http2: boolean | undefined;
  /** `undefined`: nothing says. */
  readonly nginxVersion: Sourced<NginxVersion> | undefined;
  /** The ways out, made when they are asked for. */
  readonly dials: () => readonly Dial[];
  /** The Go modules that meet this hop. */
  readonly modules: readonly LinkedModule[];
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
  readonly listeners: readonly ProjectListener[];
  readonly modules: readonly GoModule[];
  readonly notes: readonly Note[];
}

/** What a project is made of. */
export interface ProjectInput extends Omit<Project, 'listeners'> {
  readonly listeners: readonly NginxListener[];
  readonly nginxVersions: readonly NginxVersionSeen[];
}

/** Puts the facts of all domains together: decides versions, and which module meets which hop. */
export function makeProject(input: ProjectInput): Project {
  const { folder, options, nginxFiles, goFiles, notes } = input;
  const modules = input.modules.map((it) => assumed(it, options.grpcGoVersionFor(it.file)));
  const seen = new Map(input.nginxVersions.map((it) => [it.configuration, it.version]));
  const modulesOf = linkModules(modules);
  const listeners = input.listeners.map((listener): ProjectListener => {
    const nginxVersion = options.nginxVersion ?? seen.get(listener.configuration) ?? options.nginxVersionOtherwise;
    const version = nginxVersion?.value;
    // Written out: one of thousands, and copying with `...` costs several times as much.
    return {
      source: listener.source,
      configuration: listener.configuration,
      module: listener.module,
      at: listener.at,
      address: listener.address,
      port: listener.port,
      serverNames: listener.serverNames,
      isDefault: listener.isDefault,
      tls: listener.tls,
      http2: listener.http2(version),
      alpn: listener.alpn(version),
      grpc: listener.grpc,
      routes: listener.routes,
      server: listener.server,
      listen: listener.listen,
      mayPassGrpc: listener.mayPassGrpc,
      nginxVersion,
      dials: lazy(() => listener.routes().map((route) => dialOf(route, version))),
      modules: modulesOf(listener),
    };
  });
  return { folder, options, nginxFiles, goFiles, listeners, modules, notes };
}

/** A module under the version of grpc-go that the user states instead of what its go.mod says. */
function assumed(module: GoModule, stated: Sourced<GoVersion> | undefined): GoModule {
  if (module.grpc === undefined || stated === undefined) return module;
  return {
    ...module,
    grpc: { ...module.grpc, version: stated.value, certainty: 'stated', because: `${stated.from} states it` },
  };
}

function dialOf(route: Route, version: NginxVersion | undefined): Dial {
  const { dialer } = route;
  return { route, dialer, offer: dialer.offer(version), speaks: dialer.speaks(version) };
}

/**
 * Whether the grpc-go that would refuse at a hop is known, all of it, not to.
 * @param side who refuses: the hop's client, or the server behind it
 */
export function isKnownNotToEnforce(project: Project, listener: ProjectListener, side: 'client' | 'server'): boolean {
  const stated = project.options.grpcGoVersionFor(listener.at.file);
  if (stated !== undefined) return !enforces(stated.value);
  const refusing = listener.modules.filter(({ role }) => side === 'server' || role === 'either');
  return (
    refusing.length > 0 &&
    refusing.every(({ module: { grpc } }) => grpc?.certainty === 'exact' && !enforces(grpc.version))
  );
}

/** Whether a grpc-go version refuses connections without ALPN by default. */
function enforces(version: GoVersion): boolean {
  return behaviour({ version, credentials: 'tls' }).enforces;
}
