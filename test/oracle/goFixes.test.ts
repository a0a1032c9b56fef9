import { describe, expect, it } from 'vitest';
import type { GoPlace } from '../../core/domains/goSource/facts.ts';
import type { SyntaxNode, SyntaxTree } from '../../core/domains/syntaxTree.ts';
import { addProtocols, type WantedProtocols } from '../../core/rules/goProtocols.ts';
import { filePath } from '../../core/text/filePath.ts';
import { applyEdits, type TextEdit } from '../../core/text/textEdit.ts';
import { grammars } from '../support/grammars.ts';
import { unformatted, vetted } from './gofmt.ts';
import { CONFIG_SHAPES, type GoShape } from './goShapes.ts';

const parser = await grammars.load('go');
const FILE = filePath('/go/main.go');
const MODULE = { 'go.mod': 'module example.com/shapes\n\ngo 1.24\n' };

/** A file of its own in one package; nothing that it imports is unused. */
function fileOf({ text }: GoShape, number: number): string {
  const body = text.replaceAll('NAME', `Shape${number}`);
  const imports = ['crypto/tls', 'net', 'net/http'].filter((path) => body.includes(`${path.split('/').at(-1) ?? ''}.`));
  const [first = ''] = imports;
  const block =
    imports.length === 1 ? `import "${first}"` : `import (\n${imports.map((it) => `\t"${it}"\n`).join('')})`;
  return `package shapes\n\n${block}\n\n${body}`;
}

/** Where the configuration of a shape is made, and what sets its protocols. */
function configOf(tree: SyntaxTree): { readonly made: GoPlace; readonly protocolsSet: GoPlace | undefined } {
  const at = (node: SyntaxNode): GoPlace => ({ file: FILE, node });
  const text = (node: SyntaxNode | undefined): string => node?.text ?? '';
  const made =
    [...tree.ofTypes('composite_literal')].find((it) => text(it.child('type')) === 'tls.Config') ??
    [...tree.ofTypes('call_expression')].find((it) => /^new$|\.Clone$/.test(text(it.child('function')))) ??
    [...tree.ofTypes('var_spec')].find((it) => text(it.child('type')) === 'tls.Config')?.child('name') ??
    [...tree.ofTypes('nil')][0];
  const set = [
    ...[...tree.ofTypes('keyed_element')].filter((it) => text(it.child('key')) === 'NextProtos'),
    ...[...tree.ofTypes('assignment_statement')].filter((it) => text(it.child('left')).endsWith('.NextProtos')),
  ][0];
  const value = set?.child('value')?.parts[0] ?? set?.child('right')?.parts[0];
  if (made === undefined) throw new Error(`no configuration: ${tree.text}`);
  return { made: at(made), protocolsSet: value && at(value) };
}

function after(text: string, edits: readonly TextEdit[] | undefined): string {
  if (edits === undefined) throw new Error(`no edit: ${text}`);
  return applyEdits(text, edits);
}

describe.each([[['h2']], [['h2', 'http/1.1']], [['http/1.1', 'h2']]] as const)(
  'adding %j',
  (wanted: WantedProtocols) => {
    const before = CONFIG_SHAPES.map(fileOf);
    const changed = before.map((text) => after(text, addProtocols(configOf(parser.parse(text)), wanted)));
    const files = (texts: readonly string[]): Record<string, string> =>
      Object.fromEntries(texts.map((text, i) => [`shape${i}.go`, text]));

    it('begins with what gofmt would leave as it is', async () => {
      expect(await unformatted(files(before))).toBe('');
    });

    it('gofmt would leave it as it is', async () => {
      expect(await unformatted(files(changed))).toBe('');
    });

    it('compiles, and go vet has nothing to say', async () => {
      expect(await vetted({ ...MODULE, ...files(changed) })).toBe('');
    });

    it('h2 is in each of them, once', () => {
      expect(changed.map((text) => text.split('"h2"').length - 1)).toEqual(changed.map(() => 1));
    });
  },
);
