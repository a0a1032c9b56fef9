import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CureId, Verdict } from '../../core/alpn/index.ts';
import { MATRIX } from '../../probe/address/address.ts';
import { verdictFor, type AddressReport } from '../../probe/index.ts';
import { BUILD_TIMEOUT } from './grpcGo.ts';
import { nginxesUnderTest } from './nginx.ts';
import {
  CLIENTS,
  expectCall,
  hasGotThrough,
  isBrokenOff,
  listedVerdict,
  looksAtCertificates,
  nameOf,
  observe,
  startCallers,
  type Callers,
  type Client,
  type Seen,
} from './probeAgreement.ts';
import { cellOf, type Group, type ProbeRow } from './probeRow.ts';
import { LIBRARIES } from './probeRowsTls.ts';
import { nginxGroup } from './probeRowsNginx.ts';
import { PROXIES } from './probeRowsProxies.ts';
import { startRoom, type Room } from './room.ts';

const GROUPS: readonly Group[] = [...(await nginxesUnderTest()).map(nginxGroup), ...PROXIES, ...LIBRARIES];

let room: Room;
let callers: Callers;

beforeAll(async () => {
  room = await startRoom();
  callers = await startCallers(room);
}, BUILD_TIMEOUT);

afterAll(async () => {
  await callers.stop();
  await room.stop();
});

describe.each(GROUPS)('$name', (group) => {
  let seen: readonly Promise<Seen>[];
  let stop = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    const started = await group.start(room);
    stop = started.stop;
    seen = await observe(group, started.ports, callers);
  }, 60_000);

  afterAll(() => stop());

  function rowSeen(row: ProbeRow): Promise<Seen> {
    const found = seen[group.rows.indexOf(row)];
    if (found === undefined) throw new Error('nothing was seen');
    return found;
  }

  describe.each([...group.rows])('$what', (row) => {
    it('is found to be what it is', async () => {
      const { quiet, asking } = await rowSeen(row);
      expect(findings(quiet), quiet.notes.join(' ')).toEqual(expected(row));
      expect(findings(asking), asking.notes.join(' ')).toEqual(expected(row));
      expect(asking.http2?.answer ?? null).toBe(answerOf(row));
      expect(quiet.http2?.asked ?? false).toBe(false);
      const { suite } = row;
      if (suite === undefined) expect(quiet.tls.cipherSuite).toMatch(/^TLS_(?:ECDHE_RSA_WITH_)?(?:AES|CHACHA20)_.*/);
      else expect(quiet.tls.cipherSuite).toBe(suite);
    });

    it.each(CLIENTS.map((client) => ({ client, name: nameOf(client) })))(
      'is to grpc-go $name what the probe says',
      async ({ client, name }) => {
        const { quiet, asking, calls } = await rowSeen(row);
        const result = calls.get(name);
        if (result === undefined) throw new Error('no call was made');
        const exact = verdictFor(asking, client.behaviour);
        // A connection that is closed behind the handshake shows nothing of what else is spoken there: how it ends is told all the same.
        if (exact.result === 'depends' && hangsUp(row)) expectCall(result, { ...exact, result: 'fails' });
        else if (exact.result === 'depends') expect(cannotBeKnown(row)).toBe(true);
        else expectCall(result, exact);
        if (result.ok && result.tls !== undefined) expect(result.tls).toEqual(agreedBy(quiet));
        const careful = verdictFor(quiet, client.behaviour);
        // A server that says that it speaks HTTP/2 is believed until it is asked.
        const breaksItsPromise = row.class === 'A' && answerOf(row) !== 'settings';
        // Unless it goes away unasked, and not for want of a certificate.
        if (quiet.http2?.answer === 'closed' && !looksAtCertificates(row)) expect(careful.result).not.toBe('works');
        if (careful.result !== 'depends' && !breaksItsPromise) expect(toldBy(careful)).toEqual(toldBy(exact));
        for (const [report, verdict] of [
          [quiet, careful],
          [asking, exact],
        ] as const)
          expect(listedVerdict(report, client)).toEqual(verdict);
      },
    );

    // The calls of a silent server run into their time limits; of one that hangs up it is not known what it speaks.
    if (row.answer !== 'silence' && !hangsUp(row)) {
      it('broke at 1.67 where the probe says so, and is cured by the stopgaps that it names', async () => {
        const { asking, calls } = await rowSeen(row);
        const worksFor = (name: string): boolean => hasGotThrough(calls.get(name));
        for (const client of CLIENTS.filter((it) => it.stopgap === undefined && it.behaviour.enforces)) {
          const { brokeAt, cures } = verdictFor(asking, client.behaviour);
          const fails = !worksFor(nameOf(client));
          expect(brokeAt !== undefined).toBe(fails && worksFor('v1.66.3'));
          const helping = stopgapsOf(client).filter((stopgap) => worksFor(nameOf({ ...client, stopgap })));
          expect(cures.filter((cure) => STOPGAPS.includes(cure))).toEqual(fails ? helping : []);
        }
      });
    }
  });

  for (const row of group.rows.filter(looksAtCertificates)) {
    it(`refuses the newest grpc-go with the certificate of the probe: ${row.what}`, async () => {
      const { asProbed } = await rowSeen(row);
      expect(asProbed?.ok).toBe(false);
    });
  }
});

