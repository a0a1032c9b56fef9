import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { diskGrammars } from '../../disk/grammars.ts';
import { grammars } from '../support/grammars.ts';

const require = createRequire(import.meta.url);

function fromPackage(file: string): Promise<Uint8Array> {
  return readFile(require.resolve(file));
}

async function types(text: string): Promise<readonly string[]> {
  const { root } = (await grammars.load('go')).parse(text);
  return root.children.map(({ type, text: its }) => `${type} ${its.split('\n')[0] ?? ''}`);
}

describe('the grammar of Go', () => {
  it('gives nodes in the order of the text, with offsets as JavaScript counts', async () => {
    const text = 'package größe // 😀\n\nvar a, b = tls.Dial("日本", nil)\n';
    const { root } = (await grammars.load('go')).parse(text);
    const [call] = root.ofTypes('call_expression');
    expect(call?.text).toBe('tls.Dial("日本", nil)');
    expect(call?.start).toBe(text.indexOf('tls.Dial'));
    expect(call?.child('function')?.text).toBe('tls.Dial');
    expect(call?.child('arguments')?.parts.map((it) => `${it.type} ${it.text}`)).toEqual([
      'interpreted_string_literal "日本"',
      'nil nil',
    ]);
    expect(call?.child('arguments')?.children.map(({ type, isNamed }) => `${type} ${isNamed}`)).toEqual([
      '( false',
      'interpreted_string_literal true',
      ', false',
      'nil true',
      ') false',
    ]);
    expect(call?.parent?.field).toBe('value');
    expect([...root.ofTypes('identifier')].map((it) => it.text)).toEqual(['a', 'b', 'tls']);
    for (const node of root.ofTypes('identifier', 'call_expression', 'comment')) {
      for (let at = node.parent; at !== undefined; at = at.parent) expect(at.contains(node)).toBe(true);
    }
  });

  it('gives a tree for whatever is written', async () => {
    expect(await types('package a\n\nfunc broken( {\n')).toContain('ERROR func broken( {');
    expect(await types('')).toEqual([]);
    expect(await types('\u0000\uD800 ')).toHaveLength(1);
    const deep = await types(`package a\n\nvar x = ${'('.repeat(50_000)}`);
    expect(deep[0]).toBe('package_clause package a');
  });

  it('is read once', async () => {
    const read: string[] = [];
    const own = diskGrammars((file) => {
      read.push(file);
      return fromPackage(file);
    });
    expect(await own.load('go')).toBe(await own.load('go'));
    expect(read).toEqual(['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-go/tree-sitter-go.wasm']);
  });

  it.each([
    ['no WebAssembly at all', Uint8Array.of(1, 2, 3)],
    ['half of it', undefined],
  ])('that is damaged is refused with its name: %s', async (_, bytes) => {
    const own = diskGrammars(async (file) => {
      const whole = await fromPackage(file);
      if (file.startsWith('web-tree-sitter/')) return whole;
      return bytes ?? whole.subarray(0, whole.length / 2);
    });
    await expect(own.load('go')).rejects.toThrow('tree-sitter-go.wasm is damaged, or not for this version of Node');
    expect(await types('package a')).toEqual(['package_clause package a']);
  });
});

describe('the grammar of HCL', () => {
  it('gives nodes with offsets as JavaScript counts, also behind what is half typed', async () => {
    const text = 'resource "aws_lb" "größe 😀" {\n  name =\n}\n\nlocals {\n  a = 1\n}\n';
    const { root } = (await grammars.load('hcl')).parse(text);
    const blocks = [...root.ofTypes('block')].map((it) => it.text);
    expect(blocks.at(-1)).toBe('locals {\n  a = 1\n}');
    expect([...root.ofTypes('string_lit')].map((it) => it.text)).toEqual(['"aws_lb"', '"größe 😀"']);
  });

  it('is read without that of Go', async () => {
    const read: string[] = [];
    const own = diskGrammars((file) => {
      read.push(file);
      return fromPackage(file);
    });
    await own.load('hcl');
    expect(read).toEqual([
      'web-tree-sitter/web-tree-sitter.wasm',
      '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
    ]);
  });

  it('that is damaged is refused with its name, and costs nothing else', async () => {
    const own = diskGrammars(async (file) => {
      const whole = await fromPackage(file);
      return file.includes('hcl') ? whole.subarray(0, whole.length / 2) : whole;
    });
    await expect(own.load('hcl')).rejects.toThrow('tree-sitter-hcl.wasm is damaged, or not for this version of Node');
    expect((await own.load('go')).parse('package a').root.children).toHaveLength(1);
  });
});
