import type { AlpnPlaces } from '../domains/nginx/alpnPlaces.ts';
import { blocksAround } from '../domains/nginx/enclosing.ts';
import type { Listen } from '../domains/nginx/listen.ts';
import type { Directive } from '../domains/nginx/tree.ts';
import { formatNginxVersion, type NginxVersion } from '../domains/nginxVersion.ts';
import type { Project, ProjectConfiguration, ProjectListener } from '../project/project.ts';
import { lazy } from '../text/lazy.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { appendArgument, removeDirective } from './edits.ts';
import { sharedSockets } from './passThrough.ts';
import type { Fix } from './rule.ts';

/** A word that has to do with ALPN, at one place. */
export interface AlpnPlace extends Omit<AlpnPlaces, 'uses'> {
  /** The directive that it is, or stands in. */
  readonly directive: Directive;
}

/** A word that nginx refuses, and what a fix has to know of its surroundings. */
export interface AlpnSite {
  readonly project: Project;
  readonly place: AlpnPlace;
  /** The blocks of its file around it, the outermost first. */
  readonly blocks: readonly Directive[];
  /** The `server` block around it; `undefined`: it stands in none, or the block is in another file. */
  readonly server: Directive | undefined;
  /** What that server listens on. */
  readonly listeners: readonly ProjectListener[];
  /** Whether no other stream server shares a socket of this one: then it answers for every name, with or without one. */
  readonly isAlone: () => boolean;
  /** The version of nginx in force; `undefined`: nothing says. */
  readonly version: NginxVersion | undefined;
}

/** Finds out about places: made once for a project, since looking through all listeners takes its time. */
export function siteFinder(project: Project): (place: AlpnPlace, configuration: ProjectConfiguration) => AlpnSite {
  const byServer = lazy(() => listenersByServer(project.listeners));
  const shared = lazy(() => sharedSockets(project));
  return (place, { configuration, nginxVersion }) => {
    const blocks = blocksAround(place.file.tree, place.directive);
    const server = blocks.findLast(({ name }) => name.value === 'server');
    const listeners = (server === undefined ? undefined : byServer().get(server))?.filter(
      (it) => it.configuration === configuration.main,
    );
    return {
      project,
      place,
      blocks,
      server,
      listeners: listeners ?? [],
      isAlone: () =>
        listeners?.every(({ address, port }) => !shared().has(`${configuration.main} ${address} ${port ?? ''}`)) ??
        false,
      version: nginxVersion?.value,
    };
  };
}

function listenersByServer(listeners: readonly ProjectListener[]): ReadonlyMap<Directive, readonly ProjectListener[]> {
  const found = new Map<Directive, ProjectListener[]>();
  for (const listener of listeners) {
    const block = listener.server.scope.of?.directive;
    if (block === undefined) continue;
    const same = found.get(block);
    if (same === undefined) found.set(block, [listener]);
    else same.push(listener);
  }
  return found;
}

/** A fix of a site. `undefined`: an edit cannot be made, or the version in force lacks what it writes. */
export function siteFix(
  { version, listeners }: Pick<AlpnSite, 'version' | 'listeners'>,
  fix: {
    readonly title: string;
    readonly edits: readonly (TextEdit | undefined)[];
    /** The first version that has what the fix writes. */
    readonly since?: NginxVersion;
    /** `false`: some gRPC client may get worse than what was meant. */
    readonly safe?: boolean;
  },
): Fix | undefined {
  const { title, since } = fix;
  const edits = fix.edits.filter((it) => it !== undefined);
  if (edits.length < fix.edits.length || edits.length > MOST_EDITS) return undefined;
  if (since !== undefined && version !== undefined && version < since) return undefined;
  const isGrpc = listeners.some(({ grpc }) => grpc.grpc === 'yes');
  return {
    title: since !== undefined && version === undefined ? `${title} (nginx >= ${formatNginxVersion(since)})` : title,
    safety: version !== undefined && isGrpc && (fix.safe ?? true) ? 'safe' : 'unsafe',
    edits,
  };
}

/** A fix of more edits is none that anybody looks through. */
const MOST_EDITS = 50;

/** The `listen` directives of a site's server, none twice. */
export function listensAt({ listeners }: AlpnSite): readonly Listen[] {
  return [...new Set(listeners.flatMap(({ server }) => server.listens))];
}

/** Writes a parameter behind every `listen` that has some other one and lacks it. `undefined`: no `listen` has that other one. */
export function addToListens(
  site: AlpnSite,
  parameter: 'http2' | 'ssl',
  isMeant: (listen: Listen) => boolean,
): readonly TextEdit[] | undefined {
  const meant = listensAt(site).filter((it) => !it.datagram && isMeant(it));
  return meant.length === 0
    ? undefined
    : meant.filter((it) => !it[parameter]).map(({ placed }) => appendArgument(placed, parameter));
}

/** Takes the directive of a site away. */
export function removal({ place: { file, directive } }: AlpnSite): TextEdit | undefined {
  return removeDirective(file, { directive, file: file.path });
}

/** Whether a flag is on; the words are not case-sensitive (ngx_conf_set_flag_slot). */
export function saysOn({ args }: Directive): boolean {
  return args[0]?.value.toLowerCase() === 'on';
}

/** Makes of a misplaced word what was meant by it; no fix where that is not certain. */
export type Fixer = (site: AlpnSite) => readonly (Fix | undefined)[];
