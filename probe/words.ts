import { alertName, bandsWords, groupNeighbours, type CureId, type Outcome } from '../core/alpn/index.ts';
import { advice, CURES, headline, offerWords } from './phrases.ts';
import { markdownCode, markdownText, printable } from '../core/text/printable.ts';
import type { AddressReport, BandVerdict, HandshakeReport, ProbeReport, TargetReport } from './report.ts';

/**
 * A piece of a line: our own words (in Markdown as they are, with code spans), or what came from the network or the user, which is never
 * trusted: as code, or as running text.
 */
type Piece = string | { readonly code: string } | { readonly text: string };
type Line = readonly Piece[];

/** What is said of one address, in its order; empty parts are left out. */
interface Section {
  readonly title: Line;
  readonly seen: readonly Line[];
  readonly clients: readonly Line[];
  readonly history: readonly Line[];
  readonly changes: readonly Line[];
  readonly notes: readonly Line[];
}

/** The report for a terminal: plain text without colours, lines end with LF. */
export function renderText(report: ProbeReport): string {
  const lines: string[] = [];
  for (const target of report.targets) {
    lines.push(plain(targetTitle(target)), ...target.notes.map((note) => `  ${printable(note)}`));
    for (const section of target.addresses.map(describe)) {
      lines.push('', `  ${plain(section.title)}`, ...section.seen.map((line) => `    ${plain(line)}`));
      for (const [title, part] of parts(section)) {
        lines.push(`    ${title}:`, ...part.map((line) => `      - ${plain(line)}`));
      }
    }
    lines.push('');
  }
  lines.push(`Probed with ${printable(report.engine)}.`, '');
  return lines.join('\n');
}

