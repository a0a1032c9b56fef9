import { describe, expect, it } from 'vitest';
import type { GrpcGoSelection } from '../../../core/domains/facts.ts';
import type { Location } from '../../../core/text/location.ts';
import { GO_FOLDER, readGoFolder } from '../../support/goFolder.ts';

const GRPC = 'google.golang.org/grpc';
const HASH = 'h1:xzBzYyoB1mTWhCvn4LEAXLGeSyQZCPTVPDHuOvS9BDs=';

/** A go.sum with the hashes of these versions' code, among others. */
function sum(...versions: readonly string[]): string {
  const lines = versions.flatMap((it) => [`${GRPC} ${it} ${HASH}`, `${GRPC} ${it}/go.mod ${HASH}`]);
  return [
    `github.com/grpc-ecosystem/grpc-gateway v1.16.0 ${HASH}`,
    ...lines,
    `golang.org/x/net v0.26.0 ${HASH}`,
    '',
  ].join('\n');
}

function mod(lines: readonly string[], go = '1.22'): string {
  return [`module shop.example/orders`, `go ${go}`, ...lines, ''].join('\n');
}

interface Told {
  /** `exact v1.68.0`. */
  readonly claim: string;
  readonly because: string;
  readonly usage: GrpcGoSelection['usage'];
  /** File and words of each place. */
  readonly at: string;
  readonly decidedAt: string;
  readonly editable: string | undefined;
  readonly requirement: string;
}

type Texts = Readonly<Record<string, string>>;

/** What is told of the module in a folder. */
function tell(texts: Texts, folder = ''): Told | undefined {
  const file = `${GO_FOLDER}/${folder}go.mod`;
  const grpc = readGoFolder(texts).modules.find((it) => it.file === file)?.grpc;
  if (grpc === undefined) return undefined;
  const words = ({ file: path, span }: Location): string => {
    const name = path.slice(GO_FOLDER.length + 1);
    return `${name}: ${texts[name]?.slice(span.start, span.end) ?? ''}`;
  };
  return {
    claim: `${grpc.certainty} ${grpc.version.text}`,
    because: grpc.because,
    usage: grpc.usage,
    at: words(grpc.at),
    decidedAt: words(grpc.decidedAt),
    editable: grpc.editable === undefined ? undefined : `${grpc.editable.kind} ${words(grpc.editable.at)}`,
    requirement: words(grpc.requirement),
  };
}

