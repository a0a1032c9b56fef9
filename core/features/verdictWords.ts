import {
  BANDS,
  bandBehaviour,
  bandsWords,
  classify,
  groupNeighbours,
  isByGrpcGoTls,
  type GrpcGoBehaviour,
  type Outcome,
  type Verdict,
} from '../alpn/index.ts';
import { markdownCode } from '../text/printable.ts';

/**
 * What each grpc-go gets, as a Markdown list: releases that get the same are one line.
 * @param verdictOf `undefined`: nothing can be said of this leg
 */
export function verdictLines(verdictOf: (behaviour: GrpcGoBehaviour) => Verdict | undefined): readonly string[] {
  const entries = BANDS.flatMap((band) => {
    const verdict = verdictOf(bandBehaviour(band));
    return verdict === undefined ? [] : [{ band, words: wordsOf(verdict) }];
  });
  return groupNeighbours(entries, (a, b) => a.words === b.words).map(
    (group) => `- ${bandsWords(group.map(({ band }) => band))}: ${group[0].words}`,
  );
}

/** What a server does that is offered h2 alone, as a sentence with its class. `undefined`: it is none of the four. */
export function classSentence(outcome: Outcome): string | undefined {
  const found = classify(outcome);
  const words = {
    A: 'selects `h2`',
    B: 'selects nothing',
    C: 'refuses the handshake with alert 120',
    D: 'selects what was not offered',
  };
  return found && `Offered \`h2\`, as grpc-go does, it ${words[found]} (class ${found}).`;
}

function wordsOf(verdict: Verdict): string {
  switch (verdict.result) {
    case 'works':
      return 'works';
    case 'unknown':
      return 'cannot be said from here';
    case 'depends':
      return 'works only if the peer speaks HTTP/2 all the same';
    case 'fails': {
      // The long text begins with the short one and goes on with advice.
      const error =
        verdict.error === undefined ? '' : `: ${markdownCode(verdict.error.split('. If you upgraded')[0] ?? '')}`;
      return `**fails**${error}${sinceWords(verdict)}`;
    }
  }
}

function sinceWords(verdict: Verdict): string {
  if (verdict.brokeAt !== undefined) return '';
  // An older grpc-go offers what its Go does.
  return isByGrpcGoTls(verdict) ? ', since grpc-go 1.60 at the latest' : ', and has never worked';
}
