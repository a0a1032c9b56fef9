import { readdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import * as path from 'node:path';
import { analyze } from '../../core/analyze.ts';
import { parse } from '../../core/domains/nginx/parse.ts';
import { nginx as versionNumber } from '../../core/domains/nginxVersion.ts';
import { hopsBehind } from '../../core/project/answer.ts';
import type { Project, ProjectListener } from '../../core/project/project.ts';
import { rules } from '../../core/rules/index.ts';
import { filePath, relativeTo } from '../../core/text/filePath.ts';
import { Workspace } from '../../core/workspace/workspace.ts';
import { readCases, unmarked, type Texts } from '../rules/harness.ts';
import { memoryFileSource, textFiles } from '../support/memoryFileSource.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import { projectUnder } from '../support/projectUnder.ts';
import type { GrpcGoBuild, RpcResult } from './grpcGo.ts';
import { startNginx, testNginx, type NginxBinary, type NginxFiles, type RunningNginx } from './nginx.ts';
import type { Room } from './room.ts';
import { grammars } from '../support/grammars.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples/nginx');

/** A workspace whose nginx.conf stands in its outermost folder, for one version of nginx. */
export interface Subject {
  readonly name: string;
  readonly texts: Texts;
  readonly version: string;
  readonly nginx: NginxBinary;
  /** What the findings quote of nginx, where it is not to start; empty where it is. */
  readonly refusals: readonly string[];
}

/** What a version says that lacks something: no mistake of the case, which states no version. */
const LACKS = /unknown directive|directive is not allowed here|invalid parameter|the invalid "|invalid value/;

/** What nginx says where a case leaves something open: a file that is not there, or a word that another program replaces. */
const OPEN = /open\(\) "[^"]*" failed|"__[A-Z\d_]+__"/;

/**
 * The cases of all rules, and the sample, each for the versions that it states, else for all that load it.
 * @returns also the names of those that state no version and that none of the given ones loads
 */
export async function subjectsFor(
  binaries: readonly NginxBinary[],
): Promise<{ readonly subjects: readonly Subject[]; readonly loadedByNone: readonly string[] }> {
  const subjects: Subject[] = [];
  const loadedByNone: string[] = [];
  for (const { name, texts } of cases()) {
    const stated = await statedVersions(texts);
    const fitting = binaries.filter(({ version }) => stated.size === 0 || stated.has(versionNumber(version)));
    const found: Subject[] = [];
    for (const nginx of fitting) {
      const refusals = refusalsQuoted(await predict(texts, nginx));
      const { ok, output } = await testNginx({ nginx, files: await nginxFiles(texts, nginx) });
      const isToLoad = ok || (!OPEN.test(output) && (stated.size > 0 || !LACKS.test(output)));
      if (isToLoad || refusals.length > 0) found.push({ name, texts, version: nginx.version, nginx, refusals });
    }
    if (found.length === 0 && stated.size === 0) loadedByNone.push(name);
    subjects.push(...found);
  }
  return { subjects, loadedByNone };
}

/** Without what nginx is to refuse, since it is half typed, and what it does not read, since another program makes its text of it. */
function cases(): readonly { readonly name: string; readonly texts: Texts }[] {
  const all = rules
    .filter(({ id }) => id !== 'syntax')
    .flatMap(({ id }) => readCases(id).map((it) => ({ name: `${id}/${it.name}`, texts: unmarked(it.marked) })))
    .filter(({ name }) => !name.endsWith('/half-typed'))
    .filter(({ texts: { 'nginx.conf': main } }) => main !== undefined && !parse(main).tree.template);
  return [...all, { name: 'samples', texts: sampleTexts() }];
}

function sampleTexts(): Texts {
  const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.conf'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(SAMPLES, name), 'utf8')]));
}

async function statedVersions(texts: Texts): Promise<ReadonlySet<number>> {
  const workspace = new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(textFiles(FOLDER, texts)) });
  const { project } = await workspace.open();
  return new Set(project.configurations.flatMap(({ nginxVersion }) => nginxVersion?.value ?? []));
}

function refusalsQuoted(project: Project): readonly string[] {
  return analyze(project)
    .findings.filter(({ kind }) => kind === 'will-not-start')
    .map(({ message }) => message.split('nginx says: ')[1]?.split(' (')[0] ?? message);
}

