import {
  BANDS,
  bandBehaviour,
  bandsWords,
  groupNeighbours,
  type GrpcGoBehaviour,
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
      return `**fails**${error}${verdict.brokeAt === undefined ? ', and has never worked' : ''}`;
    }
  }
}
