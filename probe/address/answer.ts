import type { Outcome } from '../../core/alpn/index.ts';

/** What a handshake came to, as part of a sentence: `h2 is selected`. */
export function answerWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'selected':
      return `${outcome.protocol} is selected`;
    case 'none':
      return 'no protocol is selected';
    case 'unoffered':
      return `${outcome.protocol} is selected, which was not offered`;
    case 'refused':
      return `the handshake is refused (alert ${outcome.alert})`;
    case 'plaintext':
      return 'the answer is no TLS';
    case 'relayed':
    case 'unknown':
      return 'the answer cannot be told';
  }
}