/** The report as Markdown (CommonMark) for a preview or a ticket. Nothing that came from outside becomes markup. */
export function renderMarkdown(report: ProbeReport): string {
  const blocks: string[] = [];
  for (const target of report.targets) {
    blocks.push(`# ${marked(targetTitle(target))}`, ...target.notes.map((note) => markdownText(note)));
    for (const section of target.addresses.map(describe)) {
      blocks.push(`## ${marked(section.title)}`, list(section.seen));
      for (const [title, part] of parts(section)) blocks.push(`**${title}**`, list(part));
    }
  }
  blocks.push(`Probed with ${markdownText(report.engine)}.`);
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function parts(section: Section): readonly (readonly [title: string, lines: readonly Line[]])[] {
  const all = [
    ['What grpc-go clients get', section.clients],
    ['Since when', section.history],
    ['What to change', section.changes],
    ['Notes', section.notes],
  ] as const;
  return all.filter(([, lines]) => lines.length > 0);
}

function plain(line: Line): string {
  return line
    .map((piece) =>
      typeof piece === 'string' ? piece.replaceAll('`', '') : printable('code' in piece ? piece.code : piece.text),
    )
    .join('');
}

function marked(line: Line): string {
  return line
    .map((piece) =>
      typeof piece === 'string' ? piece : 'code' in piece ? markdownCode(piece.code) : markdownText(piece.text),
    )
    .join('');
}

function list(lines: readonly Line[]): string {
  return lines.map((line) => `- ${marked(line)}`).join('\n');
}

function targetTitle({ target, sni, addresses }: TargetReport): Line {
  const name: Line = sni === null ? [' (no SNI)'] : [' (SNI ', { code: sni }, ')'];
  return [{ code: target }, ...name, ...(addresses.length === 0 ? [': no address to probe'] : [])];
}

function describe(address: AddressReport): Section {
  const { class: found } = address;
  const letter = /^[A-D]$/.test(found) ? `class ${found}, ` : '';
  const changes = [...new Set(address.verdicts.flatMap(({ cures }) => cures))]
    .sort(byUse)
    .map((cure): Line => [CURES[cure]]);
  const advised = changes.length === 0 ? advice(address) : undefined;
  return {
    title: [{ code: address.address }, `: ${letter}${headline(address)}`],
    seen: [
      ...address.handshakes.map(handshakeLine),
      ...http2Lines(address),
      ...bannerLines(address),
      ...certificateLines(address),
    ],
    clients: clientLines(address),
    history: historyLines(address),
    changes: advised === undefined ? changes : [[advised]],
    notes: address.notes.map((note): Line => [{ text: note }]),
  };
}

/** Stopgaps last, the narrower one first; what stood before stays before. */
function byUse(a: CureId, b: CureId): number {
  const stopgaps: readonly CureId[] = ['experimental-credentials', 'disable-by-environment'];
  return stopgaps.indexOf(a) - stopgaps.indexOf(b);
}

function handshakeLine(handshake: HandshakeReport): Line {
  const { offer, tlsOffered, tlsNegotiated, outcome, error, ms } = handshake;
  const only = tlsOffered.length === 1 ? `, TLS ${tlsOffered.join()} only` : '';
  const version = tlsNegotiated === null ? '' : `TLS ${tlsNegotiated}, `;
  const details: Line = error === null ? [] : [' ', { code: error.code ?? error.message }];
  return [`offered ${offerWords(offer)}${only}: `, ...outcomePieces(outcome), ` (${version}${ms} ms)`, ...details];
}

/** What a handshake came to, in a few words. */
function outcomePieces(outcome: Outcome): Line {
  switch (outcome.kind) {
    case 'selected':
      return [{ code: outcome.protocol }, ' selected'];
    case 'none':
      return ['no protocol selected'];
    case 'unoffered':
      return [{ code: outcome.protocol }, ' selected, which was not offered'];
    case 'refused':
      return [`refused with alert ${alertName(outcome.alert)}`];
    case 'relayed':
      return ['passed on'];
    case 'plaintext':
      return ['no answer in TLS'];
    case 'unknown':
      return [{ text: outcome.because }];
  }
}

function http2Lines({ http2 }: AddressReport): readonly Line[] {
  if (http2 === null) return [];
  switch (http2.answer) {
    case 'settings':
      return [[http2.asked ? 'answers in HTTP/2 (SETTINGS)' : 'speaks HTTP/2: its SETTINGS came unasked']];
    case 'http/1.1':
      return [['answers in HTTP/1.1: no gRPC is spoken here']];
    case 'other':
      return [['sends something else than HTTP/2 behind the handshake']];
    case 'closed':
      return [['closed the connection instead of answering in HTTP/2']];
    case 'silence':
      return [['did not answer in HTTP/2']];
  }
}

function bannerLines({ banner }: AddressReport): readonly Line[] {
  return banner === null ? [] : [['it says: ', { code: banner }]];
}

function certificateLines({ certificate }: AddressReport): readonly Line[] {
  if (certificate === null) return [];
  const { names, issuer, validFrom, validTo, trusted, whyNot } = certificate;
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? `, and ${names.length - 5} more` : '');
  const day = (date: string | null): string => date?.slice(0, 10) ?? '?';
  const trust: Line = trusted ? ['trusted'] : ['not trusted here: ', { code: whyNot ?? 'unknown reason' }];
  return [
    [
      'certificate for ',
      { code: shown === '' ? '(no name)' : shown },
      ', issued by ',
      { code: issuer === '' ? '(no name)' : issuer },
      `, valid ${day(validFrom)} to ${day(validTo)}, `,
      ...trust,
    ],
  ];
}

function clientLines(address: AddressReport): readonly Line[] {
  const alike = (a: BandVerdict, b: BandVerdict): boolean => a.result === b.result && a.error === b.error;
  return groupNeighbours(address.verdicts, alike).map((group): Line => [
    `${bandsWords(group.map(({ grpcGo }) => grpcGo))}: `,
    ...fate(address, group[0]),
  ]);
}

function fate({ class: found }: AddressReport, { result, error }: BandVerdict): Line {
  switch (result) {
    case 'works':
      return ['works'];
    case 'fails':
      return error === null ? ['fails'] : ['fails with ', { code: error }];
    case 'depends':
      return found === 'client-certificate'
        ? ['without the right client certificate it fails with ', { code: error ?? '' }]
        : ['works if what answers speaks HTTP/2, which was not asked'];
    case 'unknown':
      return ['cannot be told'];
  }
}

function historyLines({ verdicts }: AddressReport): readonly Line[] {
  const failing = verdicts.filter(({ result }) => result === 'fails');
  if (failing.length === 0) return [];
  const broke = failing.find(({ brokeAt }) => brokeAt !== null)?.brokeAt;
  if (broke !== undefined && broke !== null) {
    return [
      [
        `this breaks with the upgrade to grpc-go ${broke}: from there on a connection without a selected protocol is refused`,
      ],
    ];
  }
  return failing.length === verdicts.length
    ? [['this has never worked with any version of grpc-go: going back to an older one does not help']]
    : [['what fails here did not come with the upgrade']];
}
