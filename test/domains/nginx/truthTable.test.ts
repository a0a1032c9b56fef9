import { describe, expect, it } from 'vitest';
import { effectiveOffer, negotiate, type Outcome } from '../../../core/alpn/index.ts';
import { handshakeAt } from '../../../core/project/answer.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { loads, outcomeOf, type Entrance } from '../../oracle/alpnRow.ts';
import { HTTP_ROWS } from '../../oracle/alpnRowsHttp.ts';
import { STREAM_ROWS } from '../../oracle/alpnRowsStream.ts';
import { GRPC_GO_SERVER } from '../../oracle/agreement.ts';
import { OFFERS } from '../../oracle/handshake.ts';
import { FOLDER } from '../../support/openWorkspace.ts';
import { projectUnder } from '../../support/projectUnder.ts';

/** From the first with `grpc_pass` to the newest: every one that changed something about ALPN, and the one before it. */
const VERSIONS =
  `1.13.10 1.14.2 1.15.10 1.18.0 1.19.3 1.19.4 1.20.2 1.21.3 1.21.4 1.22.1 1.24.0 1.25.0 1.25.1 1.25.4 1.25.5 1.26.3
  1.27.2 1.28.3 1.29.3 1.29.4 1.30.6 1.31.0 1.31.5`.split(/\s+/);

const MAIN = filePath(`${FOLDER}/nginx.conf`);

describe.each([...STREAM_ROWS, ...HTTP_ROWS])('$id, $what', (row) => {
  const versions = VERSIONS.filter((version) => loads(row, version));

  it.each(versions)('is predicted for nginx %s', async (version) => {
    const project = await projectUnder({ 'nginx.conf': row.configuration }, version);
    for (const entrance of row.entrances) {
      const [address, port] = placeOf(entrance);
      const { serverName, outcomes } = entrance;
      const seen = OFFERS.map((offer) =>
        throughTo(handshakeAt(project, { configuration: MAIN, address, port, serverName }, offer), offer),
      );
      if (outcomes === undefined) for (const { kind } of seen) expect(['plaintext', 'unknown']).toContain(kind);
      else expect(seen, nameOf(entrance)).toEqual(outcomes.map(outcomeOf));
    }
    if (row.dialer === undefined) return;
    const [dial] = project.listeners[0]?.dials() ?? [];
    const met: Outcome = { kind: 'selected', protocol: 'h2' };
    expect(dial && effectiveOffer(dial.offer, met)).toEqual(effectiveOffer(row.dialer, met));
  });

  it('is said of some version, or none loads it', () => {
    expect(versions.length > 0).toBe(row.entrances.length > 0);
  });
});

function placeOf({ listen = '443' }: Entrance): readonly [address: string, port: number] {
  const colon = listen.lastIndexOf(':');
  return [colon < 0 ? '127.0.0.1' : listen.slice(0, colon), Number(listen.slice(colon + 1))];
}

function nameOf({ listen = '443', serverName }: Entrance): string {
  return `${listen} ${serverName ?? 'without a name'}`;
}

/** What passes through is decided by the gRPC server behind. */
function throughTo(outcome: Outcome, offer: readonly string[]): Outcome {
  return outcome.kind === 'relayed' ? negotiate(offer, GRPC_GO_SERVER) : outcome;
}
