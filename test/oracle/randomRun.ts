import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Offer, Outcome } from '../../core/alpn/index.ts';
import { handshakeAt, type Destination } from '../../core/project/answer.ts';
import type { Project } from '../../core/project/project.ts';
import { filePath } from '../../core/text/filePath.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import { projectUnder } from '../support/projectUnder.ts';
import { quickCertificate } from './certificates.ts';
import { handshake, OFFERS } from './handshake.ts';
import type { NginxBinary } from './nginxBinary.ts';
import { launch } from './nginxProcess.ts';
import { alertPeer } from './peers.ts';
import { freePort } from './ports.ts';
import { PORTS, type Shape } from './randomShape.ts';
import { write, type Entry, type RandomConfiguration, type Surroundings } from './randomText.ts';

/** access_denied: nginx sends this to nobody, so that it tells that a connection went to the server outside. */
const OUTSIDE = 49;

/** One handshake. */
export interface Try {
  readonly entry: Entry;
  readonly serverName: string | undefined;
  readonly offer: Offer;
  readonly seen: Outcome;
  readonly predicted: Outcome;
}

/** What came of one configuration: nginx's words where it refuses it, or crashed meanwhile. */
export type Trial =
  | { readonly kind: 'refused' | 'crashed'; readonly output: string }
  | { readonly kind: 'tried'; readonly project: Project; readonly tries: readonly Try[] };

/** Where random configurations are tried. */
export interface Ground {
  write(shape: Shape, nginx: NginxBinary): RandomConfiguration;
  try(configuration: RandomConfiguration, nginx: NginxBinary): Promise<Trial>;
  stop(): Promise<void>;
}

/** A folder, ports, and a server outside. */
export async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-random-'));
  const { certificate, key } = await quickCertificate();
  const outside = await alertPeer(OUTSIDE);
  const around: Surroundings = {
    ports: await freePorts(),
    sockets: folder,
    outside: `127.0.0.1:${outside.port}`,
    certificate: join(folder, 'server.crt'),
    key: join(folder, 'server.key'),
  };
  await writeFile(around.certificate, certificate);
  await writeFile(around.key, key, { mode: 0o600 });
  await mkdir(join(folder, 'logs'));
  return {
    write: (shape, nginx) => write(shape, nginx, around),
    try: (configuration, nginx) => trial(configuration, nginx, folder),
    stop: async () => {
      await outside.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A row for each module. */
async function freePorts(): Promise<readonly number[]> {
  const firsts = [await freePort(PORTS), await freePort(PORTS)];
  return firsts.flatMap((first) => Array.from({ length: PORTS }, (_, i) => first + i));
}

async function trial(
  { files, entries, names }: RandomConfiguration,
  nginx: NginxBinary,
  folder: string,
): Promise<Trial> {
  const place = join(folder, 'conf');
  for (const [name, text] of files) {
    await mkdir(dirname(join(place, name)), { recursive: true });
    await writeFile(join(place, name), text);
  }
  const process = launch(nginx, { folder, main: join(place, 'nginx.conf') }, []);
  try {
    if (!(await process.opened)) return { kind: 'refused', output: process.log() };
    const project = await projectUnder(Object.fromEntries(files), nginx.version);
    const tries = entries.flatMap((entry) => names.map((name) => offerAll(project, entry, name)));
    const tried = (await Promise.all(tries)).flat();
    return process.isRunning() ? { kind: 'tried', project, tries: tried } : { kind: 'crashed', output: process.log() };
  } finally {
    await process.stop();
    await rm(place, { recursive: true, force: true });
  }
}

async function offerAll(project: Project, entry: Entry, serverName: string | undefined): Promise<readonly Try[]> {
  const { address, port, proxyProtocol } = entry;
  const host = address.replace(/^unix:/, '').replace(/^\[(.*)\]$/, '$1');
  const tries: Try[] = [];
  for (const offer of OFFERS) {
    const predicted = handshakeAt(project, destinationOf({ entry, serverName }), offer);
    const seen = await handshake({ host, port: port ?? 0, offer, serverName, proxyProtocol });
    tries.push({ entry, serverName, offer, seen, predicted });
  }
  return tries;
}

/** The same in the product's words. */
export function destinationOf({ entry, serverName }: Pick<Try, 'entry' | 'serverName'>): Destination {
  const { address, port } = entry;
  return { configuration: filePath(`${FOLDER}/nginx.conf`), address, port, serverName };
}

/** Whether nginx did what was predicted. What is no handshake of TLS is one thing: its bytes tell of more than ALPN. */
export function agree({ seen, predicted }: Try): boolean {
  return JSON.stringify(definite(seen)) === JSON.stringify(definite(predicted));
}

function definite(outcome: Outcome): Outcome | undefined {
  if (outcome.kind === 'relayed') return { kind: 'refused', alert: OUTSIDE };
  return outcome.kind === 'plaintext' || outcome.kind === 'unknown' ? undefined : outcome;
}

/** Whether a client that speaks HTTP/2 got it, from nginx or, as far as nginx has a say, from the server outside. */
export function givesH2({ seen }: Try): boolean {
  return (seen.kind === 'selected' && seen.protocol === 'h2') || (seen.kind === 'refused' && seen.alert === OUTSIDE);
}

/** A handshake for a reader. */
export function inWords({ entry: { address, port }, serverName, offer, seen, predicted }: Try): string {
  return `${address}:${port ?? ''}, ${serverName ?? 'no name'}, offered ${JSON.stringify(offer)}: nginx ${JSON.stringify(seen)}, predicted ${JSON.stringify(predicted)}`;
}

/** A configuration for a reader. */
export function shown(files: ReadonlyMap<string, string>): string {
  return [...files].map(([name, text]) => `# ${name}\n${text}`).join('');
}
