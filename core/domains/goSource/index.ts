import type { FilePath } from '../../text/filePath.ts';
import type { Domain, Parse } from '../domain.ts';
import type { SyntaxParser } from '../syntaxTree.ts';
import type { GoSourceFacts } from './facts.ts';
import { prepare, read } from './read.ts';
import { candidate, recognise, units } from './recognise.ts';
import { goFile } from './source.ts';
import type { GoSourceTree } from './tree.ts';

/** Go source that has to do with grpc-go: where it takes and opens connections, with which TLS, and where it switches the check off. */
export const goSourceDomain: Domain<GoSourceTree, GoSourceFacts> = {
  id: 'goSource',
  grammar: 'go',
  candidate,
  recognise,
  units,
  parse,
  wants: () => [],
  read,
  prepare,
};

function parse(text: string, path: FilePath, parser?: SyntaxParser): Parse<GoSourceTree> {
  if (parser === undefined) throw new Error(`${path} is parsed with the grammar of Go`);
  return { tree: { file: goFile(path, parser.parse(text)) }, problems: [] };
}
