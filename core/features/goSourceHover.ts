import { negotiate, type Outcome } from '../alpn/index.ts';
import type { GoDialing, GoOwnCredentials, GoPlace, GoServing, GoTlsConfig } from '../domains/goSource/facts.ts';
import type { SyntaxNode } from '../domains/syntaxTree.ts';
import { credentialsWords, offerWords, socketWords } from '../map/words.ts';
import { destinationsOf, dialingVerdict } from '../project/goDialing.ts';
import { moduleOf } from '../project/goModules.ts';
import { alpnOfServing, grpcGoOfFile, servingVerdict, speaksTls } from '../project/goServing.ts';
import type { Lead } from '../project/leads.ts';
import { offerInPackage } from '../project/ownOffer.ts';
import type { Project } from '../project/project.ts';
import { GRPC_GO_OFFER } from '../project/verdict.ts';
import { baseName, type FilePath } from '../text/filePath.ts';
import { markdownCode, markdownText } from '../text/printable.ts';
import { touches, type Span } from '../text/span.ts';
import { reasonsFor } from './goReasons.ts';
import type { Hover } from './hover.ts';
import { leadOf } from './mapLeads.ts';
import { classSentence, verdictLines } from './verdictWords.ts';

/** So many servers and clients are told about in one hover: a configuration may be used by very many. */
const MOST = 3;

/** Something that is told of, and the words in the text that it is told at. */
interface Subject {
  readonly words: readonly (Span | undefined)[];
  section(): string;
}

/** What a Go server selects and what a Go client offers, at the calls and fields that decide it. */
export function goSourceHover(project: Project, file: FilePath, offset: number): Hover | undefined {
  const found: { readonly span: Span; readonly subject: Subject }[] = [];
  for (const subject of subjectsIn(project, file)) {
    const span = subject.words.find((it) => it !== undefined && touches(it, offset));
    if (span !== undefined) found.push({ span, subject });
  }
  const [first] = found;
  if (first === undefined) return undefined;
  const sections = [...new Set(found.slice(0, MOST).map(({ subject }) => subject.section()))];
  const more = found.length > MOST ? [`… and ${found.length - MOST} more servers and clients.`] : [];
  return { span: first.span, markdown: [...sections, ...more].join('\n\n---\n\n') };
}

function* subjectsIn(project: Project, file: FilePath): Iterable<Subject> {
  const { servings, dialings, ownCredentials } = project.goSource;
  for (const serving of servings) {
    const { at, servedBy, credentials, config, http2Disabled, servers = [] } = serving;
    const calls = [at, servedBy, credentials?.at, ...servers].flatMap((it) => wordsOfCall(it, file));
    const words = [...calls, ...wordsOfConfig(config, file)];
    const disabled = http2Disabled?.at.file === file ? keyOf(http2Disabled.at.node) : undefined;
    yield { words: [...words, disabled], section: () => servingSection(project, serving) };
  }
  for (const dialing of dialings) {
    const { at, target, credentials, config } = dialing;
    const calls = [at, credentials.at].flatMap((it) => wordsOfCall(it, file));
    const named = target?.at.file === file ? [target.at.node] : [];
    yield {
      words: [...calls, ...named, ...wordsOfConfig(config, file)],
      section: () => dialingSection(project, dialing),
    };
  }
  for (const own of ownCredentials)
    yield {
      words: [...wordsOfCall(own.at, file), ...wordsOfConfig(own.config, file)],
      section: () => ownSection(own),
    };
}

/** The name of the function that is called, with the name in front of it. */
function wordsOfCall(call: GoPlace | undefined, file: FilePath): readonly Span[] {
  if (call?.file !== file) return [];
  const name = nameOf(call.node);
  return name === undefined ? [] : [name];
}

function nameOf(call: SyntaxNode): Span | undefined {
  const called = call.child('function');
  if (called?.type !== 'selector_expression' || called.child('operand')?.type === 'identifier') return called;
  return called.child('field');
}

/** The fields of a configuration that decide, whole where they are lists. */
function wordsOfConfig(config: GoTlsConfig | undefined, file: FilePath): readonly Span[] {
  if (config === undefined) return [];
  const { protocolsSet, getConfigForClient } = config;
  const list = protocolsSet?.file === file ? [keyOf(protocolsSet.node), protocolsSet.node] : [];
  const get = getConfigForClient?.at.file === file ? [keyOf(getConfigForClient.at.node)] : [];
  const returned = getConfigForClient?.returned.flatMap((it) => wordsOfConfig(it, file)) ?? [];
  return [...list, ...get, ...returned].filter((it) => it !== undefined);
}

/** The name of the field that a value stands in or is assigned to. */
function keyOf(value: SyntaxNode): Span | undefined {
  for (let node = value.parent; node !== undefined; node = node.parent) {
    if (node.type === 'keyed_element') return node.parts[0];
    if (node.type === 'assignment_statement') return node.child('left');
    if (node.type !== 'literal_element' && node.type !== 'expression_list') return undefined;
  }
  return undefined;
}

