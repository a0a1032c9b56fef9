import { negotiate } from '../alpn/index.ts';
import type { Dialer } from '../domains/facts.ts';
import { readSocketAddress } from '../domains/nginx/address.ts';
import { headOf, isOn } from '../domains/nginx/scope.ts';
import type { VirtualServer } from '../domains/nginx/server.ts';
import { nginx } from '../domains/nginxVersion.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { GRPC_GO_OFFER } from '../project/verdict.ts';
import { defaultBeside, selectsH2 } from './defaultServer.ts';
import { insertAfter } from './edits.ts';
import { listenerFinding, versionedFix } from './nginxFinding.ts';
import { passesIn, type Pass } from './passes.ts';
import type { Finding, Fix } from './rule.ts';

/** nginx 1.13.10 has `grpc_pass` and `grpc_ssl_server_name`. */
const GRPC_SINCE = nginx('1.13.10');

/** `grpcs://` to a server of this workspace without the name that would choose it: `grpc_ssl_server_name` is off unless it is switched on. */
export function* dialledWithoutName(project: Project): Iterable<Finding> {
  const seen = new Set<VirtualServer>();
  const told = new Set<string>();
  let named: ReadonlyMap<string, readonly ProjectListener[]> | undefined;
  for (const listener of project.listeners) {
    const { server } = listener;
    if (listener.module !== 'http' || !listener.mayPassGrpc || seen.has(server) || !server.mentions('grpcs://'))
      continue;
    seen.add(server);
    named ??= listenersByName(project);
    for (const { dialer } of listener.dials()) {
      if (dialer.via !== 'grpc_pass' || !dialer.tls) continue;
      const key = `${dialer.at.file} ${dialer.at.span.start}`;
      const reached = told.has(key) ? undefined : reachedBy(project, dialer, named);
      if (reached === undefined) continue;
      const pass = [...passesIn(server.scope, 'grpc_pass')].find((it) => isPlace(headOf(it.pass), dialer.at));
      if (pass === undefined || isOn(pass.scope.effective('grpc_ssl_server_name'))) continue;
      told.add(key);
      yield findingFor(project, listener, pass, reached);
    }
  }
}

function isPlace(a: Finding['at'], b: Finding['at']): boolean {
  return a.file === b.file && a.span.start === b.span.start;
}

/** The listeners that end TLS, by name and port. */
function listenersByName(project: Project): ReadonlyMap<string, readonly ProjectListener[]> {
  const found = new Map<string, ProjectListener[]>();
  for (const listener of project.listeners) {
    if (listener.tls !== 'terminated') continue;
    for (const name of listener.serverNames) {
      const key = `${name.toLowerCase()}:${listener.port ?? ''}`;
      const same = found.get(key);
      if (same === undefined) found.set(key, [listener]);
      else same.push(listener);
    }
  }
  return found;
}

interface Reached {
  /** The server that is meant. */
  readonly meant: ProjectListener;
  /** The server that answers. */
  readonly first: ProjectListener;
}

/** The servers of this workspace that a dial means and reaches, where another one answers than is meant, and refuses. */
function reachedBy(
  project: Project,
  { addresses }: Dialer,
  named: ReadonlyMap<string, readonly ProjectListener[]>,
): Reached | undefined {
  for (const address of addresses) {
    const { host, port } = readSocketAddress(address);
    for (const meant of named.get(`${host}:${port ?? HTTPS}`) ?? []) {
      const first = selectsH2(meant) ? defaultBeside(project, meant) : undefined;
      // nginx does not look whether a protocol was selected: only an alert ends it.
      if (first !== undefined && negotiate(GRPC_GO_OFFER, first.alpn).kind === 'refused') return { meant, first };
    }
  }
  return undefined;
}

/** The port of `grpcs://` where none is written (ngx_http_grpc_pass). */
const HTTPS = 443;

function findingFor(
  project: Project,
  listener: ProjectListener,
  { scope, pass }: Pass,
  { meant, first }: Reached,
): Finding {
  const finding = listenerFinding(project, listener, {
    kind: 'never-worked',
    refusedBy: 'server',
    at: headOf(pass),
    message:
      'nginx sends no server name to this upstream (`grpc_ssl_server_name` is off), so the default server of its socket answers, which refuses h2 with an alert that nginx logs. A gRPC client prints "unexpected HTTP status code received from server: 502 (Bad Gateway)": this has never worked, with any version of grpc-go.',
    fixes: [sendName(project, listener, { scope, pass })],
  });
  return {
    ...finding,
    related: [
      { at: first.at, message: 'this is the default server' },
      { at: meant.at, message: 'this is the server of that name' },
      ...finding.related,
    ],
  };
}

/** Sends the host of `grpc_pass` as the name; where that is an upstream group, its name is nobody's. */
function sendName(project: Project, listener: ProjectListener, { scope, pass }: Pass): Fix | undefined {
  // nginx takes it in a location, and not in an `if`.
  const isCondition = scope.of?.directive.name.value === 'if';
  const location = isCondition ? scope.parent : scope;
  const anchor = isCondition ? (location?.written('grpc_pass') ?? location?.written('proxy_pass')) : pass;
  const file = anchor && project.nginxFiles.get(anchor.file);
  const [, host = ''] = /^grpcs:\/\/([^:/]+)/i.exec(pass.directive.args[0]?.value ?? '') ?? [];
  const isGroup = listener
    .dials()
    .some(({ dialer }) => isPlace(dialer.at, headOf(pass)) && !dialer.addresses.some((it) => it.startsWith(host)));
  if (anchor === undefined || file === undefined || isGroup) return undefined;
  if (location?.own('grpc_ssl_server_name') !== undefined) return undefined;
  return versionedFix(listener, GRPC_SINCE, {
    title: 'Send the name: `grpc_ssl_server_name on;`',
    edits: [insertAfter(file, anchor, 'grpc_ssl_server_name on;')],
  });
}
