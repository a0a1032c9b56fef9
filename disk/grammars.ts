import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { GrammarName, Grammars, SyntaxParser } from '../core/domains/syntaxTree.ts';
import { shortenWay, type EngineMemory } from './engineMemory.ts';
import { errorCode } from './errorCode.ts';
import { syntaxTreeOf, wordsOf } from './syntaxTreeOf.ts';

/** The WebAssembly files: as the packages that bring them name them, and beside a bundle without folders and compressed. */
const FILES = {
  engine: 'web-tree-sitter/web-tree-sitter.wasm',
  go: 'tree-sitter-go/tree-sitter-go.wasm',
  hcl: '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
} as const;

/** The types of nodes of a grammar that may have children in fields, where these are few (its node-types.json). */
const HOLDERS: Partial<Record<GrammarName, readonly string[]>> = { hcl: ['object_elem'] };

/** Reads a WebAssembly file by the name that its package gives it. Rejects with words for users where it cannot. */
export type ReadWasm = (file: string) => Promise<Uint8Array>;

/** The grammars of tree-sitter: read and compiled at their first use. Rejects where their files are missing or damaged. */
export function diskGrammars(read: ReadWasm = readWasm): Grammars {
  const loaded = new Map<GrammarName, Promise<SyntaxParser>>();
  return {
    load: (name) => {
      const parser = loaded.get(name) ?? load(name, read);
      loaded.set(name, parser);
      return parser;
    },
  };
}

async function load(name: GrammarName, read: ReadWasm): Promise<SyntaxParser> {
  // Imported here, so that who has no file for it does not run it.
  const { Language, Parser } = await import('web-tree-sitter');
  await compiled(FILES.engine, read, async (wasmBinary) => {
    const own = { wasmBinary, printErr: () => undefined };
    const engine: EngineMemory & typeof own = own;
    await Parser.init(engine);
    shortenWay(engine);
  });
  const language = await compiled(FILES[name], read, (wasm) => Language.load(wasm));
  const words = wordsOf(language, HOLDERS[name]);
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    parse: (text) => {
      const tree = parser.parse(text);
      if (tree === null) throw new Error(`the ${name} parser gave no tree`);
      // Its memory is the engine's, which nobody else frees.
      try {
        return syntaxTreeOf(tree, text, words);
      } finally {
        tree.delete();
      }
    },
  };
}

async function compiled<Value>(
  file: string,
  read: ReadWasm,
  compile: (wasm: Uint8Array) => Promise<Value>,
): Promise<Value> {
  const wasm = await read(file);
  try {
    return await compile(wasm);
  } catch (error) {
    throw new Error(`${path.basename(file)} is damaged, or not for this version of Node`, { cause: error });
  }
}

/** Beside a bundle, where `scripts/build.mjs` puts it, or in its package. */
async function readWasm(file: string): Promise<Uint8Array> {
  const name = path.basename(file);
  const packed = await readBeside(`${name}.br`);
  if (packed !== undefined) return unpack(packed, name);
  try {
    return await readFile(createRequire(import.meta.url).resolve(file));
  } catch (error) {
    throw new Error(`${name} is missing`, { cause: error });
  }
}

/** `undefined`: no such file. */
async function readBeside(name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(new URL(name, import.meta.url));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Error(`${name} cannot be read (${errorCode(error)})`, { cause: error });
  }
}

async function unpack(packed: Buffer, name: string): Promise<Uint8Array> {
  try {
    return await promisify(brotliDecompress)(packed);
  } catch (error) {
    throw new Error(`${name}.br is damaged`, { cause: error });
  }
}
