import { ERROR_TEXTS } from '../alpn/errorTexts.ts';

/**
 * What every wording has a part of, so short that a line can be tested for all of them at every key that is pressed in a terminal.
 * `test/explain/mayExplain.test.ts` holds the list to the texts.
 */
const SIGNS = [
  'ALPN',
  'tls:',
  'lication_protocol',
  'lication protocol',
  'LICATION_PROTOCOL',
  'preface',
  'bogus greeting',
  'http2:',
  'http2 frame',
  'http1.x',
  'HTTP status',
  'HTTP version',
  'handshake rejected',
  'handshake failed',
  'protocol negotiation',
  'write tcp',
  'wrong version number',
  'stoc_alpn',
] as const;

/** The texts that a terminal makes links of. */
const LINKED: ReadonlySet<string> = new Set(ERROR_TEXTS.filter(({ isTelling }) => isTelling).map(({ id }) => id));

/** Whether there may be something in a line that is worth a link: a test for a few words, before any real search. */
export function mayExplain(line: string): boolean {
  return SIGNS.some((sign) => line.includes(sign));
}

/** Whether a text is told of without being asked: one that is printed for many other reasons is not. */
export function isLinked(id: string): boolean {
  return LINKED.has(id);
}
