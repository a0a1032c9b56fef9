import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { testCertificate } from './certificates.ts';
import { readAddress } from './nginxAddress.ts';
import { runnable, type NginxFiles, type RunnableOptions } from './nginxRunnable.ts';
import type { Socket } from './nginxSockets.ts';

export type { NginxFiles } from './nginxRunnable.ts';

const HOW =
  'On Debian: apt-get install -y --no-install-recommends nginx libnginx-mod-stream. Elsewhere: install nginx with its stream module and, if it is not on the PATH, name it in GRPC_ALPN_NGINX.';

/** An nginx of this machine. */
export interface NginxBinary {
  readonly path: string;
  /** `1.22.1` */
  readonly version: string;
  /** The stream module where it is a dynamic one. */
  readonly streamModule: string | undefined;
}

/** A configuration and what it is to be fitted to. Without options it is `nginx.conf` alone. */
export type NginxSetup = { readonly files: NginxFiles | string } & Pick<
  RunnableOptions,
  'main' | 'prefix' | 'wrap' | 'upstreams'
>;

/** What `nginx -t` says. */
export interface NginxTest {
  readonly ok: boolean;
  /** Its messages, with the configuration's own file names. */
  readonly output: string;
}

/** An nginx that has opened its sockets. */
export interface RunningNginx {
  readonly version: string;
  /** Every socket: as written, and where it is. */
  readonly sockets: readonly Socket[];
  /**
   * Where to connect for an address as `listen` has it: `443`, `127.0.0.1:443`, `[::]:443`; port alone = `*`, or the only address that
   * listens on it.
   */
  at(listen: string | number): { readonly host: string; readonly port: number };
  /** The error log at level info so far. */
  log(): string;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

let found: Promise<NginxBinary> | undefined;

/** The nginx that GRPC_ALPN_NGINX names, else the installed one. */
export function findNginx(): Promise<NginxBinary> {
  found ??= find();
  return found;
}

async function find(): Promise<NginxBinary> {
  const folders = [
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/bin',
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  const stated = process.env['GRPC_ALPN_NGINX'] || undefined;
  const path = stated ?? folders.map((folder) => join(folder, 'nginx')).find((file) => existsSync(file));
  if (path === undefined || !existsSync(path)) throw new Error(`${stated ?? 'nginx'} is missing. ${HOW}`);
  const { stderr } = await promisify(execFile)(path, ['-V']);
  const version = /^nginx version: \S*?\/(\d+\.\d+\.\d+)/m.exec(stderr)?.[1];
  if (version === undefined) throw new Error(`${path} -V does not tell its version: ${stderr}`);
  if (/--with-stream(?=\s|$)/.test(stderr)) return { path, version, streamModule: undefined };
  const streamModule = modulesOf(path, stderr).find((file) => existsSync(file));
  if (streamModule === undefined) throw new Error(`${path} has no stream module. ${HOW}`);
  return { path, version, streamModule };
}

/** Where the dynamic module may be: beside an unpacked binary (ROOT/usr/sbin/nginx, ROOT/usr/lib/nginx/modules) or where it was configured. */
function modulesOf(path: string, configured: string): readonly string[] {
  const folders = [
    join(dirname(path), '../lib/nginx/modules'),
    /--modules-path=(\S+)/.exec(configured)?.[1] ?? '/usr/lib/nginx/modules',
  ];
  return folders.map((folder) => join(folder, 'ngx_stream_module.so'));
}

/** Runs `nginx -t` on a configuration, fitted to this machine (nginxRunnable.ts); lines are those of the given text. */
export async function testNginx(setup: NginxSetup): Promise<NginxTest> {
  const place = await prepare(setup);
  const { child, output } = await launch(place, ['-t']);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  await rm(place.folder, { recursive: true, force: true });
  return { ok: code === 0, output: output().replaceAll(`${place.folder}/conf/`, '') };
}

/**
 * Starts nginx with a configuration, fitted to this machine, and waits until it listens. One process, in the foreground, in an empty
 * folder of its own. Throws what nginx says if it does not start.
 */
export async function startNginx(setup: NginxSetup): Promise<RunningNginx> {
  for (let attempt = 1; ; attempt++) {
    const place = await prepare(setup);
    const { child, output } = await launch(place, []);
    const started = await opened(child);
    if (started) return running(place, child, output, (await findNginx()).version);
    await rm(place.folder, { recursive: true, force: true });
    // Someone else was faster to take a port that was free.
    if (attempt < 5 && output().includes('Address already in use')) continue;
    throw new Error(`nginx does not start: ${output()}`);
  }
}

function running(place: Place, child: ChildProcess, output: () => string, version: string): RunningNginx {
  return {
    version,
    sockets: place.sockets,
    at: (listen) => {
      const { text, port } = readAddress(String(listen), 80);
      const samePort = place.sockets.filter(
        ({ written }) => !written.unix && written.port <= port && port < written.port + written.count,
      );
      const socket =
        place.sockets.find((it) => it.written.text === text) ?? (samePort.length === 1 ? samePort[0] : undefined);
      if (socket === undefined) throw new Error(`nothing listens on ${text}`);
      return { host: socket.host, port: socket.port + port - socket.written.port };
    },
    log: output,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        // A signal between nginx's start and its first wait only sets a flag: the next one ends the wait.
        const terminate = (): unknown => child.kill('SIGTERM');
        terminate();
        const again = setInterval(terminate, 100);
        await gone;
        clearInterval(again);
      }
      await rm(place.folder, { recursive: true, force: true });
    },
  };
}

