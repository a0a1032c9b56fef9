import { goLineFits, GRPC_GO } from '../../alpn/index.ts';
import { baseName, filePath, folderOf, resolvePath, type FilePath } from '../../text/filePath.ts';
import type { DomainInput, Parse, ParsedFile } from '../domain.ts';
import { parse } from './parse.ts';
import { parseSums } from './sums.ts';
import type { GoTree, ModTree, SumTree, VendorTree, VersionTree } from './tree.ts';
import { parseVendor } from './vendor.ts';
import { parseVersionFile } from './versionFile.ts';
import { isGoLine } from './word.ts';

/** A go.mod or go.work. */
export type ModFile = ParsedFile<ModTree>;

/** What this room sees of a workspace folder. */
export type GoInput = Pick<DomainInput<GoTree>, 'folder' | 'files' | 'absent'>;

/** The folder of vendored code of grpc-go, below that of the module or workspace. */
const VENDORED_GRPC = `vendor/${GRPC_GO}`;

/** Reads a file by its name: what is asked for beside go.mod and go.work has few names. */
export function parseFile(text: string, path: FilePath): Parse<GoTree> {
  switch (baseName(path)) {
    case 'go.sum':
    case 'go.work.sum':
      return parseSums(text);
    case 'modules.txt':
      return parseVendor(text);
    case 'version.go':
      return parseVersionFile(text);
    default:
      return parse(text);
  }
}

/** Whether a file is a go.mod or go.work. */
function isModFile(file: ParsedFile<GoTree>): file is ModFile {
  return file.tree.kind === 'mod';
}

/** The go.mod and go.work files among all that this room reads: the same map as long as the files are the same. */
export function modFilesOf(files: ReadonlyMap<FilePath, ParsedFile<GoTree>>): ReadonlyMap<FilePath, ModFile> {
  let found = known.get(files);
  if (found === undefined) {
    found = new Map([...files].flatMap(([path, file]) => (isModFile(file) ? [[path, file] as const] : [])));
    known.set(files, found);
  }
  return found;
}

const known = new WeakMap<ReadonlyMap<FilePath, ParsedFile<GoTree>>, ReadonlyMap<FilePath, ModFile>>();

/** The go.mod of a folder that stands in a line of another module file; `undefined`: it is not known. */
export function moduleIn({ files }: GoInput, from: ModFile, folder: string): ModFile | undefined {
  const file = files.get(goModIn(from, folder));
  return file !== undefined && isModFile(file) ? file : undefined;
}

/** The name of the go.mod of a folder that stands in a line of another module file. */
export function goModIn(from: ModFile, folder: string): FilePath {
  return filePath(`${resolvePath(folderOf(from.path), folder)}/go.mod`);
}

/** Of a go.mod its go.sum, of a go.work its go.work.sum; `undefined`: not known, `'none'`: there is none. */
export function sumsOf({ files, absent }: GoInput, { path }: ModFile): ParsedFile<SumTree> | 'none' | undefined {
  const sums = sumFileOf(path);
  const file = files.get(sums);
  if (file !== undefined) return isSums(file) ? file : undefined;
  return absent.get(sums)?.kind === 'missing' ? 'none' : undefined;
}

/** The name of the go.sum or go.work.sum beside a go.mod or go.work. */
export function sumFileOf(path: FilePath): FilePath {
  return filePath(`${folderOf(path)}/${baseName(path) === 'go.work' ? 'go.work.sum' : 'go.sum'}`);
}

function isSums(file: ParsedFile<GoTree>): file is ParsedFile<SumTree> {
  return file.tree.kind === 'sum';
}

/** The vendor/modules.txt beside a go.mod or go.work. */
export function vendorOf({ files }: GoInput, { path }: ModFile): ParsedFile<VendorTree> | undefined {
  const file = files.get(vendorFileOf(path));
  return file !== undefined && isVendor(file) ? file : undefined;
}

/** The name of the vendor/modules.txt beside a go.mod or go.work. */
export function vendorFileOf(path: FilePath): FilePath {
  return filePath(`${folderOf(path)}/vendor/modules.txt`);
}

function isVendor(file: ParsedFile<GoTree>): file is ParsedFile<VendorTree> {
  return file.tree.kind === 'vendor';
}

/** The version.go of a folder with grpc-go's code. */
export function versionFileIn({ files }: GoInput, folder: FilePath): ParsedFile<VersionTree> | undefined {
  const file = files.get(filePath(`${folder}/version.go`));
  return file !== undefined && isVersion(file) ? file : undefined;
}

function isVersion(file: ParsedFile<GoTree>): file is ParsedFile<VersionTree> {
  return file.tree.kind === 'version';
}

/** The folder where grpc-go's code stands that is vendored beside a go.mod or go.work. */
export function vendoredGrpcIn({ path }: ModFile): FilePath {
  return filePath(`${folderOf(path)}/${VENDORED_GRPC}`);
}

/** Whether it is a go.work. */
export function isWork({ path }: ModFile): boolean {
  return baseName(path) === 'go.work';
}

/** From Go 1.17 on a go.mod names every module whose packages are built (go.dev/ref/mod, graph pruning). */
export function namesAll({ go }: ModTree): boolean {
  return go !== undefined && isGoLine(go.value) && goLineFits(go.value, '1.17');
}
