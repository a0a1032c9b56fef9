import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ERROR_TEXTS } from '../../core/alpn/errorTexts.ts';
import { explainError } from '../../core/explain/index.ts';
import { BUILD_TIMEOUT } from './grpcGo.ts';
import { tlsPeer } from './peers.ts';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('./go/suites', import.meta.url));

/** The last version that leaves versions and suites to crypto/tls, and the first that does not. */
const VERSIONS = ['v1.59.0', 'v1.60.0'] as const;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grpc-go-suites-'));
  for (const version of VERSIONS) {
    const flags = ['-trimpath', '-buildvcs=false', `-modfile=go.${version}.mod`];
    await run('go', ['build', ...flags, '-o', join(folder, version), '.'], { cwd: SOURCE });
  }
}, BUILD_TIMEOUT);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What each version prints of a call to such a server, which answers in HTTP/1.1 where TLS comes about. */
async function said(options: TlsOptions): Promise<readonly string[]> {
  const peer = await tlsPeer({ ALPNProtocols: ['h2'], ...options });
  const lines: string[] = [];
  for (const version of VERSIONS) lines.push((await run(join(folder, version), [`127.0.0.1:${peer.port}`])).stdout);
  await peer.stop();
  return lines;
}

function sinceOf(id: string): string {
  return ERROR_TEXTS.find((it) => it.id === id)?.since ?? '';
}

it('a suite that HTTP/2 forbids is offered below 1.60.0', async () => {
  const [before = '', since = ''] = await said({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-SHA' });
  expect(before).toContain(
    '1.59.0 rpc error: code = Unavailable desc = connection error: desc = "error reading server',
  );
  expect(explainError(since).explanations.map(({ text }) => text.id)).toEqual(['go-handshake-failure']);
  expect(sinceOf('go-handshake-failure')).toContain('since 1.60.0');
});

it('TLS 1.1 is offered by neither: crypto/tls of a newer Go does not', async () => {
  const options: TlsOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' };
  for (const text of await said(options))
    expect(explainError(text).explanations.map((it) => it.text.id)).toEqual(['go-protocol-version']);
  expect(sinceOf('go-protocol-version')).toContain('With both older than that');
});
