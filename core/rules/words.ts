import {
  ANSWERED_IN_HTTP1,
  bandBehaviour,
  BANDS,
  bandsWords,
  behaviour,
  groupNeighbours,
  judge,
  type GrpcGoBehaviour,
} from '../alpn/index.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { clientVerdict } from '../project/verdict.ts';

/** What the words of ANSWERED_IN_HTTP1 and of older grpc-go have in common. */
const ANSWERED_IN_HTTP1_BY_ANY = 'error reading server preface: http2: … frame too large';

/**
 * What clients of a listener print, as words that fit behind "prints": in the text of the grpc-go in force; where none is known, or none that
 * fails, in those of all that fail.
 */
export function clientErrors(project: Project, listener: ProjectListener): string {
  const inForce = grpcGoInForce(project, listener).flatMap((it) => errorAt(project, listener, it) ?? []);
  if (inForce.length > 0) return [...new Set(inForce)].map(quoted).join(' or ');
  const byBand = BANDS.flatMap((band) => {
    const error = errorAt(project, listener, bandBehaviour(band));
    // Within a band, this one changed with golang.org/x/net.
    const text = error?.endsWith('frame too large') || error === ANSWERED_IN_HTTP1 ? ANSWERED_IN_HTTP1_BY_ANY : error;
    return text === undefined ? [] : [{ band, text: quoted(text) }];
  });
  const groups = groupNeighbours(byBand, (a, b) => a.text === b.text);
  return groups.length === 1
    ? (groups[0]?.[0].text ?? '')
    : groups.map((it) => `${it[0].text} (${bandsWords(it.map(({ band }) => band))})`).join(' or ');
}

/** What the grpc-go clients of a hop do: the version that is stated, else those of the modules that are linked. */
function grpcGoInForce(project: Project, listener: ProjectListener): readonly GrpcGoBehaviour[] {
  const stated = project.options.grpcGoVersionFor(listener.at.file);
  const versions =
    stated !== undefined
      ? [stated.value]
      : listener.modules.flatMap(({ role, module: { grpc } }) =>
          grpc === undefined || grpc.certainty === 'unknown' || role === 'server' ? [] : [grpc.version],
        );
  return versions.map((version) => behaviour({ version, credentials: 'tls' }));
}

function errorAt(project: Project, listener: ProjectListener, grpcGo: GrpcGoBehaviour): string | undefined {
  // Without TLS there is no protocol to insist on, and HTTP/1.1 answers all the same.
  const verdict =
    listener.tls === 'plain'
      ? judge({
          side: 'client',
          outcome: { kind: 'none' },
          peerSpeaks: 'http/1.1',
          behaviour: { ...grpcGo, enforces: false },
        })
      : clientVerdict(project, listener, grpcGo);
  return verdict?.error === undefined ? undefined : firstSentence(verdict.error);
}

/** A text of grpc-go without the advice that it has behind its first sentence since 1.70. */
function firstSentence(text: string): string {
  const end = text.indexOf('. ');
  return end < 0 ? text : text.slice(0, end);
}

function quoted(text: string): string {
  return `"${text}"`;
}
