import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock('node:fs');
  vi.resetModules();
});

it('says how to install nginx', async () => {
  vi.stubEnv('GRPC_ALPN_NGINX', '/nowhere/nginx');
  const { findNginx } = await import('./nginx.ts');
  await expect(findNginx()).rejects.toThrow(
    /\/nowhere\/nginx is missing.*apt-get install .* nginx libnginx-mod-stream/,
  );
});

it('says how to get the other servers', async () => {
  vi.doMock('node:fs', async (original) => ({ ...(await original<object>()), existsSync: () => false }));
  const { findServer } = await import('../../scripts/servers.mjs');
  expect(() => findServer('HAProxy 2.6')).toThrow(/HAProxy 2\.6 is missing.*node scripts\/servers\.mjs/);
});

it('says how to install Go', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const { buildGrpcGo } = await import('./grpcGoBuild.ts');
  await expect(buildGrpcGo('v1.66.3')).rejects.toThrow(/Go is missing\. Install Go >= 1\.26/);
});
