import { nginx } from '../domains/nginxVersion.ts';
import type { Placed } from '../domains/nginx/scope.ts';
import type { Directive } from '../domains/nginx/tree.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { removeDirective } from './edits.ts';
import type { Idle } from './idleDirectives.ts';
import { versionedFix } from './nginxFinding.ts';
import { INSTEAD, type PrereadRoute } from './prereadRoute.ts';
import type { Fix } from './rule.ts';

/** A server that is routed by a variable of ssl_preread. */
export interface Routed {
  readonly listener: ProjectListener;
  readonly route: PrereadRoute;
  /** Whether TLS is ended on all of its sockets. */
  readonly isEnded: boolean;
}

/** CHANGES: `$ssl_server_name` and `$ssl_protocol` of stream, `$ssl_alpn_protocol`. */
const VARIABLES_SINCE = nginx('1.11.2');
const ALPN_PROTOCOL_SINCE = nginx('1.21.4');

/** A fix of more edits is none that anybody looks through. */
const MOST_READERS = 50;

/**
 * Makes fixes that read the variable which has a value. None where another server reads the same `map` and lets TLS pass.
 * @param idle every `ssl_preread on` that prereads nothing: what of it belongs to the servers goes, too
 */
export function readInstead(
  project: Project,
  routed: readonly Routed[],
  idle: readonly Idle[],
): (server: Routed) => Fix | undefined {
  const readers = new Map<Directive, Routed[]>();
  for (const it of routed) {
    const place = readingPlace(it).directive;
    const same = readers.get(place);
    if (same === undefined) readers.set(place, [it]);
    else same.push(it);
  }
  const switches = new Map(idle.map(({ directive }) => [directive.directive, directive]));
  return (server) => {
    const { variable } = server.route;
    const { scope } = server.listener.server;
    const instead = INSTEAD[variable];
    const isAlpn = instead === 'ssl_alpn_protocol';
    const place = readingPlace(server);
    const all = readers.get(place.directive) ?? [];
    if (instead === undefined || all.length > MOST_READERS || !all.every(({ isEnded }) => isEnded)) return undefined;
    // Nothing is agreed on without it.
    if (isAlpn && scope.effective('ssl_alpn') === undefined) return undefined;
    const gone = new Set<Placed>();
    for (const { listener } of all) {
      const preread = listener.server.scope.effective('ssl_preread');
      const useless = preread && switches.get(preread.directive);
      if (useless !== undefined) gone.add(useless);
    }
    return versionedFix(server.listener, isAlpn ? ALPN_PROTOCOL_SINCE : VARIABLES_SINCE, {
      title: `Read \`$${instead}\``,
      edits: [
        readsIn(project, place, { variable, instead }),
        ...[...gone].map((directive) => removeIn(project, directive)),
      ],
      // What the client offers is a list, what was agreed on is one name.
      safe: !isAlpn,
    });
  };
}

/** Where the variable is read: the `map`, or the directive that passes on. */
function readingPlace({ route }: Routed): Placed {
  return route.map?.of ?? route.pass;
}

function removeIn(project: Project, directive: Placed): TextEdit | undefined {
  const file = project.nginxFiles.get(directive.file);
  return file && removeDirective(file, directive);
}

/** Writes another variable into the first argument of a directive. */
function readsIn(
  project: Project,
  { directive, file }: Placed,
  { variable, instead }: { readonly variable: string; readonly instead: string },
): TextEdit | undefined {
  const source = directive.args[0];
  const text = project.nginxFiles.get(file)?.text;
  if (source === undefined || text === undefined) return undefined;
  const written = text.slice(source.start, source.end);
  const newText = written.replace(PREREAD, (it) => (it === variable ? instead : it));
  return newText === written ? undefined : { file, span: { start: source.start, end: source.end }, newText };
}

const PREREAD = /ssl_preread_(?:server_name|alpn_protocols|protocol)(?!\w)/g;
