import { expect } from 'vitest';
import { lostConnection, printedError, startGrpcGo, type GrpcGo } from './grpcGo.ts';
import { buildLab, type LabTexts } from './lab.ts';
import type { LabOutcome, LabVersion } from './labRows.ts';
import { freePort } from './ports.ts';

/** A grpc-go client and a grpc-go server with credentials.NewTLS. */
export interface LabPeer {
  readonly client: GrpcGo;
  /** The server's port of 127.0.0.1. */
  readonly port: number;
}

/** Programs of `go/lab`, and a peer for them to meet, all with one version. */
export interface LabCalls {
  readonly peer: LabPeer;
  /**
   * Makes the call of a row (`LabRow.meets`), with a peer of this or another version.
   * @returns the error, if there is one
   */
  call(program: string, meets: string, peer?: LabPeer): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** Builds and starts what is needed for calls. */
export async function startLabCalls(version: LabVersion, programs: ReadonlyMap<string, LabTexts>): Promise<LabCalls> {
  const lab = await buildLab(version, programs);
  const client = await startGrpcGo(version);
  const own = { client, port: (await client.serve({})).port };
  const callTo = async (
    served: string,
    call: (port: number) => Promise<string | undefined>,
  ): Promise<string | undefined> => {
    const other = await lab.serve(served);
    try {
      return await call(other.port);
    } finally {
      await other.stop();
    }
  };
  return {
    peer: own,
    call: async (program, meets, peer = own) => {
      if (meets === 'server') return await lab.call(program, peer.port);
      if (meets === 'itself') return await lab.call(program, 0, ['-address', `127.0.0.1:${await freePort()}`]);
      if (meets !== 'client') return await callTo(meets, (port) => lab.call(program, port));
      return await callTo(program, async (port) => {
        const result = await peer.client.dial({ target: port });
        return result.ok ? undefined : result.error;
      });
    },
    stop: async () => {
      await lab.stop();
      await client.stop();
    },
  };
}

const ISSUE =
  '. If you upgraded from a grpc-go version earlier than 1.67, your TLS connections may have stopped working due to ALPN enforcement. For more details, see: https://github.com/grpc/grpc-go/issues/434';

/** Holds the error of a call, if there is one, to the table. */
export function expectOutcome(error: string | undefined, outcome: LabOutcome, version: LabVersion): void {
  if (outcome === 'works') expect(error).toBeUndefined();
  else if (outcome === 'lost') expect(lostConnection(error ?? ''), error).toBeDefined();
  else expect(error).toBe(printedError(causeOf(outcome, version)));
}

/** The exact words, by the versions of grpc-go and of the golang.org/x/net that it requires. */
function causeOf(outcome: LabOutcome, version: LabVersion): string {
  const isNewest = version === 'v1.85.0';
  switch (outcome) {
    case 'missing ALPN':
      return `credentials: cannot check peer: missing selected ALPN property${isNewest ? ISSUE : ''}`;
    case 'HTTP/1.1':
      return isNewest
        ? 'error reading server preface: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header'
        : 'error reading server preface: http2: frame too large';
    case 'no application protocol':
      return 'remote error: tls: no application protocol';
    case 'not TLS':
      return 'tls: first record does not look like a TLS handshake';
    default:
      throw new Error(`${outcome} is no error`);
  }
}
