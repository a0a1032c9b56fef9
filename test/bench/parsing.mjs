/**
 * Parses files, and nothing else, with the library and the grammar that the rooms use: what reading them is measured against. Takes the names of
 * the files, one in each line of its standard input, and prints how long parsing took, in milliseconds. Started by declarationMeasures.mjs.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import { parseAllDocuments } from 'yaml';

const names = readFileSync(0, 'utf8').split('\n').filter(Boolean);
const files = names.map((name) => ({ name, text: readFileSync(name, 'utf8') }));

const wasm = createRequire(import.meta.url).resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm');
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(readFileSync(wasm)));

const start = performance.now();
for (const { name, text } of files) {
  if (name.endsWith('.tf')) parser.parse(text)?.delete();
  else parseAllDocuments(text, { logLevel: 'silent' });
}
process.stdout.write(String(performance.now() - start));
