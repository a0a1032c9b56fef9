import type { Outcome } from '../../core/alpn/index.ts';
import type { AddressReport } from '../../probe/index.ts';
import { startServer, type Launch, type Place, type StartedServer } from './probeServers.ts';
import type { Room } from './room.ts';

/**
 * What the offers [h2], [h2 http/1.1] and none come to: a protocol, `-` for none selected, `!120` for an alert, `D http/1.1` for a protocol that
 * was not offered, `?` for what cannot be told from this handshake alone.
 */
export type Cells = readonly [h2: string, both: string, none: string];

/** What the probe has to find, and what stands behind. */
export interface ProbeRow {
  readonly what: string;
  readonly class: AddressReport['class'];
  /** `undefined`: there are no handshakes beyond the first. */
  readonly cells: Cells | undefined;
  /** With TLS 1.2 alone; default the same. */
  readonly cells12?: Cells;
  /** TLS versions; default both. */
  readonly accepts?: AddressReport['tls']['accepts'];
  /** By IANA's name; default one that grpc-go offers. `null`: none of those. */
  readonly suite?: string | null;
  /** What is accepted instead of what grpc-go offers; default nothing. */
  readonly instead?: NonNullable<AddressReport['tls']['instead']>;
  /** Default `not-asked` where TLS 1.2 is accepted, else `unknown`: TLS 1.3 hides a request. */
  readonly clientCertificate?: AddressReport['clientCertificate'];
  /** Which one the probe has: `own` = the server's own one, which it accepts where it looks at them; default none. */
  readonly certificate?: 'own' | 'foreign';
  /** What clients send; `undefined`: none. */
  readonly serverName?: string;
  /** What is answered to HTTP/2 behind the handshake; default `settings` in classes A and B, `null` = nothing is asked. */
  readonly answer?: NonNullable<AddressReport['http2']>['answer'] | null;
}

/** A server, or several of a kind, and a row for each endpoint. */
export interface Group {
  readonly name: string;
  readonly rows: readonly ProbeRow[];
  /** Gives the ports of 127.0.0.1 in the order of the rows. */
  readonly start: (room: Room) => Promise<StartedServer>;
}

/** One server with all rows as its endpoints. */
export function oneServer<Endpoint>(
  name: string,
  launch: () => (place: Place<Endpoint>) => Launch,
  rows: readonly (ProbeRow & Endpoint)[],
): Group {
  return {
    name,
    rows,
    start: async (room) => {
      const [plain, tls] = await Promise.all([
        room.program('v1.85.0').serve({ credentials: 'insecure' }),
        room.program('v1.85.0').serve({}),
      ]);
      return await startServer<Endpoint>(launch(), rows, { plain: plain.port, tls: tls.port });
    },
  };
}

/** A server for each row. */
export function manyServers<Row extends ProbeRow>(
  name: string,
  rows: readonly Row[],
  startOne: (row: Row, room: Room) => Promise<{ readonly port: number; stop(): Promise<void> }>,
): Group {
  return {
    name,
    rows,
    start: async (room) => {
      const started = await Promise.all(rows.map((row) => startOne(row, room)));
      const stop = async (): Promise<void> => {
        await Promise.all(started.map((it) => it.stop()));
      };
      return { ports: started.map(({ port }) => port), stop };
    },
  };
}

/** An outcome as cells have it. */
export function cellOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'selected':
      return outcome.protocol;
    case 'none':
      return '-';
    case 'unoffered':
      return `D ${outcome.protocol}`;
    case 'refused':
      return `!${outcome.alert}`;
    case 'relayed':
    case 'plaintext':
    case 'unknown':
      return '?';
  }
}

export const NOTHING_SELECTED = { class: 'B', cells: ['-', '-', '-'] } as const;
export const SELECTS_H2 = { class: 'A', cells: ['h2', 'h2', '-'] } as const;
export const PREFERS_HTTP1 = { class: 'A', cells: ['h2', 'http/1.1', '-'] } as const;
export const SELECTS_HTTP1_ALONE = { class: 'C', cells: ['!120', 'http/1.1', '-'] } as const;
export const SELECTS_HTTP1_OR_NOTHING = { class: 'B', cells: ['-', 'http/1.1', '-'] } as const;
export const ONLY_12 = { accepts: { '1.2': true, '1.3': false } } as const;
export const ONLY_13 = { accepts: { '1.2': false, '1.3': true }, cells12: ['!70', '!70', '!70'] } as const;

const NEITHER = { accepts: { '1.2': null, '1.3': null }, suite: null } as const;
export const REFUSES_NAME = { class: 'refused-name', cells: ['!112', '!112', '!112'], ...NEITHER } as const;
/** Ends every connection without a word. */
export const CLOSES = { class: 'closes', cells: ['?', '?', '?'], ...NEITHER } as const;
export const REFUSES_TLS = { class: 'unknown', cells: ['!40', '!40', '!40'], ...NEITHER } as const;
export const WITHOUT_TLS = { class: 'plaintext', cells: undefined, ...NEITHER } as const;
/** What OpenSSL does that has nothing newer: it names the version where 1.3 is offered, and the suites where 1.2 is the newest. */
export const TLS_11 = {
  class: 'tls-version',
  cells: ['!70', '!70', '!70'],
  cells12: ['!40', '!40', '!40'],
  accepts: { '1.2': false, '1.3': false },
  suite: null,
  instead: { version: '1.1', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA' },
} as const;
