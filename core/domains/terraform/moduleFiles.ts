import { baseName, folderOf, isInside, relativeTo, resolvePath, type FilePath } from '../../text/filePath.ts';
import { attributesIn, blocksIn, bodyOf, type BlockAttribute } from './hcl.ts';
import { isElsewhere, isTerragrunt } from './recognise.ts';
import { templateParts } from './strings.ts';
import type { Block, TerraformTree } from './tree.ts';
import type { TerraformFile } from './values.ts';

/** The files of one module, and what else of the workspace has a say in its variables. */
export interface ModuleFiles {
  readonly folder: FilePath;
  /** Its `*.tf` files, by name. */
  readonly files: readonly TerraformFile[];
  /** Files of values that Terraform reads by itself, later ones counting more: terraform.tfvars, then `*.auto.tfvars` by name. */
  readonly read: readonly TerraformFile[];
  /** Files of values that somebody may name: `-var-file`. */
  readonly named: readonly TerraformFile[];
  /** What is not evaluated, and has a say: files in JSON, and Terragrunt's, and what is too much to be read. */
  readonly elsewhere: readonly TerraformFile[];
  /** Calls of this module in the workspace. */
  readonly calls: readonly Call[];
}

/** One call of a module of the workspace. */
export interface Call {
  readonly file: TerraformFile;
  /** The names of the variables that it gives values. */
  readonly gives: ReadonlySet<string>;
}

/** The modules of a workspace. */
export function modulesOf(all: Iterable<TerraformFile>): readonly ModuleFiles[] {
  const code = new Map<FilePath, TerraformFile[]>();
  const values = new Map<FilePath, TerraformFile[]>();
  const terragrunt: TerraformFile[] = [];
  for (const file of all) {
    if (isTerragrunt(file.path)) {
      terragrunt.push(file);
      continue;
    }
    const byFolder = file.tree.isValues ? values : code;
    const folder = folderOf(file.path);
    const same = byFolder.get(folder);
    if (same === undefined) byFolder.set(folder, [file]);
    else same.push(file);
  }
  const calls = callsOf([...code.values()].flat());
  const owned = valuesByModule(code, values);
  return [...code].map(([folder, all]) => {
    const files = all.filter((it) => !isApart(it));
    const given = owned.get(folder) ?? [];
    const own = given.filter((it) => !isApart(it));
    const apart = [...all, ...given].filter(isApart);
    const isRead = (it: TerraformFile): boolean => folderOf(it.path) === folder && readsByItself(it.path);
    return {
      folder,
      files: sorted(files),
      read: sorted(own.filter(isRead)).sort((a, b) => Number(isAutomatic(a.path)) - Number(isAutomatic(b.path))),
      named: sorted(own.filter((it) => !isRead(it))),
      elsewhere: sorted([...apart, ...terragrunt.filter((it) => isUsedBy(it, folder))]),
      calls: calls.get(folder) ?? [],
    };
  });
}

/** Whether Terragrunt runs a module in its folder, or below that, or what it names as its source seems to be that module. */
function isUsedBy({ path, text }: TerraformFile, folder: FilePath): boolean {
  if (isInside(folder, folderOf(path))) return true;
  const sources = [...text.matchAll(/\bsource\s{0,40}=\s{0,40}"([^"?\n]{1,500})/g)].map(([, it]) => it ?? '');
  return sources.some((it) => it.split('/').findLast((part) => part !== '') === baseName(folder));
}

/** Whether a file that is not evaluated names something; it changes that, or gives it a value. */
export function namesApart({ path, text, tree }: TerraformFile, name: string): boolean {
  return path.endsWith('.json')
    ? text.includes(JSON.stringify(name))
    : tree.refusal !== undefined && text.includes(name);
}

/** What another file declares, one that is not read does not change unless it gives values, or overrides. */
function isApart({ path, tree }: TerraformFile): boolean {
  return isElsewhere(path) || (tree.refusal !== undefined && (tree.isValues || overrides(path)));
}

/** https://developer.hashicorp.com/terraform/language/values/variables */
function readsByItself(path: FilePath): boolean {
  return baseName(path) === 'terraform.tfvars' || isAutomatic(path);
}

