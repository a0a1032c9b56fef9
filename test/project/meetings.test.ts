import { describe, expect, it } from 'vitest';
import { goPlacesOf } from '../../core/project/goPlaces.ts';
import { meetingsOf } from '../../core/project/meetings.ts';
import { relativeTo } from '../../core/text/filePath.ts';
import { clientOf, listenerWithoutH2, moduleOn } from '../support/goServices.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

/** A folder with a client in the module `cart`, and a server in another one. */
async function meetings(
  target: string,
  server: { readonly port?: number; readonly folder?: string; readonly file?: string; readonly module?: string } = {},
  others: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { port = 50051, folder = 'orders', file = 'main.go', module = 'orders' } = server;
  const { snapshot } = await checkTexts({
    'cart/go.mod': moduleOn('cart', 'v1.84.0'),
    'cart/main.go': clientOf(target),
    [`${folder}/go.mod`]: moduleOn(module, 'v1.66.3'),
    [`${folder}/${file}`]: listenerWithoutH2(port),
    ...others,
  });
  return meetingsOf(snapshot.project).map(
    ({ client, server: met, through }) =>
      `${client.path ?? ''} ${met.path ?? ''}${through === undefined ? '' : ' nginx'}`,
  );
}

const MET = ['shop.example/cart shop.example/orders'];

describe('modules meet where a target names', () => {
  it.each([
    'orders:50051',
    'dns:///orders:50051',
    'dns://10.0.0.1/orders:50051',
    'passthrough:///orders:50051',
    'orders-service:50051',
    'orders.shop.svc:50051',
    'dns:///orders.shop.svc.cluster.local:50051',
    'ORDERS:50051',
  ])("the server's module: %s", async (target) => {
    expect(await meetings(target)).toEqual(MET);
  });

  it('the folder or the file that the server stands in', async () => {
    expect(await meetings('billing:8080', { port: 8080, folder: 'services/billing', module: 'backend' })).toHaveLength(
      1,
    );
    expect(await meetings('billing:8080', { port: 8080, folder: 'all', file: 'cmd/billing/main.go' })).toHaveLength(1);
    expect(await meetings('billing:8080', { port: 8080, folder: 'all', file: 'billing.go' })).toHaveLength(1);
  });

  it('a port that nobody else has', async () => {
    expect(await meetings('backend-7:7443', { port: 7443 })).toEqual([]);
    expect(await meetings('bookings:7443', { port: 7443 })).toEqual(MET);
  });

  it('this machine, where no third module can be meant', async () => {
    const stock = { 'stock/go.mod': moduleOn('stock', 'v1.66.3') };
    expect(await meetings('localhost:50051')).toEqual(MET);
    expect(await meetings(':50051')).toEqual(MET);
    expect(await meetings('[::1]:7443', { port: 7443 }, stock)).toEqual(MET);
    expect(await meetings('localhost:50051', {}, stock)).toEqual([]);
  });

  it('an nginx that leads to the server', async () => {
    const nginx = (name: string): Readonly<Record<string, string>> => ({
      'nginx.conf': `events {}\nstream {\n  server {\n    listen 8443;\n    server_name ${name};\n    proxy_pass orders:50051;\n  }\n}\n`,
    });
    const through = MET.map((it) => `${it} nginx`);
    expect(await meetings('api.shop.example:8443', {}, nginx('api.shop.example'))).toEqual(through);
    expect(await meetings('api.shop.example:8443', {}, nginx('*.shop.example'))).toEqual(through);
    expect(await meetings('nginx:8443', {}, nginx('_'))).toEqual(through);
    expect(await meetings('api.shop.example:443', {}, nginx('api.shop.example'))).toEqual([]);
    expect(await meetings('localhost:8443', {}, nginx('localhost'))).toEqual([]);
  });
});

describe('modules do not meet by', () => {
  it.each([
    ['another port', 'orders:50052'],
    ['another name on a port of examples', 'payments:50051'],
    ['a name of the world outside', 'orders.example.com:50051'],
    ['an address', '10.0.0.5:50051'],
    ['another resolver', 'consul://consul:8500/orders'],
    ['a socket of a file', 'unix:///run/orders.sock'],
    ['a name that everybody has', 'grpc-server:50051'],
    ['a template', '%s:50051'],
  ])('%s', async (_, target) => {
    expect(await meetings(target)).toEqual([]);
  });

  it('a name that another module has', async () => {
    const others = { 'bookings/go.mod': moduleOn('bookings', 'v1.66.3') };
    expect(await meetings('bookings:7443', { port: 7443 }, others)).toEqual([]);
  });

  it('a name that two servers have', async () => {
    const others = {
      'west/orders/go.mod': moduleOn('west/orders', 'v1.66.3'),
      'west/orders/main.go': listenerWithoutH2(50051),
    };
    expect(await meetings('orders:50051', {}, others)).toEqual([]);
  });

  it('a port on which the client itself has a server', async () => {
    expect(await meetings('localhost:7443', { port: 7443 }, { 'cart/server.go': listenerWithoutH2(7443) })).toEqual([]);
  });

  it('a port that two programs of a module have', async () => {
    expect(await meetings('orders:50051', {}, { 'orders/replay/main.go': listenerWithoutH2(50051) })).toEqual([]);
  });
});

describe('of servers on one port in the module that dials', () => {
  const reached = async (client: string, ...servers: readonly string[]): Promise<readonly string[]> => {
    const { snapshot } = await checkTexts({
      'go.mod': moduleOn('examples', 'v1.66.3'),
      [client]: clientOf('localhost:50051'),
      ...Object.fromEntries(servers.map((name) => [name, listenerWithoutH2(50051)])),
    });
    const { project } = snapshot;
    return project.goSource.dialings.flatMap((it) =>
      goPlacesOf(project)
        .servingsAt(it)
        .map(({ at }) => relativeTo(FOLDER, at.file)),
    );
  };

  it('the nearest is meant', async () => {
    const servers = ['auth/server/main.go', 'retry/server/main.go'];
    expect(await reached('retry/client/main.go', ...servers)).toEqual(['retry/server/main.go']);
  });

  it('none is, where several are as near', async () => {
    expect(await reached('client/main.go', 'auth/main.go', 'retry/main.go')).toEqual([]);
  });
});