function servingSection(project: Project, serving: GoServing): string {
  const server = grpcGoOfFile(project, serving.at);
  const lines = verdictLines((client) => servingVerdict(serving, { client, server }));
  return [
    `**${titleOf(serving)}**`,
    whatItDoes(serving, negotiate(GRPC_GO_OFFER, alpnOfServing(serving, server))),
    ...reasonsFor(serving, server),
    ...(speaksTls(serving) ? [`As a client of it:\n\n${lines.join('\n')}`] : []),
    // Of the others it is plain to see.
    ...(serving.grpc === undefined || serving.consumer !== 'http'
      ? []
      : [`Taken for gRPC. Why: ${markdownText(serving.grpc)}.`]),
    ...builtWith(project, serving.at),
  ].join('\n\n');
}

function titleOf(serving: GoServing): string {
  const { consumer, host, port } = serving;
  const taker = { grpc: 'a grpc-go server', cmux: 'cmux', http: 'net/http' }[consumer];
  const words = {
    listener: `TLS listener, taken by ${taker}`,
    credentials: 'grpc-go server with TLS',
    http: 'net/http with TLS',
    plain: `${taker} without TLS`,
  }[speaksTls(serving) ? serving.kind : 'plain'];
  return port === undefined ? words : `${markdownCode(`${host ?? ''}:${port.number}`)} (${words})`;
}

function whatItDoes(serving: GoServing, outcome: Outcome): string {
  if (!speaksTls(serving)) return 'Clients connect without TLS, so nothing is negotiated.';
  const sentence = classSentence(outcome);
  if (sentence !== undefined) return sentence;
  return outcome.kind === 'unknown' ? `What it selects is not known: ${outcome.because}.` : '';
}

function dialingSection(project: Project, dialing: GoDialing): string {
  const { target, credentials } = dialing;
  const offer = offerInPackage(project, dialing);
  const lines = verdictLines((grpcGo) => dialingVerdict(project, dialing, grpcGo, offer));
  const leads = destinationsOf(project, dialing);
  const isServers = leads.length === 0 && offer?.kind === 'fixed' && !offer.protocols.includes('h2');
  const words = offerWords({
    tls: offer !== undefined,
    speaks: 'h2',
    offer: offer ?? { kind: 'fixed', protocols: [] },
  });
  return [
    `**grpc-go client${target === undefined ? '' : ` of ${markdownCode(target.text)}`}** (${credentialsWords({ credentials: credentials.kind })})`,
    `${markdownText(words)}.`,
    ...(leads.length === 0 ? [] : [`Leads to ${leadsWords(leads)}.`]),
    ...(offer === undefined || (leads.length === 0 && !isServers)
      ? []
      : [`As ${isServers ? 'the server behind it' : 'this client'}:\n\n${lines.join('\n')}`]),
    ...builtWith(project, dialing.at),
  ].join('\n\n');
}

/** Which of several is meant, is not known. */
function leadsWords(leads: readonly Lead[]): string {
  const words = leads.slice(0, MOST).map(leadWords).join(', ');
  if (leads.length === 1) return words;
  return `one of ${words}${leads.length > MOST ? ` and ${leads.length - MOST} more` : ''}`;
}

function leadWords(destination: Lead): string {
  const lead = leadOf(destination);
  return `${markdownCode(socketWords(lead))} in ${markdownText(baseName(lead.at.file))}`;
}

function ownSection({ side, in: around, config }: GoOwnCredentials): string {
  const { protocols } = config ?? {};
  const names = protocols?.kind === 'known' ? protocols.names.map((it) => markdownCode(it)).join(', ') : undefined;
  const list = names === '' ? 'no protocol' : names;
  const verb = side === 'client' ? 'offers' : 'selects from';
  const said =
    list === undefined ? `What it ${side === 'client' ? 'offers' : 'selects'} is not known.` : `It ${verb} ${list}.`;
  return [
    `**A handshake of its own** (${side}; ${markdownText(around)})`,
    `${said} Nothing adds \`h2\` here: only \`credentials.NewTLS\` does, and the peer's grpc-go >= 1.67.0 refuses a connection on which nothing is selected.`,
  ].join('\n\n');
}

/** The grpc-go that the file is built with, and why. */
function builtWith({ modules }: Project, { file }: GoPlace): readonly string[] {
  const grpc = moduleOf(modules, file)?.grpc;
  if (grpc === undefined) return [];
  const { certainty, version, because } = grpc;
  if (certainty === 'unknown') return [`Which grpc-go this is built with is not known: ${markdownText(because)}.`];
  const newer = certainty === 'at-least' ? ' or newer' : '';
  return [`Built with grpc-go ${markdownCode(version.text)}${newer}, because ${markdownText(because)}.`];
}