describe('what go.sum says', () => {
  it('settles the version of a module that names only what it imports', () => {
    expect(tell({ 'go.mod': mod([`require ${GRPC} v1.68.0`], '1.16'), 'go.sum': sum('v1.66.3', 'v1.68.0') })).toEqual({
      claim: 'exact v1.68.0',
      because: 'go.mod line 3 requires it, and go.sum has the hash of the code of no newer version',
      usage: 'required',
      at: 'go.mod: v1.68.0',
      decidedAt: 'go.mod: v1.68.0',
      editable: 'requirement go.mod: v1.68.0',
      requirement: `go.mod: ${GRPC} v1.68.0`,
    });
  });

  it('tells of grpc-go that go.mod does not name, at the module’s own line', () => {
    expect(tell({ 'go.mod': mod([], '1.16'), 'go.sum': sum('v1.68.0') })).toEqual({
      claim: 'exact v1.68.0',
      because: 'go.sum line 2 has the hash of its code, and of that of no other version that could be selected',
      usage: 'built',
      at: 'go.mod: shop.example/orders',
      decidedAt: `go.sum: ${GRPC} v1.68.0`,
      editable: undefined,
      requirement: 'go.mod: shop.example/orders',
    });
    expect(tell({ 'go.mod': mod([], '1.17'), 'go.sum': sum('v1.68.0') })).toBeUndefined();
    expect(tell({ 'go.mod': mod([], '1.16'), 'go.sum': `${GRPC} v1.68.0/go.mod ${HASH}\n` })).toBeUndefined();
  });

  it('leaves it open where it has several', () => {
    expect(
      tell({ 'go.mod': mod([`require ${GRPC} v1.66.3`], '1.16'), 'go.sum': sum('v1.66.3', 'v1.68.0') }),
    ).toMatchObject({
      claim: 'at-least v1.66.3',
      because: 'go.mod line 3 requires it; go.sum has hashes of the code of newer versions as well',
    });
    expect(tell({ 'go.mod': mod([], '1.16'), 'go.sum': sum('v1.68.0', 'v1.66.3') })).toMatchObject({
      claim: 'at-least v1.66.3',
      because: 'go.sum line 4 has the hash of its code, as of newer ones',
    });
  });

  it('does not fit a requirement that was just changed', () => {
    for (const go of ['1.16', '1.22']) {
      const told = tell({ 'go.mod': mod([`require ${GRPC} v1.66.3`], go), 'go.sum': sum('v1.68.0') });
      expect(told?.claim).toBe('at-least v1.66.3');
      expect(told?.because).toContain('go.sum has no hash of its code');
    }
  });

  it('counts the hash of what replaces it', () => {
    const replace = `replace ${GRPC} v1.68.0 => github.com/grpc/grpc-go v1.64.1`;
    const texts = { 'go.mod': mod([`require ${GRPC} v1.68.0`, replace], '1.16') };
    const hash = `github.com/grpc/grpc-go v1.64.1 ${HASH}\n`;
    expect(tell({ ...texts, 'go.sum': hash })).toMatchObject({
      claim: 'exact v1.64.1',
      because: 'replaced in go.mod line 4',
    });
    expect(tell({ ...texts, 'go.sum': hash + sum('v1.70.0') })).toMatchObject({ claim: 'at-least v1.64.1' });
  });

  it.each([
    ['a hash of another kind', `${GRPC} v1.68.0 h2:abc=\n`],
    ['two words', `${GRPC} v1.68.0\n`],
    ['four words', `${GRPC} v1.68.0 ${HASH} more\n`],
    ['no exact version', `${GRPC} v1.68 ${HASH}\n`],
    ['another module', `${GRPC}/examples v1.68.0 ${HASH}\nexample.com/${GRPC} v1.68.0 ${HASH}\n`],
    ['a very long line', `${GRPC} v1.68.0 h1:${'x'.repeat(2000)}\n`],
  ])('does not say it with %s', (_, text) => {
    expect(tell({ 'go.mod': mod([], '1.16'), 'go.sum': text })).toBeUndefined();
  });

  it('says it with blanks, Windows line ends and no line end', () => {
    for (const text of [
      `  ${GRPC}   v1.68.0\t${HASH}\n`,
      `${GRPC} v1.68.0 ${HASH}\r\n`,
      `a v1.0.0 h1:x=\n${GRPC} v1.68.0 ${HASH}`,
    ]) {
      expect(tell({ 'go.mod': mod([], '1.16'), 'go.sum': text })?.claim, text).toBe('exact v1.68.0');
    }
  });
});

