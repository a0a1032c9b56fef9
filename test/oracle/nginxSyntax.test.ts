import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../core/domains/nginx/parse.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import { fixtures } from '../domains/nginx/fixtures.ts';
import { testCertificate } from './certificates.ts';
import { findNginx } from './nginx.ts';

/** A folder with what the fixtures name; nginx gets each text as it is, so that nothing but nginx reads it. */
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-syntax-'));
  const { certificate, key } = await testCertificate();
  await writeFile(join(folder, 'server.crt'), certificate);
  await writeFile(join(folder, 'server.key'), key, { mode: 0o600 });
  await writeFile(join(folder, 'hosts.map'), 'a.example b;\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Why nginx refuses a text: its first emergency, and the line that it names, counted from 0. */
interface Refusal {
  readonly words: string;
  readonly line: number | undefined;
}

/** What `nginx -t` says of a text. `undefined`: it accepts it. */
async function refusal(text: string, name: string): Promise<Refusal | undefined> {
  const { path, streamModule } = await findNginx();
  const file = join(folder, name);
  await writeFile(file, text);
  const globals = [
    ...(streamModule === undefined ? [] : [`load_module ${streamModule};`]),
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    `pid ${folder}/${name}.pid;`,
  ];
  const args = ['-t', '-q', '-p', folder, '-e', 'stderr', '-c', file, '-g', globals.join(' ')];
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code === 0) return undefined;
  const [, words, line] = /\[emerg\] \S+ (.*?)(?: in \S+:(\d+))?\n/.exec(output) ?? [];
  return { words: words ?? output, line: line === undefined ? undefined : Number(line) - 1 };
}

/** Runs nginx on many texts, two at a time. */
async function refusals(texts: readonly string[]): Promise<readonly (Refusal | undefined)[]> {
  const results: (Refusal | undefined)[] = [];
  let next = 0;
  const worker = async (id: number): Promise<void> => {
    for (let i = next++; i < texts.length; i = next++) results[i] = await refusal(texts[i] ?? '', `${id}.conf`);
  };
  await Promise.all([worker(0), worker(1)]);
  return results;
}

const accepted = fixtures.filter(({ refused }) => !refused);

describe('nginx and the parser agree', () => {
  it.each(accepted)('that $name is well formed', async ({ text }) => {
    expect(parse(text).problems).toEqual([]);
    expect(await refusal(text, 'fixture.conf')).toBeUndefined();
  });

  it('that a byte order mark is not', async () => {
    const text = fixtures.find(({ name }) => name === 'bom.conf')?.text ?? '';
    expect(parse(text).problems).toHaveLength(1);
    expect((await refusal(text, 'fixture.conf'))?.words).toContain('unknown directive');
  });
});

