import { negotiate } from '../alpn/index.ts';
import type { Attribute, EdgeTarget } from '../domains/edges.ts';
import { EDGE_WORDS, offerWords, socketWords, tlsWords } from '../map/words.ts';
import { isStream, type ProjectEdge } from '../project/edges.ts';
import { edgeClientVerdict } from '../project/edgeVerdict.ts';
import { leadsBehind } from '../project/leads.ts';
import { carriedBy } from '../project/metHops.ts';
import type { Project } from '../project/project.ts';
import { GRPC_GO_OFFER } from '../project/verdict.ts';
import { baseName, relativeTo, type FilePath } from '../text/filePath.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { Location } from '../text/location.ts';
import { markdownCode, markdownText } from '../text/printable.ts';
import { touches, type Span } from '../text/span.ts';
import { targetDial } from './edgeMap.ts';
import { referenceAt, referredTo } from './edgeReferences.ts';
import { edgeRemarks } from './edgeRemarks.ts';
import type { Hover } from './hover.ts';
import { builtWords, takenWords } from './hoverReasons.ts';
import { EDGE_MODULES, edgeSocketOf, leadOf } from './mapLeads.ts';
import { classSentence, verdictLines } from './verdictWords.ts';

/** So many edges are told about in one hover: one value may decide for very many. */
const MOST = 3;

/** What a grpc-go gets at a load balancer, gateway or ingress controller, at the words of its file that decide it or name it. */
export function edgeHover(project: Project, file: FilePath, offset: number): Hover | undefined {
  if (!project.declarationFiles.has(file)) return undefined;
  const found: { readonly edge: ProjectEdge; readonly span: Span }[] = [];
  for (const edge of project.edges) {
    const spans = placesOf(project, edge).flatMap((it) =>
      it.file === file && touches(it.span, offset) ? it.span : [],
    );
    const [first, ...others] = spans;
    if (first !== undefined) found.push({ edge, span: others.reduce(narrower, first) });
  }
  if (found.length === 0) found.push(...referred(project, file, offset));
  const [first] = found;
  if (first === undefined) return undefined;
  const sections = found.slice(0, MOST).map(({ edge }) => sectionOf(project, edge));
  const more = found.length > MOST ? [`… and ${found.length - MOST} more.`] : [];
  return { span: first.span, markdown: [...new Set(sections), ...more].join('\n\n---\n\n') };
}

/** Elsewhere, a word may name them, or where they lead. */
function referred(
  { declarationFiles, edges }: Project,
  file: FilePath,
  offset: number,
): readonly { readonly edge: ProjectEdge; readonly span: Span }[] {
  const text = declarationFiles.get(file)?.text;
  const reference = text === undefined ? undefined : referenceAt(text, file, offset);
  return reference === undefined ? [] : referredTo(reference, edges).map((edge) => ({ edge, span: reference.span }));
}

function narrower(a: Span, b: Span): Span {
  return b.end - b.start < a.end - a.start ? b : a;
}

/** What is told of at these places: what decides, be it in another file, what is named, and how a declaration begins. */
function placesOf(project: Project, edge: ProjectEdge): readonly Location[] {
  const attributes = [edge.alpnPolicy, edge.http2, ...edge.targets.map(({ version }) => version)];
  return [
    edge.at,
    ...attributes.flatMap((it) =>
      it === undefined ? [] : [it.at, ...(it.declared.kind === 'stated' ? [it.declared.at] : [])],
    ),
    ...edge.hosts.map(({ at }) => at),
    ...edge.targets.map(({ at }) => at),
    ...headOf(project, edge),
  ];
}

/** The first line of a block or resource, which has its name; that of a manifest says nothing about it. */
function headOf(
  { declarationFiles }: Project,
  { source, declaration: { file, span } }: ProjectEdge,
): readonly Location[] {
  const text = source === 'kubernetes' ? undefined : declarationFiles.get(file)?.text;
  if (text === undefined) return [];
  const end = text.indexOf('\n', span.start);
  return [{ file, span: { start: span.start, end: end < 0 || end > span.end ? span.end : end } }];
}