describe('modules that are built together', () => {
  const texts = {
    'go.work': 'go 1.22\nuse (\n\t./orders\n\t./stock\n)\n',
    'orders/go.mod': mod([`require ${GRPC} v1.66.3`]),
    'stock/go.mod': mod([`require ${GRPC} v1.68.0`]),
  };

  it('have the highest version that one of them requires, at least', () => {
    expect(tell(texts, 'orders/')).toEqual({
      claim: 'at-least v1.68.0',
      because: 'stock/go.mod line 3 requires it, which go.work builds together with this module',
      usage: 'required',
      at: 'stock/go.mod: v1.68.0',
      decidedAt: 'stock/go.mod: v1.68.0',
      editable: 'requirement stock/go.mod: v1.68.0',
      requirement: `orders/go.mod: ${GRPC} v1.66.3`,
    });
    expect(tell(texts, 'stock/')).toMatchObject({ claim: 'at-least v1.68.0', because: 'go.mod line 3 requires it' });
  });

  it('have exactly that one where no file has the hash of a newer one', () => {
    const sums = { 'orders/go.sum': sum('v1.66.3'), 'stock/go.sum': sum('v1.68.0') };
    expect(tell({ ...texts, ...sums }, 'orders/')?.claim).toBe('exact v1.68.0');
    expect(tell({ ...texts, ...sums, 'go.work.sum': sum('v1.70.0') }, 'orders/')?.claim).toBe('at-least v1.68.0');
  });

  it('share it with modules that do not name grpc-go', () => {
    const more = {
      ...texts,
      'go.work': `${texts['go.work']}use ./tools\n`,
      'tools/go.mod': 'module shop.example/tools\ngo 1.22\n',
    };
    expect(tell(more, 'tools/')).toMatchObject({
      claim: 'at-least v1.68.0',
      usage: 'possible',
      at: 'stock/go.mod: v1.68.0',
      requirement: 'tools/go.mod: shop.example/tools',
    });
  });

  it('have an unknown one where one of them is not there', () => {
    expect(tell({ ...texts, 'go.work': `${texts['go.work']}use ../outside\n` }, 'orders/')).toMatchObject({
      claim: 'unknown v1.68.0',
      because: 'go.work builds it together with ../outside, whose go.mod is not known here',
    });
    const replaced = `${texts['go.work']}use ../outside\nreplace ${GRPC} => ${GRPC} v1.64.1\n`;
    expect(tell({ ...texts, 'go.work': replaced }, 'orders/')?.claim).toBe('exact v1.64.1');
  });

  it('are those of the nearest go.work; another one that uses a module counts as well', () => {
    const inner = {
      ...texts,
      'orders/go.work': 'go 1.22\nuse .\n',
      'orders/go.sum': sum('v1.66.3'),
      'stock/go.sum': sum('v1.68.0'),
    };
    expect(tell(inner, 'orders/')).toMatchObject({
      claim: 'at-least v1.66.3',
      because: expect.stringContaining('; where another go.work counts, it may be a newer one') as string,
    });
    const beside = {
      'tools/go.work': 'go 1.22\nuse (\n../orders\n../stock\n)\n',
      'orders/go.mod': texts['orders/go.mod'],
      'stock/go.mod': texts['stock/go.mod'],
    };
    expect(tell(beside, 'orders/')?.claim).toBe('at-least v1.66.3');
  });

  it('are not those that a go.work above does not use', () => {
    expect(tell({ ...texts, 'lone/go.mod': mod([`require ${GRPC} v1.64.1`]) }, 'lone/')?.claim).toBe('exact v1.64.1');
  });
});

