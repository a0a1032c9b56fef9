import type { Observation } from '../../probe/wire/handshake.ts';
import { RecordReader } from '../../probe/wire/records.ts';
import { versionName } from '../../probe/wire/tlsVersions.ts';

/** What a handshake with an offer of h2 saw, if the server sent these bytes and the engine gave up over them. */
export function observed(bytes: Uint8Array, rest: Partial<Observation> = {}): Observation {
  const reader = new RecordReader();
  reader.push(bytes);
  const heard = reader.heard();
  return {
    offer: ['h2'],
    tls: '1.3',
    end: 'failed',
    heard,
    alpn: null,
    version: heard.serverHello === undefined ? null : versionName(heard.serverHello.version),
    cipherSuite: null,
    failure: null,
    late: null,
    certificate: null,
    http2: null,
    milliseconds: 1,
    ...rest,
  };
}
