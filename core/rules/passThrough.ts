import { firstValue, isOn, type Placed } from '../domains/nginx/scope.ts';
import type { Listen } from '../domains/nginx/listen.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { insertAfter, removeArgument, removeDirective, replaceArguments } from './edits.ts';

/** How a stream server comes to pass TLS through instead of ending it. */
export interface PassThrough {
  readonly edits: readonly TextEdit[];
  /** Whether nginx opens TLS to the upstream today. Where it does not, the upstream must learn to end TLS itself. */
  readonly upstreamHasTls: boolean;
}

/**
 * Makes a stream server pass TLS through. `undefined`: it does not end TLS, another server shares a socket with it, it needs what is
 * decrypted, or what would have to go does not stand in the server's own block.
 * @param shared what `sharedSockets` says
 */
export function passThrough(
  project: Project,
  { server, configuration, tls, module }: ProjectListener,
  shared: ReadonlySet<string>,
): PassThrough | undefined {
  const { scope, listens } = server;
  const { of } = scope;
  const file = of && project.nginxFiles.get(of.file);
  const target = firstValue(scope.own('proxy_pass'));
  if (module !== 'stream' || tls !== 'terminated' || of === undefined || file === undefined) return undefined;
  if (target === undefined || target.includes('$') || scope.segments.some(readsPlainText)) return undefined;
  if (listens.some((listen) => socketsOf(configuration, listen).some((it) => shared.has(it)))) return undefined;
  const proxySsl = scope.own('proxy_ssl');
  const ending = listens.filter(({ ssl }) => ssl).map(({ placed }) => placed);
  const mustGo = [...ending, ...(isOn(proxySsl) ? [proxySsl] : [])];
  if (mustGo.some((it) => it?.inclusion !== of.inclusion)) return undefined;

  // Without a word of its own the server would open TLS as the block around it says.
  const mustBeOff = isOn(scope.parent?.effective('proxy_ssl'));
  const gone = scope.segments
    .filter(({ inclusion }) => inclusion === of.inclusion)
    .flatMap(({ inclusion, directives }) =>
      directives
        .filter(({ name }) => isAboutTls(name.value) && !(mustBeOff && name.value === 'proxy_ssl'))
        .map((directive): Placed => ({ directive, file: file.path, inclusion })),
    );
  const pass = scope.written('proxy_pass');
  const switchedOff = proxySsl ?? pass;
  const edits = [
    ...ending.map((placed) => removeArgument(file, placed, 'ssl')),
    ...gone.map((placed) => removeDirective(file, placed)),
    ...(mustBeOff ? [switchedOff && turnOff(project, switchedOff)] : []),
  ];
  const known = edits.filter((it) => it !== undefined);
  if (known.length < edits.length) return undefined;
  return { edits: known, upstreamHasTls: isOn(scope.effective('proxy_ssl')) };
}

function turnOff(project: Project, placed: Placed): TextEdit | undefined {
  const file = project.nginxFiles.get(placed.file);
  if (file === undefined) return undefined;
  return placed.directive.name.value === 'proxy_ssl'
    ? replaceArguments(file, placed, 'off')
    : insertAfter(file, placed, 'proxy_ssl off;');
}

/** Whether a directive of a stream server is about TLS that nginx ends or opens (ngx_stream_ssl_module, ngx_stream_proxy_module). */
function isAboutTls(name: string): boolean {
  return (name.startsWith('ssl_') && !name.startsWith('ssl_preread')) || name.startsWith('proxy_ssl');
}

/** Directives that look at or answer what is decrypted: nothing of that is there when TLS passes through. */
const PLAIN_TEXT = /^(?:js_access|js_filter|js_preread|mqtt|mqtt_preread|return|pass)$/;

function readsPlainText({ directives }: { readonly directives: readonly Placed['directive'][] }): boolean {
  return directives.some(({ name }) => PLAIN_TEXT.test(name.value));
}

function socketsOf(configuration: FilePath, { address, ports }: Pick<Listen, 'address' | 'ports'>): readonly string[] {
  return ports.map((port) => `${configuration} ${address} ${port ?? ''}`);
}

/** Sockets of stream that several servers listen on: `ssl` of another one's `listen` would go on ending TLS for both. */
export function sharedSockets(project: Project): ReadonlySet<string> {
  const first = new Map<string, ProjectListener['server']>();
  const shared = new Set<string>();
  for (const listener of project.listeners) {
    if (listener.module !== 'stream') continue;
    const { configuration, address, port, server } = listener;
    for (const socket of socketsOf(configuration, { address, ports: [port] })) {
      const other = first.get(socket);
      if (other === undefined) first.set(socket, server);
      else if (other !== server) shared.add(socket);
    }
  }
  return shared;
}
