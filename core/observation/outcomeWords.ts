import { alertName, type Outcome } from '../alpn/index.ts';

/** What a server does, as the end of a sentence that it is the subject of. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'selected':
      return `selects ${outcome.protocol}`;
    case 'none':
      return 'selects no protocol';
    case 'unoffered':
      return `selects ${outcome.protocol}, which was not offered`;
    case 'refused':
      return `refuses the handshake with alert ${alertName(outcome.alert)}`;
    case 'relayed':
      return 'passes TLS through';
    case 'plaintext':
      return 'speaks no TLS';
    case 'unknown':
      return 'does what is not known';
  }
}
