import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../core/features/hover.ts';
import { filePath } from '../../core/text/filePath.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

const GRPC = 'google.golang.org/grpc';
const HASH = 'h1:xzBzYyoB1mTWhCvn4LEAXLGeSyQZCPTVPDHuOvS9BDs=';

type Texts = Readonly<Record<string, string>>;

function mod(name: string, lines: readonly string[] = [], go = '1.25.0'): string {
  return [`module shop.example/${name}`, '', `go ${go}`, '', ...lines, ''].join('\n');
}

/** What is told at the first place of a word in a file. */
async function hover(texts: Texts, file: string, word: string): Promise<string> {
  const { snapshot } = await checkTexts(texts);
  const offset = texts[file]?.indexOf(word) ?? -1;
  expect(offset).toBeGreaterThanOrEqual(0);
  const markdown = hoverAt(snapshot, filePath(`${FOLDER}/${file}`), offset)?.markdown ?? '';
  return markdown.replaceAll('\\.', '.');
}

describe('hover in go.mod', () => {
  const together = {
    'go.work': 'go 1.25.0\n\nuse (\n\t./orders\n\t./stock\n\t./tools\n)\n',
    'orders/go.mod': mod('orders', [`require ${GRPC} v1.66.3`]),
    'stock/go.mod': mod('stock', [`require ${GRPC} v1.68.1`]),
    'tools/go.mod': mod('tools'),
  };

  it('says which other module decides, at the requirement that does not', async () => {
    const text = await hover(together, 'orders/go.mod', 'v1.66.3');
    expect(text).toContain(
      '**grpc-go `v1.68.1`** or newer, because stock/go.mod line 5 requires it, which go.work builds together with this module.',
    );
    expect(text).toContain('Refuses every TLS connection');
  });

  it('says at the line that decides for whom it does', async () => {
    const text = await hover(together, 'stock/go.mod', 'v1.68.1');
    expect(text).toContain('because go.mod line 5 requires it.');
    expect(text).toContain('This line has a part in the build of `shop.example/orders` as well.');
    expect(text).not.toContain('tools');
  });

  it('says it at the name of a module that does not name grpc-go', async () => {
    expect(await hover(together, 'tools/go.mod', 'shop.example/tools')).toContain(
      'This go.mod does not name `google.golang.org/grpc`. If its packages use it, it is this one.',
    );
    const old = { 'go.mod': mod('orders', [], '1.16'), 'go.sum': `${GRPC} v1.66.3 ${HASH}\n` };
    const text = await hover(old, 'go.mod', 'shop.example/orders');
    expect(text).toContain('**grpc-go `v1.66.3`**, because go.sum line 1 has the hash of its code');
    expect(text).toContain('This go.mod does not name `google.golang.org/grpc`, but the build has it.');
    expect(text).toContain('Does not refuse TLS connections without ALPN');
    expect(await hover(old, 'go.sum', GRPC)).toBe(text);
  });

  it('says that a version is newer than any known', async () => {
    const text = await hover({ 'go.mod': mod('orders', [`require ${GRPC} v1.99.0`]) }, 'go.mod', 'v1.99.0');
    expect(text).toContain('the newest grpc-go known is v1.85.0, which still refuses them.');
  });

  it('says why nothing is known', async () => {
    const text = await hover(
      { 'go.mod': mod('orders', [`require ${GRPC} v1.68.1`, `replace ${GRPC} => ./_fork_`]) },
      'go.mod',
      'v1.68.1',
    );
    expect(text).toBe(
      'Which `google.golang.org/grpc` this build selects is not known: go.mod line 6 replaces it by ./\\_fork\\_, whose code is not known.',
    );
  });

  it('says nothing elsewhere', async () => {
    expect(await hover(together, 'go.work', './orders')).toBe('');
    expect(await hover({ 'go.mod': mod('orders') }, 'go.mod', 'shop.example/orders')).toBe('');
  });
});
