import { GRPC_GO_VERSIONS, startGrpcGo, type GrpcGo, type GrpcGoBuild } from './grpcGo.ts';

/** Which of a configuration's upstream addresses have a gRPC server without TLS, and which one with TLS behind them. */
export interface UpstreamAddresses {
  readonly plain?: Iterable<string>;
  readonly tls?: Iterable<string>;
}

/**
 * Real gRPC clients and servers of several versions, and the way to put them around an nginx:
 *
 * ```ts
 * const room = await startRoom();                                         // beforeAll(…, BUILD_TIMEOUT)
 * const upstreams = room.upstreams('v1.85.0', { plain: ['10.0.0.5:50051'] });
 * const nginx = await startNginx({ files: text, upstreams });             // the configuration as written
 * const { host, port } = nginx.at(443);                                   // the port as written
 * const outcome = await handshake({ host, port, offer: ['h2'], serverName: 'grpc.example.com' });
 * const result = await room.program('v1.67.3').dial({ target: `${host}:${port}`, serverName: 'grpc.example.com' });
 * expectRpcThrough(result, verdictOf('v1.67.3', 'client', outcome), verdictOf('v1.85.0', 'server', { kind: 'none' }));
 * await nginx.stop();
 * await room.stop();                                                      // afterAll
 * ```
 */
export interface Room {
  /** The program of a version: a client, and the servers that it is asked for. */
  program(version: GrpcGoBuild): GrpcGo;
  /** For `startNginx`: the given addresses lead to the servers of this version. */
  upstreams(version: GrpcGoBuild, addresses: UpstreamAddresses): ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** Starts the programs, each with one server without TLS and one with credentials.NewTLS. */
export async function startRoom(versions: readonly GrpcGoBuild[] = GRPC_GO_VERSIONS): Promise<Room> {
  const tenants = new Map<GrpcGoBuild, Tenant>();
  for (const version of versions) tenants.set(version, await settle(version));
  const tenant = (version: GrpcGoBuild): Tenant => {
    const found = tenants.get(version);
    if (found === undefined) throw new Error(`grpc-go ${version} was not started`);
    return found;
  };
  return {
    program: (version) => tenant(version).program,
    upstreams: (version, { plain = [], tls = [] }) => {
      const { plainPort, tlsPort } = tenant(version);
      return new Map([
        ...[...plain].map((address) => [address, `127.0.0.1:${plainPort}`] as const),
        ...[...tls].map((address) => [address, `127.0.0.1:${tlsPort}`] as const),
      ]);
    },
    stop: async () => {
      await Promise.all([...tenants.values()].map(({ program }) => program.stop()));
    },
  };
}

interface Tenant {
  readonly program: GrpcGo;
  readonly plainPort: number;
  readonly tlsPort: number;
}

async function settle(version: GrpcGoBuild): Promise<Tenant> {
  const program = await startGrpcGo(version);
  const [plain, tls] = [await program.serve({ credentials: 'insecure' }), await program.serve({})];
  return { program, plainPort: plain.port, tlsPort: tls.port };
}
