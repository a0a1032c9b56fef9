import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testCertificate } from './certificates.ts';
import { readAddress } from './nginxAddress.ts';
import { findNginx, type NginxBinary } from './nginxBinary.ts';
import { launch, type NginxPlace, type NginxProcess } from './nginxProcess.ts';
import { runnable, type NginxFiles, type RunnableOptions } from './nginxRunnable.ts';
import type { Socket } from './nginxSockets.ts';

export { findNginx, nginxesUnderTest, type NginxBinary } from './nginxBinary.ts';
export type { NginxFiles } from './nginxRunnable.ts';

/** A configuration and what it is to be fitted to. Without options it is `nginx.conf` alone, for the installed nginx. */
export type NginxSetup = { readonly files: NginxFiles | string; readonly nginx?: NginxBinary } & Pick<
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

/** Runs `nginx -t` on a configuration, fitted to this machine (nginxRunnable.ts); lines are those of the given text. */
export async function testNginx(setup: NginxSetup): Promise<NginxTest> {
  const place = await prepare(setup);
  const { ended, log } = launch(setup.nginx ?? (await findNginx()), place, ['-t']);
  const code = await ended;
  await rm(place.folder, { recursive: true, force: true });
  return { ok: code === 0, output: log().replaceAll(`${place.folder}/conf/`, '') };
}

/**
 * Starts nginx with a configuration, fitted to this machine, and waits until it listens. One process, in the foreground, in an empty
 * folder of its own. Throws what nginx says if it does not start.
 */
export async function startNginx(setup: NginxSetup): Promise<RunningNginx> {
  const nginx = setup.nginx ?? (await findNginx());
  for (let attempt = 1; ; attempt++) {
    const place = await prepare(setup);
    const process = launch(nginx, place, []);
    if (await process.opened) return running(place, process, nginx.version);
    await rm(place.folder, { recursive: true, force: true });
    // Someone else was faster to take a port that was free.
    if (attempt < 5 && process.log().includes('Address already in use')) continue;
    throw new Error(`nginx does not start: ${process.log()}`);
  }
}

function running(place: Place, process: NginxProcess, version: string): RunningNginx {
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
    log: process.log,
    stop: async () => {
      await process.stop();
      await rm(place.folder, { recursive: true, force: true });
    },
  };
}

interface Place extends NginxPlace {
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
