import { asksLate, givesUp, lacksClientCertificate, type ClientCertificate } from './classify.ts';
import type { Finding } from './conclude.ts';
import { isGrpcGoSuite } from '../wire/cipherSuites.ts';
import type { Observation } from '../wire/handshake.ts';
import { speaks } from '../wire/speaks.ts';
import { versionName } from '../wire/tlsVersions.ts';

/** What else a person should know of the handshake that a class rests on: sentences. */
export function notesOf(
  finding: Finding,
  hasCertificate: boolean,
  clientCertificate: ClientCertificate,
): readonly string[] {
  const { decisive, outcome } = finding;
  const notes: string[] = [];
  const known = decisive.end !== 'secure' && (outcome.kind === 'selected' || outcome.kind === 'none');
  const given = hasCertificate ? 'the given one was refused' : 'none was given';
  if (known && lacksClientCertificate(decisive)) {
    notes.push(`The server asks for a client certificate, ${given}; its answer about ALPN could be read all the same.`);
  } else if (finding.class === 'client-certificate') {
    notes.push(`The server asks for a client certificate, ${given}: probe again with one.`);
  } else if (known && givesUp(decisive)) {
    notes.push(unfinishedNote(decisive));
  } else if (known) {
    const chosen = outcome.kind === 'selected' ? 'h2 was selected' : 'no protocol was selected';
    notes.push(`The server broke off behind its answer (${chosen}).`);
  }
  notes.push(...lateNotes(decisive, given));
  if (clientCertificate === 'asked') notes.push(hasCertificate ? TAKEN : ASKED);
  if (decisive.heard.kind === 'other') notes.push(`It speaks ${speaks(decisive.heard.head).name}.`);
  const version = decisive.heard.serverHello?.version;
  if (finding.class === 'tls-version' && version !== undefined)
    notes.push(`The server chose TLS ${versionName(version)}.`);
  return notes;
}

const ASKED =
  'The server asks for a client certificate and finishes the handshake without one. Whether it turns such clients away afterwards, the handshake does not tell.';

const TAKEN = 'The server asks for a client certificate, and the handshake went through with the given one.';

/** Why a handshake ended behind the answer that was read in it, although the server did not break it off. */
function unfinishedNote({ heard, cipherSuite }: Observation): string {
  if (cipherSuite !== null && !isGrpcGoSuite(cipherSuite))
    return `The server chose ${cipherSuite}, which was not offered: grpc-go ends the handshake over that.`;
  if (heard.malformed !== undefined)
    return `The server sent ${heard.malformed}: no TLS client goes on behind that, whatever was answered before.`;
  return 'The handshake was ended by the TLS library of this machine; whether grpc-go goes on cannot be told.';
}

/** What ended the connection behind a finished handshake, before anything was said there. */
function lateNotes(decisive: Observation, given: string): readonly string[] {
  const { late, http2 } = decisive;
  if (asksLate(decisive))
    return [`The server wants a client certificate (said behind the handshake), ${given}; ALPN was settled before.`];
  if (late !== null) return [`The server broke off behind the handshake: ${late.code ?? late.message}.`];
  return http2?.answer === 'closed' && !http2.asked
    ? ['The server closed the connection right behind the handshake, before anything was sent to it.']
    : [];
}