/** Main files, since nginx reads nothing else; and what nginx says of each, word for word. */
const REFUSED: readonly (readonly [text: string, words: string])[] = [
  [';', 'unexpected ";"'],
  ['events {};', 'unexpected ";"'],
  ['{', 'unexpected "{"'],
  ['}', 'unexpected "}"'],
  ['events {} }', 'unexpected "}"'],
  ['events { multi_accept on }', 'unexpected "}"'],
  ['events {', 'unexpected end of file, expecting "}"'],
  ['events', 'unexpected end of file, expecting ";" or "}"'],
  ['events {} user "a', 'unexpected end of file, expecting ";" or "}"'],
  ['events {} user a#b', 'unexpected end of file, expecting ";" or "}"'],
  ['events {} user a\\', 'unexpected end of file, expecting ";" or "}"'],
  ['events {} env "a"b;', 'unexpected "b"'],
  ['events {} env "a"}', 'unexpected "}"'],
  ['events {} env "a"#b\n;', 'unexpected "#"'],
  ['events {} env \'a\'"b";', 'unexpected """'],
  ['events {} http;', 'directive "http" has no opening "{"'],
  ['events {} env a {}', 'directive "env" is not terminated by ";"'],
  ['events {} http { upstream a { server b {} } }', 'directive "server" is not terminated by ";"'],
  ['events {} http { server; }', 'directive "server" has no opening "{"'],
  ['events {} http { map $a $b { c {} } }', 'unexpected "{"'],
  ['events {} http { types { c { } } }', 'unexpected "{"'],
  ['events {} stream { geo $a { server { } } }', 'unexpected "{"'],
  ['events {} http { server {\nroot a\nindex b;\n} }', 'invalid number of arguments in "root" directive'],
  ['events {} http { server {\nlisten 1\nindex b;\n} }', 'invalid parameter "index"'],
  ['events {} stream { server {\nlisten 1\nproxy_pass b:1;\n} }', 'the invalid "proxy_pass" parameter'],
  ['events {} http { server {\nlisten 1\nlocation / { }\n} }', 'directive "listen" is not terminated by ";"'],
  ['events {} http {\nserver\nlisten 1;\n}\n}', 'directive "server" has no opening "{"'],
  [`events {} env ${'a'.repeat(4096)};`, 'too long parameter "aaaaaaaaaa..." started'],
  [`events {} env ${'a'.repeat(4095)} ;`, 'too long parameter "aaaaaaaaaa..." started'],
  [`events {} env "${'a'.repeat(4095)}";`, 'too long parameter "aaaaaaaaaa..." started'],
  [`events {} env "${'a'.repeat(4094)}" ;`, 'too long parameter "aaaaaaaaaa..." started'],
  [`events {} env "${'a'.repeat(5000)};`, 'too long parameter, probably missing terminating """ character'],
  [`events {} env "${'é'.repeat(2048)}" ;`, 'too long parameter, probably missing terminating """ character'],
  [`events {} #${'c'.repeat(4095)}\n`, 'too long parameter "#ccccccccc..." started'],
  ['\ufeffevents {}', 'unknown directive "\ufeffevents"'],
];

/** Odd, but accepted by both. */
const ACCEPTED: readonly string[] = [
  "events{}env a}b;env c#d;env it's;",
  '"events" {} "env" "a;{}" ;',
  'events {} env\ta\r\n;\n# c\r d\n',
  'events {} env a\\ b;env c\\;d;env \\{;env \\#;env "\\"";',
  `events {} env ${'a'.repeat(4095)};`,
  `events {} env ${'a'.repeat(4094)} ;`,
  `events {} env "${'a'.repeat(4094)}";`,
  `events {} env "${'a'.repeat(4093)}" ;`,
  `events {} env ${'é'.repeat(2047)} ;`,
  `events {} #${'c'.repeat(4094)}\n`,
  `events {} #${'c'.repeat(4095)}`,
  `events {}${' '.repeat(10_000)}env a;`,
  'events {} http { server { location ~ "^/a{2}$" { } location ~ ^/b\\{2}$ { } } }',
  'events {} http { server { if ($host = "a") { return 404; } set $a ${host}}; } }',
  'events {} http { server { listen 8099\n so_keepalive=on\n backlog=5; server_name a\n server\n mail; } }',
  'events {} http { server { server_name a\nlisten b; } }',
  'events {} http { map $host $a { server\n 1; "http" 2; } }',
];

describe('cases', () => {
  it('refused by both, in these words', async () => {
    const said = await refusals(REFUSED.map(([text]) => text));
    expect(said.map((it) => it?.words ?? 'accepted')).toEqual(REFUSED.map(([, words]) => words));
    const silent = REFUSED.filter(([text]) => parse(text).problems.length === 0);
    expect(silent).toEqual([]);
  });

  it('the parser’s first problem quotes nginx', () => {
    // The wording of a wrong parameter depends on module and version.
    const wrong = REFUSED.filter(([text, words]) => {
      const message = parse(text).problems[0]?.message ?? '';
      return !words.includes('\ufeff') && !words.startsWith('the invalid') && !message.endsWith(`nginx says: ${words}`);
    });
    expect(wrong).toEqual([]);
  });

  it('accepted by both', async () => {
    const said = await refusals(ACCEPTED);
    expect(said.filter((it) => it !== undefined)).toEqual([]);
    expect(ACCEPTED.flatMap((text) => parse(text).problems)).toEqual([]);
  });
});

