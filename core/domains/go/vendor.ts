import { parseGoVersion } from '../../alpn/index.ts';
import type { Parse } from '../domain.ts';
import type { VendoredModule, VendorTree } from './tree.ts';

type Building = { -readonly [Key in keyof VendoredModule]: VendoredModule[Key] };

/** The name of a module in one version, or in none. */
export function moduleKey(path: string, version: string | undefined): string {
  return `${path} ${version ?? ''}`;
}

/** Reads a vendor/modules.txt as the go command does (cmd/go/internal/modload/vendor.go, readVendorList). */
export function parseVendor(text: string): Parse<VendorTree> {
  const modules = new Map<string, Building>();
  let current: Building | undefined;
  let line = 1;
  for (let start = 0; start < text.length; line++) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    const content = text.slice(start, end);
    if (content.startsWith('# ')) {
      const words = fields(content);
      if (words.length >= 3)
        current = moduleIn(words, modules, { start: start + 2, end: start + content.trimEnd().length, line });
    } else if (current !== undefined) {
      if (content.startsWith('## ')) current.explicit ||= annotations(content).includes('explicit');
      else current.used ||= !content.startsWith('#') && fields(content).length === 1;
    }
    start = end + 1;
  }
  const first = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  const workspace = first.startsWith('## ') && annotations(first).includes('workspace');
  return { tree: { kind: 'vendor', workspace, modules }, problems: [] };
}

function fields(line: string): readonly string[] {
  return line.split(/\s+/).filter((it) => it !== '');
}

function annotations(line: string): readonly string[] {
  return line
    .slice(3)
    .split(';')
    .map((it) => it.trim());
}

/** `# path version`, `# path version => other [version]`, `# path => other [version]`. */
function moduleIn(
  [, path = '', second = '', ...others]: readonly string[],
  modules: Map<string, Building>,
  { start, end, line }: { readonly start: number; readonly end: number; readonly line: number },
): Building | undefined {
  const version = parseGoVersion(second) === undefined ? undefined : second;
  if (version === undefined && second !== '=>') return undefined;
  const target = version === undefined ? others : others.slice(others[0] === '=>' ? 1 : others.length);
  const key = moduleKey(path, version);
  let module = modules.get(key);
  if (module === undefined) {
    module = {
      ...{ path, version, explicit: false, used: false, replacement: undefined },
      ...{ span: { start, end }, line },
    };
    modules.set(key, module);
  }
  const [to, toVersion] = target;
  if (to !== undefined && target.length <= 2) module.replacement = { path: to, version: toVersion };
  return module;
}
