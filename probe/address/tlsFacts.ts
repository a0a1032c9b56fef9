import { PROTOCOL_VERSION } from '../../core/alpn/index.ts';
import { outcomeOf } from './classify.ts';
import { isGrpcGoSuite } from '../wire/cipherSuites.ts';
import type { Observation } from '../wire/handshake.ts';
import type { TlsFacts } from '../report.ts';

/**
 * What TLS an address accepts.
 * @param matrix handshakes with what grpc-go offers
 * @param wider one with everything that the engine has, where those failed
 */
export function tlsFactsOf(matrix: readonly Observation[], wider: Observation | undefined): TlsFacts {
  const agreed = matrix.find(({ cipherSuite }) => cipherSuite !== null && isGrpcGoSuite(cipherSuite));
  const { version, cipherSuite } = wider ?? {};
  return {
    accepts: { '1.2': accepts12(matrix), '1.3': accepts13(matrix) },
    cipherSuite: agreed?.cipherSuite ?? null,
    instead:
      version !== undefined && version !== null && cipherSuite !== undefined && cipherSuite !== null
        ? { version, cipherSuite }
        : null,
  };
}

function accepts13(matrix: readonly Observation[]): boolean | null {
  const offered = matrix.filter(({ tls }) => tls === '1.3');
  if (offered.some(({ version }) => version === '1.3')) return true;
  return offered.some((it) => it.version !== null || isRefusedForVersion(it)) ? false : null;
}

function accepts12(matrix: readonly Observation[]): boolean | null {
  if (matrix.some(({ version }) => version === '1.2')) return true;
  return matrix.some(isRefusedForVersion) ? false : null;
}

/** Every offer has TLS 1.2, so whoever refuses its versions has none of them. */
function isRefusedForVersion(observation: Observation): boolean {
  const outcome = outcomeOf(observation);
  return outcome.kind === 'refused' && outcome.alert === PROTOCOL_VERSION;
}