function sectionOf(project: Project, edge: ProjectEdge): string {
  const lines = verdictLines((grpcGo) => edgeClientVerdict(project, edge, grpcGo));
  const behind = edge.product === 'aws-nlb' || edge.product === 'aws-classic-elb' || isStream(edge);
  return [
    `**${markdownCode(socketWords(edgeSocketOf(edge)))}** (${EDGE_WORDS[EDGE_MODULES[edge.product]]}, ${tlsWords({ tls: edge.tls ?? 'unknown', proxyProtocol: false })})`,
    whatItDoes(edge),
    ...attributeWords(project, edge),
    lines.length === 0
      ? ''
      : `As a client, ${behind ? 'with a gRPC server behind it' : 'with TLS'}:\n\n${lines.join('\n')}`,
    ...edgeRemarks(project, edge).map((it) => markdownText(it)),
    edge.targets.map((it) => `- ${targetWords(project, edge, it)}`).join('\n'),
    ...(edge.product === 'aws-nat-gateway' ? [] : [takenWords(carriedBy(project, edge))]),
    ...builtWords(edge.modules),
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

function whatItDoes(edge: ProjectEdge): string {
  const { product, tls, alpn } = edge;
  if (product === 'aws-nat-gateway')
    return 'What leaves through it passes as it is, TLS and ALPN included: nothing to configure.';
  if (tls === 'plain') return 'Clients connect without TLS, so nothing is negotiated.';
  const outcome = negotiate(GRPC_GO_OFFER, alpn);
  switch (outcome.kind) {
    case 'relayed':
      return 'It passes TLS through: ALPN is negotiated with what is behind it, and there is nothing to configure here.';
    case 'unknown':
      return `What it selects is not known: ${markdownText(outcome.because)}.`;
    default:
      return classSentence(outcome) ?? '';
  }
}

/** Which setting decides, what it says and where. */
function attributeWords(project: Project, edge: ProjectEdge): readonly string[] {
  const { product, tls, alpnPolicy, policyIgnored, http2 } = edge;
  if (tls !== 'terminated') return [];
  const words: string[] = [];
  if (product === 'aws-classic-elb')
    words.push('AWS documents no setting for ALPN of a Classic Load Balancer: it selects no protocol.');
  if (alpnPolicy !== undefined) {
    const otherwise = 'is not set, and AWS documents that the default is `None`: no protocol is selected.';
    words.push(`${declaredWords(project, edge, alpnPolicy, otherwise)}${policyWords(alpnPolicy)}`);
  }
  if (policyIgnored !== undefined) words.push(`It has no effect: ${markdownText(policyIgnored)}.`);
  if (http2 !== undefined) {
    const isOn = product !== 'f5-nginx-ingress';
    words.push(declaredWords(project, edge, http2, `is not set: HTTP/2 is ${isOn ? 'on' : 'off'} by default.`));
  }
  return words;
}

/** Only AWS knows what its load balancers do. */
function policyWords({ declared }: Attribute<string>): string {
  return declared.kind === 'stated' && declared.value !== 'None'
    ? ' AWS documents what it selects, and that without a protocol in common ALPN is not used.'
    : '';
}

function declaredWords<Value extends string | boolean>(
  project: Project,
  edge: ProjectEdge,
  { name, declared }: Attribute<Value>,
  otherwise: string,
): string {
  switch (declared.kind) {
    case 'stated':
      return `${markdownCode(name)} is ${markdownCode(String(declared.value))}${fromWords(project, edge, declared.at)}.`;
    case 'absent':
      return `${markdownCode(name)} ${otherwise}`;
    case 'unknown':
      return `${markdownCode(name)} is not known: ${markdownText(declared.because)}.`;
  }
}

/** Where a value stands, if that is not in the declaration itself. */
function fromWords(project: Project, { declaration }: ProjectEdge, { file, span }: Location): string {
  const isInside =
    file === declaration.file && declaration.span.start <= span.start && span.end <= declaration.span.end;
  const text = project.declarationFiles.get(file)?.text;
  if (isInside || text === undefined) return '';
  const line = new LineIndex(text).positionAt(span.start).line + 1;
  return `, from line ${line} of ${markdownText(relativeTo(project.folder, file))}`;
}

/** So many listeners of one target are named. */
const MOST_LEADS = 3;

function targetWords(project: Project, edge: ProjectEdge, target: EdgeTarget): string {
  const dial = targetDial(edge, target);
  const isNamed = target.port === undefined || target.name.endsWith(`port ${target.port}`);
  const port = isNamed ? '' : `, port ${target.port}`;
  const leads = leadsBehind(project, edge, target).map(leadOf);
  const named = leads
    .slice(0, MOST_LEADS)
    .map((it) => `${markdownCode(socketWords(it))} in ${markdownText(baseName(it.at.file))}`);
  const more = leads.length > MOST_LEADS ? ` and ${leads.length - MOST_LEADS} more` : '';
  const behind = leads.length === 0 ? '' : `: ${named.join(', ')}${more}`;
  const how = offerWords(dial, { source: edge.source, tls: edge.tls ?? 'unknown' });
  return `To ${markdownCode(target.name)} (${markdownText(how)}${port})${behind}`;
}