/** Whether nobody can tell what a server speaks: a silent one, or one that has not seen the certificate that it wants. */
function cannotBeKnown(row: ProbeRow): boolean {
  return row.answer === 'silence' || looksAtCertificates(row);
}

/** Whether a server selects nothing and then ends the connection, as a grpc-go server since 1.67 does: what upgrade broke it, that does not show. */
function hangsUp(row: ProbeRow): boolean {
  return row.class === 'B' && answerOf(row) === 'closed' && !looksAtCertificates(row);
}

/** How a call ends, and with which words; why that is, and what to do, depends on what is behind. */
function toldBy(verdict: Verdict): object {
  const { result, error } = verdict;
  return { result, error: isBrokenOff(verdict) ? 'broken off' : error };
}

/** What TLS agreed upon with what grpc-go offers. */
function agreedBy({ tls: { accepts, cipherSuite } }: AddressReport): object {
  return { version: accepts['1.3'] === true ? '1.3' : '1.2', suite: cipherSuite };
}

const STOPGAPS: readonly CureId[] = ['experimental-credentials', 'disable-by-environment'];

/** Those that there are for the version of a client, best first. */
function stopgapsOf({ version }: Client): readonly NonNullable<Client['stopgap']>[] {
  const found = CLIENTS.flatMap((it) => (it.version === version && it.stopgap !== undefined ? [it.stopgap] : []));
  return found.sort((a, b) => STOPGAPS.indexOf(a) - STOPGAPS.indexOf(b));
}

/** What does not depend on whether it is asked in HTTP/2. */
function findings(report: AddressReport): object {
  const { clientCertificate, tls, handshakes } = report;
  return {
    class: report.class,
    cells: handshakes.slice(0, MATRIX.length).map(({ outcome }) => cellOf(outcome)),
    accepts: tls.accepts,
    instead: tls.instead,
    clientCertificate,
  };
}

function expected(row: ProbeRow): object {
  const { cells, cells12 = cells, accepts = { '1.2': true, '1.3': true } } = row;
  const [h2, both, none] = cells ?? [];
  const [h2With12, bothWith12, noneWith12] = cells12 ?? [];
  return {
    class: row.class,
    cells: cells === undefined ? ['?'] : [h2, h2With12, both, bothWith12, none, noneWith12],
    accepts,
    instead: row.instead ?? null,
    clientCertificate: row.clientCertificate ?? (accepts['1.2'] === true ? 'not-asked' : 'unknown'),
  };
}

function answerOf(row: ProbeRow): ProbeRow['answer'] {
  if (row.answer !== undefined) return row.answer;
  return row.class === 'A' || row.class === 'B' ? 'settings' : null;
}