/** What the product says of these texts under a version, whichever they state. */
export function predict(texts: Texts, { version }: NginxBinary): Promise<Project> {
  return projectUnder(texts, version);
}

/** The files that are nginx's. */
export async function nginxFiles(texts: Texts, nginx: NginxBinary): Promise<NginxFiles> {
  const { nginxFiles: files } = await predict(texts, nginx);
  return new Map(Object.entries(texts).filter(([name]) => files.has(filePath(`${FOLDER}/${name}`))));
}

/** Starts a subject's nginx between clients and servers of one version of grpc-go. */
export async function startSubject(
  { texts, nginx }: Pick<Subject, 'texts' | 'nginx'>,
  room: Room,
  grpcGo: GrpcGoBuild,
): Promise<RunningNginx> {
  const upstreams = room.upstreams(grpcGo, addressesOf(await predict(texts, nginx)));
  return startNginx({ nginx, files: await nginxFiles(texts, nginx), upstreams });
}

/** Which addresses of others have TLS behind them: those that nginx opens TLS to, and those that clients' own TLS is passed to. */
function addressesOf(project: Project): { readonly plain: readonly string[]; readonly tls: readonly string[] } {
  const dials = project.listeners.flatMap((listener) =>
    listener
      .dials()
      .filter((dial) => hopsBehind(project, listener, dial) === undefined)
      .map(({ dialer }) => ({ dialer, tls: dialer.tls || listener.tls === 'passthrough' })),
  );
  const of = (tls: boolean): readonly string[] =>
    dials.filter((it) => it.tls === tls).flatMap(({ dialer }) => dialer.addresses);
  return { plain: of(false), tls: of(true) };
}

/** Where to connect for a listener of the outermost nginx.conf. */
export function placeOf(
  nginx: RunningNginx,
  { address, port }: ProjectListener,
): { readonly host: string; readonly port: number; readonly target: string } {
  const listen = address.startsWith('unix:')
    ? address
    : address === '*'
      ? String(port ?? '')
      : `${address}:${port ?? ''}`;
  const place = nginx.at(listen);
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  return { ...place, target: place.host.startsWith('/') ? `unix:${place.host}` : `${host}:${place.port}` };
}

/** The listeners of the outermost nginx.conf that this machine can open. */
export function listenersOf(project: Project): readonly ProjectListener[] {
  return project.listeners.filter(({ configuration }) => relativeTo(FOLDER, configuration) === 'nginx.conf');
}

/** A name that a client may send to reach a server: its first one that is no pattern, or that a pattern fits. */
export function clientNameOf({ serverNames }: ProjectListener): string | undefined {
  const names = serverNames.map((it) => it.replace(/^\*\./, 'www.').replace(/^\./, '').replace(/\.\*$/, '.example'));
  return names.find((it) => it.includes('.') && !it.startsWith('~') && isIP(it) === 0);
}

/** Whether servers can be put behind a listener: upstreams are known, and none is dialled both with TLS and without. */
export function canBeServed(project: Project, listener: ProjectListener): boolean {
  const { plain, tls } = addressesOf(project);
  const both = new Set(plain.filter((it) => tls.includes(it)));
  const seen = new Set<ProjectListener>();
  const can = (it: ProjectListener): boolean => {
    if (seen.has(it)) return true;
    seen.add(it);
    return it.dials().every((dial) => {
      const { addresses } = dial.dialer;
      const known = addresses.length > 0 && !addresses.some((address) => both.has(address));
      return known && (hopsBehind(project, it, dial) ?? []).every(can);
    });
  };
  return can(listener);
}

/** Whether a call came to nginx over HTTP/2, which has no location for its service. */
export function isLost(result: RpcResult): boolean {
  return !result.ok && result.message.includes('HTTP status code received from server: 404');
}

/** Whether gRPC clients are meant to come to a listener, and may. */
export function takesGrpc(listener: ProjectListener): boolean {
  const passes =
    listener.module === 'stream'
      ? listener.dials().length > 0
      : listener.dials().some(({ dialer }) => dialer.via === 'grpc_pass');
  return passes && listener.alpn.kind !== 'refuses' && listener.grpc.grpc !== 'no' && !listener.proxyProtocol;
}
