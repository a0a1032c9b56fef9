import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

it('says how to install nginx', async () => {
  vi.stubEnv('GRPC_ALPN_NGINX', '/nowhere/nginx');
  const { findNginx } = await import('./nginx.ts');
  await expect(findNginx()).rejects.toThrow(
    /\/nowhere\/nginx is missing.*apt-get install .* nginx libnginx-mod-stream/,
  );
});

it('says how to install Go', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const { buildGrpcGo } = await import('./grpcGoBuild.ts');
  await expect(buildGrpcGo('v1.66.3')).rejects.toThrow(/Go is missing\. Install Go >= 1\.26/);
});
