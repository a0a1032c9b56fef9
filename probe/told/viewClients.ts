import {
  bandsWords,
  BANDS,
  groupNeighbours,
  HANDSHAKE_FAILURE,
  PROTOCOL_VERSION,
  type Band,
  type GrpcGoBehaviour,
} from '../../core/alpn/index.ts';
import type { ClientView, ViewTone, Words } from '../../core/observation/view.ts';
import { stopsOf } from './caveats.ts';
import { said } from './phrases.ts';
import { verdictFor, type AddressReport, type BandVerdict } from '../report.ts';

/** What each grpc-go gets at an address: neighbours that get the same are one. */
export function clientsOf(address: AddressReport): readonly ClientView[] {
  const alike = (a: BandVerdict, b: BandVerdict): boolean => a.result === b.result && a.error === b.error;
  return groupNeighbours(address.verdicts, alike).map((group) =>
    clientView(
      whoWords(
        group.map(({ grpcGo }) => grpcGo),
        address,
      ),
      address,
      group[0],
    ),
  );
}

/** What a single version of grpc-go gets at an address. */
export function clientOf(address: AddressReport, client: GrpcGoBehaviour): ClientView {
  const { result, error = null, printedBy = null } = verdictFor(address, client);
  return clientView(`grpc-go ${client.version.text}`, address, { result, error, printedBy });
}

function clientView(
  who: string,
  address: AddressReport,
  { result, error, printedBy }: Pick<BandVerdict, 'result' | 'error' | 'printedBy'>,
): ClientView {
  return {
    who,
    tone: toneOf(result, address),
    words: resultWords(result, address),
    error,
    printedBy: error === null || printedBy === null ? null : `the ${printedBy}`,
  };
}

/** Bands of clients that get the same at an address. What comes of the TLS that grpc-go offers by itself is not known of the oldest. */
export function whoWords(bands: readonly Band[], address: AddressReport): string {
  return bands.length === BANDS.length && isByOwnTls(address)
    ? `grpc-go ${OWN_TLS_SINCE} and newer`
    : bandsWords(bands);
}

/** The minor release since which grpc-go itself restricts TLS versions and cipher suites (credentials/tls.go, NewTLS): before, Go's were offered. */
const OWN_TLS_SINCE = '1.60';

/** RFC 8446 section 6.2. */
const INSUFFICIENT_SECURITY = 71;

/** Whether all fail because of TLS versions or cipher suites, or may do so. */
function isByOwnTls({ class: found, outcome, tls, verdicts }: AddressReport): boolean {
  if (verdicts.some(({ result }) => result !== 'fails')) return false;
  if (tls.instead !== null || found === 'tls-version') return true;
  if (found !== 'unknown' || outcome.kind !== 'refused') return false;
  return [HANDSHAKE_FAILURE, PROTOCOL_VERSION, INSUFFICIENT_SECURITY].includes(outcome.alert);
}

/** The tone of a result at an address. */
export function toneOf(result: BandVerdict['result'], address: AddressReport): ViewTone {
  return result === 'works' && stopsOf(address).length > 0 ? 'depends' : result;
}

/** What a result means at an address. */
export function resultWords(result: BandVerdict['result'], address: AddressReport): string {
  switch (result) {
    case 'works': {
      const stops = stopsOf(address);
      return stops.length > 0 ? `gets past ALPN; ${stops.join('; ')}` : 'works';
    }
    case 'fails':
      return result;
    case 'depends':
      if (address.class === 'client-certificate') return 'fails without the right client certificate';
      return `works if what answers speaks HTTP/2, ${aboutHttp2(address)}`;
    case 'unknown':
      return 'cannot be told';
  }
}

/** Why it is not known whether what answers speaks HTTP/2: behind those words. */
function aboutHttp2({ http2 }: AddressReport): string {
  if (http2?.answer === 'closed') return 'but it closed the connection';
  return http2?.asked === true ? 'which it did not show' : 'which was not asked';
}

/** Since when it fails. `null` = it does not. */
export function sinceOf(address: AddressReport): Words | null {
  const { class: found, verdicts } = address;
  const failing = verdicts.filter(({ result }) => result === 'fails');
  if (failing.length === 0) return null;
  const broke = failing.find(({ brokeAt }) => brokeAt !== null)?.brokeAt;
  if (broke !== undefined && broke !== null) {
    const upgrade = `Breaks with the upgrade to grpc-go ${broke}`;
    const refused = 'from there on a connection without a selected protocol is refused';
    if (verdicts.every(({ result }) => result !== 'depends')) return [`${upgrade}: ${refused}.`];
    const ask = address.http2 === null ? ': `--http2` asks, in VS Code the setting `grpcAlpn.probe.http2`' : '';
    return said(
      `${upgrade}, if what answers speaks HTTP/2, ${aboutHttp2(address)}${ask}; ${refused}. If it does not, it has never worked.`,
    );
  }
  if (failing.length < verdicts.length) return ['What fails here did not come with the upgrade.'];
  if (isByOwnTls(address))
    return [
      `Fails with every grpc-go from ${OWN_TLS_SINCE}.0 on, and the ALPN check of 1.67.0 has no part in it. Before, grpc-go offered all TLS versions and cipher suites of its Go, and may have got through.`,
    ];
  return /^[CD]$/.test(found)
    ? said('Has never worked with any grpc-go: neither going back nor `GRPC_ENFORCE_ALPN_ENABLED=false` helps.')
    : ['Fails with every grpc-go, old and new: the upgrade did not bring it, and going back does not help.'];
}
