import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { testCertificate } from './certificates.ts';
import { freePort } from './ports.ts';
import { startProgram, type Program } from './program.ts';

/** What a server is started for, and where. */
export interface Place<Endpoint> {
  /** An empty folder, but for the files below. */
  readonly folder: string;
  /** PEM. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Both in one. */
  readonly pairFile: string;
  readonly endpoints: readonly (Endpoint & { readonly port: number })[];
  readonly upstream: Upstream;
}

/** What may stand behind a server: ports of 127.0.0.1. */
export interface Upstream {
  /** A gRPC server without TLS. */
  readonly plain: number;
  /** One with credentials.NewTLS. */
  readonly tls: number;
}

/** How a server is started: files (their paths within the folder, and texts), and the command line. */
export interface Launch {
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** Of the files, where it logs to if not to its standard error. */
  readonly log?: string;
}

/** A server with its endpoints. */
export interface StartedServer {
  /** Of 127.0.0.1, in the order of the endpoints. */
  readonly ports: readonly number[];
  /** Ends it and removes its files. */
  readonly stop: () => Promise<void>;
}

/** Starts a server with a configuration for all endpoints, each on a port of its own, and waits until every port accepts. Throws what it says otherwise. */
export async function startServer<Endpoint>(
  launch: (place: Place<Endpoint>) => Launch,
  endpoints: readonly Endpoint[],
  upstream: Upstream,
): Promise<StartedServer> {
  for (let attempt = 1; ; attempt++) {
    const first = await freePort(endpoints.length);
    const ports = endpoints.map((_, index) => first + index);
    const folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-server-'));
    const { files, command, log } = launch({
      folder,
      ...(await writeCertificate(folder)),
      endpoints: endpoints.map((endpoint, index) => ({ ...endpoint, port: first + index })),
      upstream,
    });
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const program = startProgram(command, { cwd: folder, env: { HOME: folder, XDG_DATA_HOME: folder } });
    const accepting = await Promise.all(ports.map((port) => accepts(port, program)));
    if (accepting.every(Boolean)) {
      const stop = async (): Promise<void> => {
        await program.stop();
        await rm(folder, { recursive: true, force: true });
      };
      return { ports, stop };
    }
    const logged = log === undefined ? '' : await readFile(join(folder, log), 'utf8').catch(() => '');
    const said = program.log() + logged;
    await rm(folder, { recursive: true, force: true });
    // Someone else was faster to take a port that was free.
    if (attempt < 5 && /address already in use|cannot bind socket/i.test(said)) continue;
    throw new Error(`${command[0] ?? ''} does not start: ${said}`);
  }
}

async function writeCertificate(
  folder: string,
): Promise<Pick<Place<unknown>, 'certificateFile' | 'keyFile' | 'pairFile'>> {
  const { certificate, key } = await testCertificate();
  const texts = { 'server.crt': certificate, 'server.key': key, 'server.pem': `${certificate}\n${key}` };
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text, { mode: 0o600 });
  const file = (name: keyof typeof texts): string => join(folder, name);
  return { certificateFile: file('server.crt'), keyFile: file('server.key'), pairFile: file('server.pem') };
}

/** Whether a port accepts connections before the program ends. There is no event for it: it is asked. */
async function accepts(port: number, program: Program): Promise<boolean> {
  while (program.isRunning()) {
    if (await canConnect(port)) return true;
    await delay(10);
  }
  return false;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