describe('modules in folders', () => {
  it('raise what go.mod requires', () => {
    const texts = {
      'app/go.mod': mod([
        `require ${GRPC} v1.66.3`,
        'require example.com/lib v0.0.0',
        'replace example.com/lib => ../lib',
      ]),
      'lib/go.mod': `module example.com/lib\ngo 1.22\nrequire ${GRPC} v1.70.0\n`,
    };
    expect(tell(texts, 'app/')).toEqual({
      claim: 'at-least v1.70.0',
      because:
        'lib/go.mod line 3 requires it, which replaces example.com/lib in go.mod line 5; go.mod line 3 asks for v1.66.3 only, which go has to raise before it builds',
      usage: 'required',
      at: 'lib/go.mod: v1.70.0',
      decidedAt: 'lib/go.mod: v1.70.0',
      editable: 'requirement lib/go.mod: v1.70.0',
      requirement: `app/go.mod: ${GRPC} v1.66.3`,
    });
    expect(tell(texts, 'lib/')?.claim).toBe('exact v1.70.0');
  });

  it('do not, where nothing requires them, or another version of them is replaced', () => {
    const lib = { 'lib/go.mod': `module example.com/lib\ngo 1.22\nrequire ${GRPC} v1.70.0\n` };
    const unused = mod([`require ${GRPC} v1.66.3`, 'replace example.com/lib => ./lib']);
    expect(tell({ ...lib, 'go.mod': unused })?.claim).toBe('exact v1.66.3');
    const other = mod([
      `require ${GRPC} v1.66.3`,
      'require example.com/lib v1.0.0',
      'replace example.com/lib v1.1.0 => ./lib',
    ]);
    expect(tell({ ...lib, 'go.mod': other })?.claim).toBe('exact v1.66.3');
  });

  it('that lead to each other end', () => {
    const texts = {
      'go.mod': mod(
        ['require example.com/a v0.0.0', 'replace example.com/a => ./a', 'replace example.com/b => ./b'],
        '1.16',
      ),
      'a/go.mod': 'module example.com/a\nrequire example.com/b v0.0.0\n',
      'b/go.mod': `module example.com/b\nrequire (\nexample.com/a v0.0.0\n${GRPC} v1.68.0\n)\n`,
    };
    expect(tell(texts)).toMatchObject({ claim: 'at-least v1.68.0', usage: 'possible', at: 'b/go.mod: v1.68.0' });
  });

  it('with the code of grpc-go say which one it is', () => {
    const go = mod([`require ${GRPC} v1.68.0`, `replace ${GRPC} => ./third_party/grpc-go`]);
    const code = (version: string): Texts => ({
      'go.mod': go,
      'third_party/grpc-go/version.go': `package grpc\n\n// Version is it.\nconst Version = "${version}"\n`,
    });
    expect(tell(code('1.64.1'))).toEqual({
      claim: 'exact v1.64.1',
      because:
        'go.mod line 4 replaces it by ./third_party/grpc-go, which calls itself v1.64.1 in third_party/grpc-go/version.go',
      usage: 'required',
      at: 'go.mod: ./third_party/grpc-go',
      decidedAt: 'third_party/grpc-go/version.go: 1.64.1',
      editable: undefined,
      requirement: `go.mod: ${GRPC} v1.68.0`,
    });
    expect(tell(code('1.70.0-dev'))?.claim).toBe('at-least v1.70.0-dev');
    for (const none of ['', 'x', '1.70', '1.70.0\n']) expect(tell(code(none))?.claim).toBe('unknown v1.68.0');
  });
});

