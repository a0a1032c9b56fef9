import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BUILD_TIMEOUT } from './grpcGoBuild.ts';
import { writeLab } from './lab.ts';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('./go/protocols/main.go', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await writeLab('v1.85.0', new Map([['protocols', { 'main.go': await readFile(SOURCE, 'utf8') }]]));
  const env = { ...process.env, GOWORK: 'off' };
  await run('go', ['build', '-trimpath', '-buildvcs=false', '-o', 'program', './protocols'], { cwd: folder, env });
}, BUILD_TIMEOUT);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What clients get from a listener behind cmux that selects these protocols. */
async function served(...protocols: readonly string[]): Promise<unknown> {
  const { stdout } = await run(join(folder, 'program'), protocols);
  return JSON.parse(stdout);
}

const WORKS = { Grpc: 'works', Browser: 'works', Http1: 'works', WithoutALPN: 'works' };
const ANSWERED_BY_GRPC = expect.stringContaining('a server of gRPC answered: 415') as unknown;

it('behind cmux, http/1.1 in front of h2 is what everybody can live with', async () => {
  expect(await served('http/1.1', 'h2')).toEqual(WORKS);
});

it.each([[['h2']], [['h2', 'http/1.1']]])('behind cmux, %j leads browsers to the server of gRPC', async (protocols) => {
  expect(await served(...protocols)).toEqual({ ...WORKS, Browser: ANSWERED_BY_GRPC });
});

it('behind cmux, no list at all is what only grpc-go minds', async () => {
  const refused = expect.stringContaining('missing selected ALPN property') as unknown;
  expect(await served()).toEqual({ ...WORKS, Grpc: refused });
});

it('behind cmux, http/1.1 alone is what every grpc-go is refused with', async () => {
  const refused = expect.stringContaining('remote error: tls: no application protocol') as unknown;
  expect(await served('http/1.1')).toEqual({ ...WORKS, Grpc: refused });
});
