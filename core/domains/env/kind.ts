import { baseName, folderOf, type FilePath } from '../../text/filePath.ts';
import { isCompose, isDockerfile } from '../containerFiles.ts';

/** How a file is read. */
export type EnvKind =
  | 'dockerfile'
  | 'compose'
  | 'workflow'
  | 'yaml'
  | 'launch.json'
  | 'devcontainer.json'
  | 'systemd'
  | 'shell'
  | 'dotenv'
  /** Variables as systemd's `EnvironmentFile=` reads them. */
  | 'environment-file';

const YAML = /\.ya?ml(?:\.(?:template|j2|jinja2?|tmpl|tpl|gotmpl))?$/i;
const DOTENV = /^\.env(?:[.-][\w.-]{1,100})?$|^[^/]{1,100}\.env(?:\.(?:example|sample|template|dist))?$/i;
/** What is named after such a file and is none: `.env.d.ts`, `.env.md`. */
const NO_DOTENV = /\.(?:md|go|js|ts|mjs|cjs|py|rb|json|ya?ml|enc|gpg|age)$/i;
const SHELL = /\.(?:sh|bash|zsh|ksh)$|^\.(?:envrc|profile|bashrc|bash_profile|zshrc|zshenv|zprofile)$/;
/** Scripts that go without an ending in images. */
const SCRIPT = /^(?:docker-)?entrypoint$/;
/** Units that start something (systemd.exec(5)), and those of Podman. */
const UNIT = /\.(?:service|socket|mount|swap|container)(?:\.(?:template|j2|jinja2?|tmpl|tpl|gotmpl|erb))?$/;
const DROP_IN = /\.(?:service|socket|mount|swap|container)\.d$/;

/** What kind of file a name makes it. `undefined`: none of this room. */
export function kindOf(path: FilePath): EnvKind | undefined {
  const name = baseName(path);
  const folder = baseName(folderOf(path));
  if (isDockerfile(path)) return 'dockerfile';
  if (isCompose(path)) return 'compose';
  if (YAML.test(name)) return isWorkflow(path, name) ? 'workflow' : 'yaml';
  if (name === 'launch.json') return folder === '.vscode' ? 'launch.json' : undefined;
  if (name === 'devcontainer.json' || name === '.devcontainer.json') return 'devcontainer.json';
  if (UNIT.test(name) || (DROP_IN.test(folder) && name.endsWith('.conf'))) return 'systemd';
  if (SHELL.test(name) || SCRIPT.test(name)) return 'shell';
  if (DOTENV.test(name) && !NO_DOTENV.test(name)) return 'dotenv';
  return (folder === 'default' || folder === 'sysconfig') && /^[\w-]{1,100}$/.test(name)
    ? 'environment-file'
    : undefined;
}

function isWorkflow(path: FilePath, name: string): boolean {
  return path.includes('/.github/workflows/') || /^action\.ya?ml$/.test(name);
}
