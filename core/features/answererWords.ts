import type { GoServing } from '../domains/goSource/facts.ts';
import { EDGE_WORDS, socketWords } from '../map/words.ts';
import type { ProjectEdge } from '../project/edges.ts';
import { speaksTls } from '../project/goServing.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { baseName } from '../text/filePath.ts';
import { printable } from '../text/printable.ts';
import type { Answerer } from './answerers.ts';
import { EDGE_MODULES, edgeSocketOf } from './mapLeads.ts';

/** So many names of a server are told, and so much of each text. */
const MOST_NAMES = 2;
const LONGEST = 80;

/** What a listener is, for people: `nginx stream, listen 443 ssl, grpc.example.com`; `AWS NLB, aws_lb_listener.grpc, port 443`. */
export function labelOf(project: Project, answerer: Answerer): string {
  if (answerer.kind === 'go') return goLabel(answerer.serving);
  if (answerer.kind === 'edge') return edgeLabel(answerer.edge);
  const { listener, byDefault } = answerer;
  const parts = [`nginx ${listener.module}`, listenWords(project, listener), ...nameWords(listener)];
  return `${parts.join(', ')}${byDefault ? ' (as the default server)' : ''}`;
}

function listenWords({ nginxFiles }: Project, { at: { file, span }, address, port, server }: ProjectListener): string {
  if (server.listens.length === 0) return `listening on ${address}:${port ?? ''}`;
  return printable(nginxFiles.get(file)?.text.slice(span.start, span.end) ?? 'listen', LONGEST);
}

function nameWords({ serverNames }: ProjectListener): readonly string[] {
  const names = serverNames.filter((it) => it !== '' && it !== '_');
  const more = names.length - MOST_NAMES;
  return [
    ...names.slice(0, MOST_NAMES).map((it) => printable(it, LONGEST)),
    ...(more > 0 ? [`${more} more ${more === 1 ? 'name' : 'names'}`] : []),
  ];
}

/** What something that a platform runs is, for people. */
function edgeLabel(edge: ProjectEdge): string {
  const words = socketWords(edgeSocketOf(edge));
  return `${EDGE_WORDS[EDGE_MODULES[edge.product]]}, ${printable(words, LONGEST)}`;
}

function goLabel(serving: GoServing): string {
  const { at, consumer, host = '', kind, port } = serving;
  const taker = { grpc: 'grpc-go', cmux: 'cmux', http: 'net/http' }[consumer];
  const what = {
    listener: `TLS listener for ${taker}`,
    credentials: 'grpc-go server with TLS',
    http: 'net/http with TLS',
    plain: `${taker} without TLS`,
  }[speaksTls(serving) ? kind : 'plain'];
  const where = port === undefined ? '' : ` on ${printable(host, LONGEST)}:${port.number}`;
  return `Go, ${what}${where} in ${printable(baseName(at.file), LONGEST)}`;
}
