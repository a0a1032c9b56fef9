import { existsSync, realpathSync, statSync, type Stats } from 'node:fs';
import * as path from 'node:path';
import type { GoVersion } from '../core/alpn/index.ts';
import type { NginxVersion } from '../core/domains/nginxVersion.ts';
import { rules } from '../core/rules/index.ts';
import { filePath, folderOf, isInside, type FilePath } from '../core/text/filePath.ts';
import { NO_SETTINGS, type SettingsLayers } from '../core/workspace/settings.ts';
import { withTexts } from '../core/workspace/changedTexts.ts';
import { Workspace, type Snapshot } from '../core/workspace/workspace.ts';
import { CONFIGURATION_FILE } from '../core/workspace/options.ts';
import { configurationFilesAbove } from '../disk/configurationFilesAbove.ts';
import { diskGrammars } from '../disk/grammars.ts';
import { errorCode } from '../disk/errorCode.ts';
import { diskFileSource, nativePath } from '../disk/diskFileSource.ts';

/** A project and what of it is reported. */
export interface OpenedProject {
  readonly snapshot: Snapshot;
  /** `undefined`: everything. */
  readonly only: ReadonlySet<FilePath> | undefined;
  /** Reads it again where other texts have been put in the place of files, or have been taken away. */
  reread(): Promise<Snapshot>;
}

/** The projects that path arguments name, or what is wrong with an argument. */
export type OpenedProjects =
  | { readonly kind: 'opened'; readonly projects: readonly OpenedProject[] }
  | { readonly kind: 'refused'; readonly problem: string };

/** What the command line states. */
export interface Stated {
  readonly nginxVersion?: NginxVersion;
  readonly assumeGrpcGo?: GoVersion;
}

/** Texts that count instead of what files hold, by the files themselves (`fileOf`). */
export type ChangedTexts = Map<FilePath, string>;

/**
 * Opens a project for each folder argument; files of one project are reported together.
 * @param texts count instead of what is on the disk; may be changed later, and are then taken in by `reread`
 */
export async function openProjects(
  args: readonly string[],
  cwd: string,
  stated: Stated,
  texts: ChangedTexts = new Map(),
): Promise<OpenedProjects> {
  const wanted = new Map<FilePath, Set<FilePath> | undefined>();
  for (const arg of args.length === 0 ? ['.'] : args) {
    if (arg === '') return { kind: 'refused', problem: 'an empty argument names no file or folder' };
    const absolute = path.resolve(cwd, arg);
    const facts = factsOf(absolute);
    if (typeof facts === 'string') return { kind: 'refused', problem: `${arg}: ${facts}` };
    const file = filePath(absolute);
    if (facts.isDirectory()) wanted.set(file, undefined);
    else if (facts.isFile()) {
      const folder = projectOf(file, filePath(cwd));
      const before = wanted.get(folder);
      if (!wanted.has(folder) || before !== undefined) wanted.set(folder, new Set([...(before ?? []), file]));
    } else return { kind: 'refused', problem: `${arg}: neither a file nor a folder` };
  }
  const settings = settingsOf(stated);
  const grammars = diskGrammars();
  const projects: OpenedProject[] = [];
  for (const [folder, only] of wanted) {
    const source = withTexts(diskFileSource(folder), { texts, fileOf });
    const above = await configurationFilesAbove(folder);
    const ruleIds = rules.map(({ id }) => id);
    const named = only ?? [];
    const workspace = new Workspace({ folder, source, grammars, settings, above, named, ruleIds });
    await workspace.open();
    const snapshot = await workspace.readAll();
    // What a link leads to is taken in under its own name.
    const files = only && new Set([...only].map((it) => snapshot.links.get(it) ?? it));
    const unread = [...(files ?? [])].find((it) => !snapshot.texts.has(it));
    const note = snapshot.notes.find(({ file }) => file === unread);
    if (unread !== undefined && note !== undefined) {
      return { kind: 'refused', problem: `${shownPath(unread, cwd)} ${note.message}` };
    }
    if (unread !== undefined) {
      return {
        kind: 'refused',
        problem: `${shownPath(unread, cwd)}: neither nginx configuration nor a file that says something about one`,
      };
    }
    const changed = new Set<FilePath>();
    const reread = async (): Promise<Snapshot> => {
      for (const file of texts.keys()) changed.add(file);
      const paths = [...snapshot.texts.keys()].filter((it) => changed.has(fileOf(it)));
      await workspace.change({ paths, structure: false });
      return workspace.readAll();
    };
    projects.push({ snapshot, only: files, reread });
  }
  return { kind: 'opened', projects };
}

const realNames = new Map<FilePath, FilePath>();

/** The file that a name leads to, through all links. */
export function fileOf(name: FilePath): FilePath {
  let real = realNames.get(name);
  if (real === undefined) realNames.set(name, (real = realNameOf(name)));
  return real;
}

function realNameOf(name: FilePath): FilePath {
  try {
    return filePath(realpathSync(nativePath(name)));
  } catch {
    // What is not there is no link.
    return name;
  }
}

/** What a name leads to, or why it leads nowhere. */
function factsOf(file: string): Stats | string {
  try {
    return statSync(file);
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' ? 'no such file or folder' : `cannot be read (${code})`;
  }
}

function settingsOf({ nginxVersion, assumeGrpcGo }: Stated): SettingsLayers {
  return {
    ...NO_SETTINGS,
    commandLine: {
      ...(nginxVersion !== undefined && { nginxVersion: { value: nginxVersion, from: '--nginx-version' } }),
      ...(assumeGrpcGo !== undefined && { grpcGoVersion: { value: assumeGrpcGo, from: '--assume-grpc-go' } }),
    },
  };
}

/** The folder of a file's project: upwards to a grpc-alpn.json, else to a .git, else the working directory where the file is in it. */
function projectOf(file: FilePath, cwd: FilePath): FilePath {
  const upwards = (name: string): FilePath | undefined => {
    for (let folder = folderOf(file); ; folder = folderOf(folder)) {
      if (existsSync(nativePath(filePath(`${folder}/${name}`)))) return folder;
      if (folder === folderOf(folder)) return undefined;
    }
  };
  return upwards(CONFIGURATION_FILE) ?? upwards('.git') ?? (isInside(file, cwd) ? cwd : folderOf(file));
}

/** The name of a file as users of this directory write it: relative, with slashes; absolute only where it cannot be relative. */
export function shownPath(file: FilePath, cwd: string): string {
  const relative = path.relative(cwd, nativePath(file));
  return filePathText(relative === '' ? '.' : relative);
}

function filePathText(native: string): string {
  return path.sep === '\\' ? native.replaceAll('\\', '/') : native;
}
