import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectRpc, verdictOf } from './agreement.ts';
import { inHttp, httpServer } from './alpnRow.ts';
import { BUILD_TIMEOUT, GRPC_GO_VERSIONS } from './grpcGo.ts';
import { handshake } from './handshake.ts';
import { nginxesUnderTest, startNginx, type NginxBinary } from './nginx.ts';
import { nginx as versionNumber } from '../../core/domains/nginxVersion.ts';
import { startRoom, type Room } from './room.ts';

const binaries = (await nginxesUnderTest()).map((nginx) => ({ version: nginx.version, nginx }));

let room: Room;
beforeAll(async () => {
  room = await startRoom();
}, BUILD_TIMEOUT);
afterAll(() => room.stop());

async function withServers<Result>(
  nginx: NginxBinary,
  servers: string,
  use: (place: { readonly host: string; readonly port: number }) => Promise<Result>,
): Promise<Result> {
  const running = await startNginx({ nginx, files: inHttp(servers) });
  try {
    return await use(running.at(443));
  } finally {
    await running.stop();
  }
}

describe.each(binaries)('nginx $version', ({ version, nginx }) => {
  it.each([
    { what: 'only old versions of TLS', lines: 'ssl_protocols TLSv1 TLSv1.1;', alert: 70 },
    {
      what: 'only suites without AEAD',
      lines: 'ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-SHA256;',
      alert: 40,
    },
    { what: 'only suites without ECDHE', lines: 'ssl_protocols TLSv1.2; ssl_ciphers AES128-GCM-SHA256;', alert: 40 },
  ])('with $what has never worked with grpc-go', async ({ lines, alert }) => {
    await withServers(nginx, httpServer('443 ssl http2', { lines }), async ({ host, port }) => {
      for (const grpcGo of GRPC_GO_VERSIONS) {
        const verdict = verdictOf(grpcGo, 'client', { kind: 'refused', alert });
        expect(verdict.brokeAt).toBeUndefined();
        expectRpc(await room.program(grpcGo).dial({ target: `${host}:${port}` }), verdict);
      }
    });
  });

  it('takes ssl_protocols of the named server since 1.29.2, before that of the default one', async () => {
    const servers = `${httpServer('443 ssl http2', { name: 'a.example.com', lines: 'ssl_protocols TLSv1.2 TLSv1.3;' })}
    ${httpServer('443 ssl http2', { name: 'b.example.com', lines: 'ssl_protocols TLSv1.3;' })}`;
    await withServers(nginx, servers, async (place) => {
      const outcome = await handshake({ ...place, offer: ['h2'], serverName: 'b.example.com', maxVersion: 'TLSv1.2' });
      const isOwn = versionNumber(version) >= versionNumber('1.29.2');
      expect(outcome).toEqual(isOwn ? { kind: 'refused', alert: 70 } : { kind: 'selected', protocol: 'h2' });
    });
  });
});