/** A sequence of numbers in [0, 1) that is the same each time (Lehmer, as in minstd). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const PIECES =
  '" \' { } ; \\ # $ ${ } ; { server { location / { map $a $b { listen root index proxy_pass http include'.split(' ');

/** A fixture with one mistake in it. */
function mutant(text: string, random: () => number): string {
  const pick = (n: number): number => Math.floor(random() * n);
  const at = pick(text.length);
  const marks = [...text.matchAll(/[;{}"'\n]/g)].map(({ index }) => index);
  const mark = marks[pick(marks.length)] ?? 0;
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  switch (pick(5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + pick(20));
    case 1:
      return `${text.slice(0, at)}${PIECES[pick(PIECES.length)] ?? ''}${text.slice(at)}`;
    case 2:
      return `${text.slice(0, lineStart)}${PIECES[pick(PIECES.length)] ?? ''}\n${text.slice(lineStart)}`;
    case 3:
      return text.slice(0, lineStart) + text.slice(text.indexOf('\n', at) + 1);
    default:
      return text.slice(0, mark) + text.slice(mark + 1);
  }
}

const MUTANTS = 2000;

describe(`${MUTANTS} mutated fixtures`, () => {
  const random = numbers(3);
  const mutants = Array.from({ length: MUTANTS }, (_, i) => mutant(accepted[i % accepted.length]?.text ?? '', random));
  const withProblems = mutants.filter((text) => parse(text).problems.length > 0);
  /** What nginx trips over before it looks what a directive means. */
  const lexical = /^unexpected (?:"[;{}]"|end of)|^too long|is not terminated by|has no opening/;
  let said: readonly (Refusal | undefined)[] = [];

  beforeAll(async () => {
    said = await refusals(withProblems);
  });

  it('are refused by nginx wherever the parser reports a problem', () => {
    expect(withProblems.length).toBeGreaterThan(MUTANTS / 5);
    const wronglyReported = withProblems.filter((_, i) => said[i] === undefined);
    expect(wronglyReported.map((text) => ({ problems: parse(text).problems, text }))).toEqual([]);
  });

  /** What nginx trips over before it looks what a directive means, and whether the parser's first problem is that in the same words. */
  const lexicalRefusals = () =>
    withProblems.flatMap((text, i) => {
      const { words = '', line } = said[i] ?? {};
      if (!lexical.test(words) || line === undefined) return [];
      const index = new LineIndex(text);
      const { problems } = parse(text);
      const lines = problems.map(({ span }) => index.positionAt(span.start).line);
      const isSame = problems[0]?.message.endsWith(`nginx says: ${words}`) === true;
      return [{ refused: `${words}\n${text}`, words, line, first: lines[0] ?? 0, isSame }];
    });

  it('are refused at most one line from the parser’s problem, where it is a character or a length', () => {
    const characters = lexicalRefusals().filter(
      ({ words, isSame }) => isSame && /^unexpected "[^{}]"|^too long/.test(words),
    );
    expect(characters.length).toBeGreaterThan(20);
    expect(characters.filter(({ line, first }) => Math.abs(first - line) > 1)).toEqual([]);
  });

  it('have their first problem no later than where nginx notices that a brace, a quote or a semicolon is missing', () => {
    const refused = lexicalRefusals();
    expect(refused.length).toBeGreaterThan(200);
    expect(refused.filter(({ line, first }) => first > line + 1)).toEqual([]);
  });

  it('have a problem wherever nginx trips over a brace, a quote or the end of the file', async () => {
    const silent = mutants.filter((text) => parse(text).problems.length === 0).slice(0, 200);
    const words = await refusals(silent);
    const missed = silent.filter((_, i) => lexical.test(words[i]?.words ?? ''));
    expect(missed).toEqual([]);
  });
});