function isAutomatic(path: FilePath): boolean {
  return path.endsWith('.auto.tfvars');
}

function sorted(files: readonly TerraformFile[]): TerraformFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Files of values in a folder without code belong to what stands above it: `environments/production.tfvars`. */
function valuesByModule(
  code: ReadonlyMap<FilePath, readonly TerraformFile[]>,
  values: ReadonlyMap<FilePath, readonly TerraformFile[]>,
): ReadonlyMap<FilePath, readonly TerraformFile[]> {
  const owned = new Map<FilePath, TerraformFile[]>();
  for (const [folder, files] of values) {
    let owner = folder;
    while (!code.has(owner) && owner !== folderOf(owner)) owner = folderOf(owner);
    if (!code.has(owner) || !isInside(folder, owner)) continue;
    if (relativeTo(owner, folder).split('/').length > DEEPEST_VALUES) continue;
    const same = owned.get(owner);
    if (same === undefined) owned.set(owner, [...files]);
    else same.push(...files);
  }
  return owned;
}

/** Values that stand deeper below a module are hardly its own, in folders. */
const DEEPEST_VALUES = 3;

function callsOf(files: readonly TerraformFile[]): ReadonlyMap<FilePath, readonly Call[]> {
  const calls = new Map<FilePath, Call[]>();
  for (const file of files) {
    for (const { source, gives } of callsIn(file.tree)) {
      const folder = resolvePath(folderOf(file.path), source);
      const same = calls.get(folder);
      if (same === undefined) calls.set(folder, [{ file, gives }]);
      else same.push({ file, gives });
    }
  }
  return calls;
}

interface LocalCall {
  readonly source: string;
  readonly gives: ReadonlySet<string>;
}

/** The calls of modules of the workspace in a file: looked for once, though all files are asked after every keystroke in one. */
function callsIn(tree: TerraformTree): readonly LocalCall[] {
  const known = localCalls.get(tree);
  if (known !== undefined) return known;
  const found = tree.blocks.flatMap((block): readonly LocalCall[] => {
    if (block.type !== 'module') return [];
    const attributes = attributesIn(bodyOf(block));
    const source = sourceOf(attributes);
    if (source === undefined || !/^\.{1,2}\//.test(source)) return [];
    return [{ source, gives: new Set(attributes.map(({ name }) => name)) }];
  });
  localCalls.set(tree, found);
  return found;
}

const localCalls = new WeakMap<TerraformTree, readonly LocalCall[]>();

/** What a module block names as its source: always a plain text. */
export function sourceOf(attributes: readonly BlockAttribute[]): string | undefined {
  const literal = attributes.find(({ name }) => name === 'source')?.expression.parts[0]?.parts[0];
  const parts = literal?.type === 'string_lit' ? templateParts(literal) : undefined;
  return parts?.map((it) => (it.kind === 'text' ? it.text : '')).join('');
}

/** The values of a file of values by their names; of each, the first and whatever gives it a value again. */
export function valuesByName({ tree }: TerraformFile): ReadonlyMap<string, readonly BlockAttribute[]> {
  const known = given.get(tree);
  if (known !== undefined) return known;
  const found = new Map<string, BlockAttribute[]>();
  given.set(tree, found);
  for (const it of attributesIn(tree.syntax.root.children.find(({ type }) => type === 'body'))) {
    const same = found.get(it.name);
    if (same === undefined) found.set(it.name, [it]);
    else same.push(it);
  }
  return found;
}

const given = new WeakMap<TerraformTree, ReadonlyMap<string, readonly BlockAttribute[]>>();

/** The values of the `locals` of a module's file. */
export function localsIn(file: TerraformFile): readonly BlockAttribute[] {
  return file.tree.blocks.flatMap((it: Block) => (it.type === 'locals' ? attributesIn(bodyOf(it)) : []));
}

/** Whether a file's blocks change those of others (https://developer.hashicorp.com/terraform/language/files/override). */
export function overrides(path: FilePath): boolean {
  const name = baseName(path);
  return name === 'override.tf' || name.endsWith('_override.tf');
}

/** The blocks of a type within another one: `default_action`. */
export function nestedIn(block: Block, type: string): readonly Block[] {
  return blocksIn(bodyOf(block)).filter((it) => it.type === type);
}
