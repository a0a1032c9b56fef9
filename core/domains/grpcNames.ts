import { GLUED_NAMES, GRPC_PORTS, GRPC_PRODUCTS, OTHER_PROTOCOL_NAMES, VAGUE_NAMES } from './protocols.ts';

/** What a name or a sentence says of gRPC: `no` where it names what stands beside it (gRPC-Web, a gateway to JSON). */
export function grpcIn(text: string): 'yes' | 'no' | undefined {
  const lower = text.toLowerCase();
  let found: 'no' | undefined;
  for (let at = lower.indexOf('grpc'); at >= 0; at = lower.indexOf('grpc', at + 4)) {
    const before = lower.slice(Math.max(0, at - REACH), at);
    const after = lower.slice(at + 4, at + 4 + REACH);
    // This product's own name says nothing.
    if (/^[-_ ]?alpn/.test(after)) continue;
    if (!BESIDE_AFTER.test(after) && !BESIDE_BEFORE.test(before)) return 'yes';
    found = 'no';
  }
  return found;
}

/** So much of a text around a word is looked at, in UTF-16 code units. */
const REACH = 14;

/** Behind `grpc`: `grpc-web`, `grpcwebproxy`, `grpc_json_transcoder`, `gRPC gateway`, `grpcui`. */
const BESIDE_AFTER =
  /^(?:[-_ ]?(?:web|gateway|gw\b|json|rest\b|restful|transcod|ui\b|docs?\b|swagger|openapi|metrics)|[-_]?(?:2|to)[-_]?(?:http|rest|json)|[-_]?http(?![s2]))/;

/** Before `grpc`: `no-grpc`, `json2grpc`, `rest-to-grpc`. */
const BESIDE_BEFORE = /(?:(?:^|[^a-z0-9])(?:no|non|not|without|json|web)|[-_]to|[a-z]2)[-_ ]?$/;

/** Without one of these nothing in http says gRPC, but the port of a known server. */
const WORDS = [
  'grpc',
  'gRPC',
  'GRPC',
  'trailers',
  'proxy_http_version 2',
  ...[...GRPC_PORTS.keys()].map((it) => `:${it}`),
];

/** Whether anything in http could say gRPC: a quick look at whole texts, before thousands of servers are looked at. */
export function mayNameGrpc(mentions: (word: string) => boolean): boolean {
  return WORDS.some((it) => mentions(it));
}

/** A name or sentence that says another protocol than gRPC. */
export interface OtherProtocol {
  readonly word: string;
  readonly protocol: string;
  /** Whether it says little: other things have such names, too. */
  readonly vague: boolean;
}

/** The first protocol other than gRPC that a name says; a vague one only where no other is said. */
export function otherProtocolIn(text: string): OtherProtocol | undefined {
  let vague: OtherProtocol | undefined;
  for (const word of wordsOf(text)) {
    const known = protocolOf(word);
    if (known === undefined) continue;
    const found = { word, protocol: OTHER_PROTOCOL_NAMES.get(known) ?? known, vague: VAGUE_NAMES.has(known) };
    if (!found.vague) return found;
    vague ??= found;
  }
  return vague;
}

/** Whether a name is about HTTP, and not gRPC: `RestListener`, `web`. It says so beside what is called gRPC; alone it says little. */
export function namesHttp(text: string): boolean {
  return grpcIn(text) !== 'yes' && wordsOf(text).some((it) => HTTP_WORDS.has(it));
}

const HTTP_WORDS: ReadonlySet<string> = new Set(
  'http http1 rest restful web www website webserver frontend json graphql html ui websocket websockets ws wss'.split(
    ' ',
  ),
);

/** `MySQLServer`, `mysql-server` and `mySqlServer` have the same word in them: capitals part words, and they do not. */
function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().split(APART);
  return /[a-z][A-Z]/.test(text)
    ? [
        ...words,
        ...text
          .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
          .toLowerCase()
          .split(APART),
      ]
    : words;
}

const APART = /[^a-z0-9]+/;

/** Longer words are no names that anybody gives. */
const LONGEST = 40;

function protocolOf(word: string): string | undefined {
  if (word.length < 2 || word.length > LONGEST) return undefined;
  if (OTHER_PROTOCOL_NAMES.has(word)) return word;
  const bare = word.replace(/\d{1,4}$/, '');
  if (bare.length > 1 && OTHER_PROTOCOL_NAMES.has(bare)) return bare;
  for (let length = bare.length - 1; length >= SHORTEST_GLUED; length--) {
    const start = bare.slice(0, length);
    if (GLUED_NAMES.has(start)) return start;
    const end = bare.slice(-length);
    if (GLUED_NAMES.has(end)) return end;
  }
  return undefined;
}

const SHORTEST_GLUED = 4;

/** What ports say of gRPC, some of them only beside the name of a product: `50051, the port of gRPC's examples`. */
export function grpcPortIn(ports: readonly number[], names: readonly string[]): string | undefined {
  for (const port of ports) {
    const known = GRPC_PORTS.get(port);
    if (known !== undefined) return `${port}, ${known}`;
    const products = GRPC_PRODUCTS.filter(([its]) => its === port);
    const product = products.find(([, , words]) => names.some((it) => wordsOf(it).some((word) => words.has(word))));
    if (product !== undefined) return `${port}, the gRPC port of ${product[1]}`;
  }
  return undefined;
}