describe('vendored code', () => {
  const vendored = (...lines: readonly string[]): Texts => ({ 'vendor/modules.txt': `${lines.join('\n')}\n` });
  const explicit = [`# ${GRPC} v1.68.0`, '## explicit; go 1.21', GRPC, `${GRPC}/codes`];

  it('counts where modules.txt fits go.mod', () => {
    expect(
      tell({ 'go.mod': mod([`require ${GRPC} v1.68.0`]), 'go.sum': sum('v1.99.0'), ...vendored(...explicit) }),
    ).toEqual({
      claim: 'exact v1.68.0',
      because: 'vendor/modules.txt line 1 has its code, as go.mod line 3 requires',
      usage: 'required',
      at: 'go.mod: v1.68.0',
      decidedAt: `vendor/modules.txt: ${GRPC} v1.68.0`,
      editable: 'requirement go.mod: v1.68.0',
      requirement: `go.mod: ${GRPC} v1.68.0`,
    });
  });

  it('counts where go.mod does not name grpc-go', () => {
    const lines = ['# example.com/a v1.0.0', '## explicit', 'example.com/a', `# ${GRPC} v1.68.0`, GRPC];
    expect(tell({ 'go.mod': mod(['require example.com/a v1.0.0'], '1.16'), ...vendored(...lines) })).toMatchObject({
      ...{ claim: 'exact v1.68.0', usage: 'built', at: 'go.mod: shop.example/orders', editable: undefined },
      because: 'vendor/modules.txt line 4 has its code',
    });
  });

  it.each([
    ['another version is required', [`require ${GRPC} v1.66.3`], explicit],
    ['more is required', [`require ${GRPC} v1.68.0`, 'require example.com/a v1.0.0'], explicit],
    ['less is required', [], explicit],
    ['it is not explicit', [`require ${GRPC} v1.68.0`], [`# ${GRPC} v1.68.0`, '## go 1.21', GRPC]],
    ['another one is replaced', [`require ${GRPC} v1.68.0`, 'replace example.com/a => ./a'], explicit],
    [
      'the replacement is another one',
      [`require ${GRPC} v1.68.0`, `replace ${GRPC} => ${GRPC} v1.64.1`],
      [...explicit, `# ${GRPC} => ${GRPC} v1.60.0`],
    ],
    ['nothing is replaced', [`require ${GRPC} v1.68.0`], [...explicit, '# example.com/a => ./a']],
  ])('does not count where %s: go refuses to build', (_, lines, text) => {
    const told = tell({ 'go.mod': mod(lines, '1.16'), 'go.sum': sum('v1.66.3', 'v1.68.0'), ...vendored(...text) });
    expect(told?.because).toContain('vendor/modules.txt does not fit go.mod');
  });

  it.each([
    ['below Go 1.14', '1.13', explicit],
    ['of a workspace', '1.22', ['## workspace', ...explicit]],
  ])('does not count %s', (_, go, lines) => {
    const told = tell({ 'go.mod': mod([`require ${GRPC} v1.68.0`], go), ...vendored(...lines) });
    expect(told?.because).toBe('go.mod line 3 requires it');
  });

  it('says which version it is where a fork or a folder replaces it', () => {
    const replacements = [`example.com/fork v1.0.0`, './fork', '../outside'];
    for (const to of replacements) {
      const files = {
        'go.mod': mod([`require ${GRPC} v1.68.0`, `replace ${GRPC} => ${to}`]),
        ...vendored(`# ${GRPC} v1.68.0 => ${to}`, ...explicit.slice(1), `# ${GRPC} => ${to}`),
        [`vendor/${GRPC}/version.go`]: 'package grpc\nconst Version = "1.64.1"\n',
      };
      expect(tell(files)).toMatchObject({ claim: 'exact v1.64.1', decidedAt: `vendor/${GRPC}/version.go: 1.64.1` });
    }
  });

  it('of a workspace counts for its modules, whose own does not', () => {
    const texts = {
      'go.work': 'go 1.22\nuse ./orders\n',
      'orders/go.mod': mod([`require ${GRPC} v1.68.0`]),
      'orders/vendor/modules.txt': `${[`# ${GRPC} v1.70.0`, GRPC].join('\n')}\n`,
    };
    expect(tell(texts, 'orders/')?.claim).toBe('at-least v1.68.0');
    expect(tell({ ...texts, ...vendored('## workspace', ...explicit) }, 'orders/')).toMatchObject({
      claim: 'exact v1.68.0',
      because: 'vendor/modules.txt line 2 has its code, as go.mod line 3 requires',
    });
    expect(tell({ ...texts, ...vendored(...explicit) }, 'orders/')?.claim).toBe('at-least v1.68.0');
  });
});

describe('time', () => {
  it('is proportional to the length of the files', () => {
    const requires = Array.from({ length: 20_000 }, (_, i) => `require example.com/m${i} v1.0.${i}`);
    const lines = Array.from({ length: 100_000 }, (_, i) => `example.com/grpc${i} v1.0.0 ${HASH}`);
    const vendor = requires.flatMap((it) => [
      `# ${it.slice('require '.length)}`,
      '## explicit',
      it.split(' ')[1] ?? '',
    ]);
    const texts = {
      'go.mod': mod([...requires, `require ${GRPC} v1.68.0`]),
      'go.sum': `${lines.join('\n')}\n${GRPC} v1.68.0 ${HASH}\n`,
      'vendor/modules.txt': `${vendor.join('\n')}\n# ${GRPC} v1.68.0\n## explicit\n${GRPC}\n`,
    };
    const start = performance.now();
    expect(tell(texts)?.because).toContain('vendor/modules.txt line 60001');
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
