import { baseName, type FilePath } from '../../text/filePath.ts';
import type { Parse } from '../domain.ts';
import { parseCompose } from './compose.ts';
import { parseDockerfile } from './dockerfile.ts';
import { parseVariables } from './dotenv.ts';
import { parseDevcontainer, parseLaunch } from './json.ts';
import { kindOf } from './kind.ts';
import { parseShell } from './shell.ts';
import { parseSystemd } from './systemd.ts';
import type { EnvTree } from './tree.ts';
import { parseYaml } from './yaml.ts';

/** Parses a file of this room; one that another file names as its variables may have any name. Problems are none of this product's. */
export function parse(text: string, path: FilePath): Parse<EnvTree> {
  return { tree: treeOf(text, path), problems: [] };
}

function treeOf(text: string, path: FilePath): EnvTree {
  const kind = kindOf(path);
  switch (kind) {
    case 'dockerfile':
      return parseDockerfile(text);
    case 'compose':
      return parseCompose(text);
    case 'workflow':
    case 'yaml':
      return parseYaml(text, kind);
    case 'launch.json':
      return parseLaunch(text);
    case 'devcontainer.json':
      return parseDevcontainer(text);
    case 'systemd':
      return parseSystemd(text, path);
    case 'shell':
      return parseShell(text);
    case 'dotenv':
    case undefined:
      return parseVariables(text, { isForSystemd: false });
    case 'environment-file':
      return withProgram(parseVariables(text, { isForSystemd: true }), baseName(path));
  }
}

/** `/etc/default/orders` is what the unit of that name reads. */
function withProgram(tree: EnvTree, program: string): EnvTree {
  return { ...tree, assignments: tree.assignments.map((it) => ({ ...it, program })) };
}
