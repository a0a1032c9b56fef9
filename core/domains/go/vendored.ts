import { compareGoVersions, goLineFits, GRPC_GO, parseGoVersion, type GoVersion } from '../../alpn/index.ts';
import { folderOf, type FilePath } from '../../text/filePath.ts';
import type { ParsedFile } from '../domain.ts';
import { replacing, type Build } from './build.ts';
import { vendorOf, type GoInput, type ModFile } from './files.ts';
import type { VendoredModule, VendorTree } from './tree.ts';
import { moduleKey } from './vendor.ts';
import { isFolder, isGoLine } from './word.ts';

/** A vendor/modules.txt beside a build, and the grpc-go in it. */
export interface Vendored {
  readonly file: ParsedFile<VendorTree>;
  /** `undefined`: it has no package of grpc-go. */
  readonly grpc: { readonly version: GoVersion; readonly module: VendoredModule } | undefined;
}

/**
 * The vendored code that a build takes. `'inconsistent'`: go refuses to build, since modules.txt does not fit go.mod. `undefined`: the
 * build takes none (cmd/go/internal/modload: setDefaultBuildMod in init.go, checkVendorConsistency in vendor.go).
 */
export function vendoredOf(input: GoInput, build: Build): Vendored | 'inconsistent' | undefined {
  const main = build.work ?? build.mains[0];
  const file = main === undefined ? undefined : vendorOf(input, main);
  if (main === undefined || file === undefined || file.tree.workspace !== (build.work !== undefined)) return undefined;
  const { go } = main.tree;
  if (go === undefined || !isGoLine(go.value) || !goLineFits(go.value, '1.14')) return undefined;
  if (build.missing !== undefined) return undefined;
  if (!fits(file.tree, build)) return 'inconsistent';
  let grpc: Vendored['grpc'];
  for (const module of file.tree.modules.values()) {
    const version = module.path === GRPC_GO && module.used ? parseGoVersion(module.version ?? '') : undefined;
    if (version === undefined || (grpc !== undefined && compareGoVersions(version, grpc.version) <= 0)) continue;
    grpc = { version, module };
  }
  return { file, grpc };
}

function fits({ modules }: VendorTree, build: Build): boolean {
  const required = new Set<string>();
  for (const { tree } of build.mains) {
    for (const { path, version } of tree.requirements) required.add(moduleKey(path.value, version.value));
  }
  for (const key of required) if (modules.get(key)?.explicit !== true) return false;
  for (const [key, { used, explicit }] of modules) if (used && explicit && !required.has(key)) return false;
  return replacementsFit(modules, build);
}

function replacementsFit(modules: VendorTree['modules'], build: Build): boolean {
  const own = new Set(build.work === undefined ? [] : build.mains.map(({ tree }) => tree.module?.value));
  for (const [path, files] of build.replacements) {
    const versions = new Set(
      files.flatMap(({ byVersion, ofAll }) => [...byVersion.keys(), ...(ofAll === undefined ? [] : [''])]),
    );
    for (const version of versions) {
      if (version === '' && own.has(path)) continue;
      const told = modules.get(moduleKey(path, version))?.replacement;
      if (told === undefined || !isSame(told, build, path, version)) return false;
    }
  }
  for (const { path, version, replacement } of modules.values()) {
    if (replacement !== undefined && replacing(build, path, version) === undefined) return false;
  }
  return true;
}

function isSame(
  told: NonNullable<VendoredModule['replacement']>,
  build: Build,
  path: string,
  version: string,
): boolean {
  const found = replacing(build, path, version);
  if (found === undefined) return false;
  const { to } = found.replacement;
  return told.version === to.version?.value && told.path === pathIn(build, found.file, to.path.value);
}

/** The path that replaces a module as modules.txt names it: folders as seen from go.work, where there is one (canonicalizeReplacePath). */
function pathIn({ work }: Build, file: ModFile, path: string): string {
  if (work === undefined || work === file || !isFolder(path) || !path.startsWith('.')) return path;
  return fromFolder(folderOf(work.path), `${folderOf(file.path)}/${path}`);
}

/** A folder as seen from another one, beginning with `./` or `../`. */
function fromFolder(from: FilePath, absolute: string): string {
  const parts: string[] = [];
  for (const part of absolute.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const base = from.split('/').filter((it) => it !== '');
  let same = 0;
  while (same < base.length && base[same] === parts[same]) same++;
  const up = base.length - same;
  return [...(up === 0 ? ['.'] : Array.from({ length: up }, () => '..')), ...parts.slice(same)].join('/');
}