interface Place {
  readonly folder: string;
  readonly main: string;
  readonly sockets: readonly Socket[];
}

async function prepare(setup: NginxSetup): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-nginx-'));
  const files = typeof setup.files === 'string' ? new Map([['nginx.conf', setup.files]]) : setup.files;
  const certificateFile = join(folder, 'server.crt');
  const keyFile = join(folder, 'server.key');
  const paths = { folder: join(folder, 'conf'), scratch: join(folder, 'scratch'), certificateFile, keyFile };
  const ready = await runnable(files, { ...setup, ...paths });
  const { certificate, key } = await testCertificate();
  await Promise.all(['scratch', 'logs'].map((name) => mkdir(join(folder, name))));
  const texts = [
    ...[...ready.files].map(([name, text]) => [join(folder, 'conf', name), text] as const),
    [certificateFile, certificate],
    [keyFile, key],
  ] as const;
  for (const [path, text] of texts) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o600 });
  }
  return { folder, main: join(folder, 'conf', ready.main), sockets: ready.sockets };
}

/** Runs a program that knows no end of its standard input, and ends it when that ends without a word: when this process is gone, whatever ended it. */
const UNTIL_WE_END = 'exec 3<&0; { read -r word <&3 || kill $$; } 2>/dev/null & exec "$@" 3<&- </dev/null';

async function launch(
  place: Place,
  args: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly output: () => string }> {
  const { path, streamModule } = await findNginx();
  const globals = [
    ...(streamModule === undefined ? [] : [`load_module ${streamModule};`]),
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off; master_process off;',
    `pid ${place.folder}/nginx.pid; lock_file ${place.folder}/nginx.lock;`,
    'error_log stderr info;',
  ];
  const command = [path, '-p', place.folder, '-c', place.main, '-g', globals.join(' '), ...args];
  const child = spawn('/bin/sh', ['-c', UNTIL_WE_END, 'sh', ...command], { stdio: ['pipe', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('error', (error) => (output += error.message));
  child.stdin.on('error', () => undefined);
  child.once('exit', () => child.stdin.end('ended\n'));
  return { child, output: () => output };
}

/** Whether nginx has opened its sockets: it does so before it says which event method it uses (ngx_init_cycle, then ngx_event_process_init). */
function opened(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    let seen = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (/\[notice\] .* using the ".*" event method/.test(seen)) resolve(true);
    });
    child.once('close', () => resolve(false));
    child.once('error', () => resolve(false));
  });
}
