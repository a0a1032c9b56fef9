import { expect } from 'vitest';
import {
  behaviour,
  judge,
  parseGoVersion,
  REFUSED_BY_SERVER,
  type GrpcGoBehaviour,
  type Outcome,
  type ServerAlpn,
  type Verdict,
} from '../../core/alpn/index.ts';
import { lostConnection, printedError, type GrpcGoBuild, type RpcResult } from './grpcGo.ts';

/** A grpc-go server with credentials.NewTLS. */
export const GRPC_GO_SERVER: ServerAlpn = { kind: 'selects', protocols: ['h2'], order: 'server', otherwise: 'go' };

/** What core/alpn says about this version with credentials.NewTLS. */
export function behaviourOf(version: GrpcGoBuild, environment?: string): GrpcGoBehaviour {
  const parsed = parseGoVersion(version);
  if (parsed === undefined) throw new Error(`no version: ${version}`);
  return behaviour({ version: parsed, environment, credentials: 'tls' });
}

/** What core/alpn says about one leg: the client's (`side` client) or the one to a grpc-go server. */
export function verdictOf(
  version: GrpcGoBuild,
  side: 'client' | 'server',
  outcome: Outcome,
  peerSpeaks: 'h2' | 'http/1.1' = 'h2',
): Verdict {
  return judge({ side, outcome, peerSpeaks, behaviour: behaviourOf(version) });
}

/**
 * Expects of an RPC what a verdict on its only TLS connection says: texts word for word, but for a connection that the server closed:
 * there EOF, reset and broken pipe are one.
 */
export function expectRpc(result: RpcResult, verdict: Verdict): void {
  expect(['works', 'fails'], 'a real connection works or fails').toContain(verdict.result);
  const { error } = verdict;
  if (verdict.result === 'works') expect(result).toEqual({ ok: true });
  else if (error === undefined) expect(result.ok).toBe(false);
  else if (error === REFUSED_BY_SERVER) expectLost(result);
  else expect(result).toMatchObject({ ok: false, error: printedError(error), code: 'Unavailable' });
}

/**
 * Expects of an RPC through a proxy what the verdicts on both legs say. The client's leg decides first; when only the upstream's
 * fails, the client sees a lost connection (stream), or an HTTP status that is not its own (http: 502, or whatever the upstream answered).
 */
export function expectRpcThrough(result: RpcResult, client: Verdict, upstream: Verdict): void {
  if (client.result === 'works' && upstream.result === 'fails') {
    if (result.ok || !result.message.startsWith('unexpected HTTP status code received from server: '))
      expectLost(result);
  } else expectRpc(result, client.result === 'works' ? upstream : client);
}

/** Expects that the connection was closed by the other side. */
export function expectLost(result: RpcResult): void {
  const error = result.ok ? 'it works' : result.error;
  expect(lostConnection(error), error).toBeDefined();
}
