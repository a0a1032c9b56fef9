import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GoDialing, GoServing } from '../../core/domains/goSource/facts.ts';
import { meetingResult } from '../../core/project/meetingResult.ts';
import { CLIENT_LINE, SERVER_LINE } from '../../core/features/preUpgrade/rehearsal.ts';
import { credentialsOf, goDialing, goServing, tlsConfig } from '../support/goFacts.ts';
import { checkTexts } from '../support/openWorkspace.ts';
import { behaviourOf } from './agreement.ts';
import {
  BUILD_TIMEOUT,
  GRPC_GO_BUILDS,
  lostConnection,
  printedError,
  startGrpcGo,
  type DialOptions,
  type GrpcGoBuild,
  type ServeOptions,
} from './grpcGo.ts';
import { startRoom, type Room } from './room.ts';

let room: Room;

beforeAll(async () => {
  room = await startRoom(GRPC_GO_BUILDS);
}, BUILD_TIMEOUT);

afterAll(() => room.stop());

/** A kind of server: how the program makes it, and what the analysis says of such source. */
const SERVERS: Readonly<Record<string, { readonly run: ServeOptions; readonly seen: GoServing }>> = {
  NewTLS: {
    run: {},
    seen: goServing({ kind: 'credentials', credentials: credentialsOf('tls'), config: tlsConfig([]) }),
  },
  'a listener without h2': { run: { credentials: 'listener' }, seen: goServing({ config: tlsConfig([]) }) },
  'GetConfigForClient without h2': {
    run: { getConfigForClient: true },
    seen: goServing({
      kind: 'credentials',
      credentials: credentialsOf('tls'),
      config: tlsConfig([], { returned: [] }),
    }),
  },
};

const CLIENTS: Readonly<Record<string, { readonly run: Omit<DialOptions, 'target'>; readonly seen: GoDialing }>> = {
  NewTLS: { run: {}, seen: goDialing() },
  'credentials that offer nothing': {
    run: { credentials: 'own', nextProtos: [] },
    seen: goDialing({ credentials: credentialsOf('advancedtls'), offer: { kind: 'fixed', protocols: [] } }),
  },
};

const VERSIONS: readonly GrpcGoBuild[] = ['v1.64.1', 'v1.66.3', 'v1.67.3', 'v1.85.0'];
const cases = Object.keys(SERVERS).flatMap((server) =>
  Object.keys(CLIENTS).flatMap((client) =>
    VERSIONS.flatMap((from) => VERSIONS.map((to) => ({ client, server, from, to }))),
  ),
);

describe('modules that meet', () => {
  it.each(cases)(
    '$client of $from at $server of $to: what is said of them happens',
    async ({ client, server, from, to }) => {
      const [dialing, serving] = [CLIENTS[client], SERVERS[server]];
      if (dialing === undefined || serving === undefined) throw new Error('no such case');
      const { snapshot } = await checkTexts({});
      const module = {
        file: snapshot.folder,
        path: undefined,
        goLine: undefined,
        toolchain: undefined,
        godebugs: [],
        grpc: undefined,
      };
      const meeting = {
        dialing: dialing.seen,
        client: module,
        serving: serving.seen,
        server: module,
        through: undefined,
      };
      const said = meetingResult(snapshot.project, meeting, { client: behaviourOf(from), server: behaviourOf(to) });
      const served = await room.program(to).serve(serving.run);
      const result = await room.program(from).dial({ target: served.port, ...dialing.run });
      await served.stop();
      switch (said.kind) {
        case 'works':
          expect(result).toEqual({ ok: true });
          break;
        case 'refused':
          if (said.by === 'client') expect(result).toMatchObject({ ok: false, error: printedError(said.error) });
          else expect(result.ok ? undefined : lostConnection(result.error)).toBeDefined();
          break;
        case 'fails':
        case 'unknown':
          throw new Error(`nothing is said: ${said.kind}`);
      }
    },
  );
});

describe('the lines to look for in a rehearsal', () => {
  it.each([
    ['v1.66.3', {}],
    ['v1.67.3', { GRPC_ENFORCE_ALPN_ENABLED: 'false' }],
    ['v1.85.0', { GRPC_ENFORCE_ALPN_ENABLED: 'false' }],
  ] as const)('are logged by %s with %j on both sides', async (version, environment) => {
    const program = await startGrpcGo(version, { environment });
    const lines: string[] = [];
    const isSaid = async (line: string): Promise<boolean> => {
      lines.push(...(await program.logs()));
      return lines.some((it) => it.includes(line));
    };
    const silent = await program.serve({ credentials: 'listener' });
    expect(await program.dial({ target: silent.port })).toEqual({ ok: true });
    await vi.waitUntil(() => isSaid(CLIENT_LINE), { timeout: 10_000 });
    const server = await program.serve({});
    expect(await program.dial({ target: server.port, credentials: 'own' })).toEqual({ ok: true });
    await vi.waitUntil(() => isSaid(SERVER_LINE), { timeout: 10_000 });
    await program.stop();
  });

  it('GRPC_ENFORCE_ALPN_ENABLED=true makes 1.66 refuse what 1.67 refuses', async () => {
    const rehearsing = await startGrpcGo('v1.66.3', { environment: { GRPC_ENFORCE_ALPN_ENABLED: 'true' } });
    const { port } = await room.program('v1.66.3').serve({ credentials: 'listener' });
    const after = await room.program('v1.67.3').dial({ target: port });
    expect(after.ok).toBe(false);
    expect(await rehearsing.dial({ target: port })).toEqual(after);
    await rehearsing.stop();
  });
});
