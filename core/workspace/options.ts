import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import type { NginxConfigurationOption } from '../domains/domain.ts';
import type { Note } from '../domains/facts.ts';
import type { ProjectOptions } from '../project/options.ts';
import { matchesPath } from '../text/glob.ts';
import { folderOf, isInside, relativeTo, type FilePath } from '../text/filePath.ts';
import { LineIndex } from '../text/lineIndex.ts';
import { readConfigurationFile } from './configurationFile.ts';
import type { Settings, SettingsLayers } from './settings.ts';

/** The name of the file that states things for all tools. */
export const CONFIGURATION_FILE = 'grpc-alpn.json';

/** One grpc-alpn.json, read. */
interface ConfigurationFile {
  readonly folder: FilePath;
  readonly settings: Settings;
}

/** Options and what could not be understood on the way. */
export interface MergedOptions {
  readonly options: ProjectOptions;
  readonly notes: readonly Note[];
}

/**
 * Merges what is stated everywhere. Order: command line, folder or workspace setting, nearest grpc-alpn.json, user setting.
 * @param files the texts of all grpc-alpn.json of the workspace folder
 * @param ruleIds left out: any rule may be named
 */
export function mergeOptions(
  folder: FilePath,
  layers: SettingsLayers,
  files: ReadonlyMap<FilePath, string>,
  ruleIds?: readonly string[],
): MergedOptions {
  const notes: Note[] = [];
  const read = [...files].map(([path, text]): ConfigurationFile => {
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, { allowTrailingComma: true, disallowComments: false });
    const [error] = errors;
    const result =
      error === undefined
        ? readConfigurationFile(value, { folder: folderOf(path), ...(ruleIds !== undefined && { ruleIds }) })
        : {
            settings: {},
            problems: [
              `is no JSON (${printParseErrorCode(error.error)} in line ${lineOf(text, error.offset)}): it is ignored`,
            ],
          };
    for (const problem of result.problems) notes.push({ kind: 'not-understood', file: path, message: problem });
    return { folder: folderOf(path), settings: result.settings };
  });
  // The nearest one first.
  read.sort((a, b) => b.folder.length - a.folder.length);

  const placesFor = (path: FilePath): readonly Settings[] => [
    layers.commandLine,
    layers.workspace,
    ...read.filter((it) => isInside(path, it.folder)).map(({ settings }) => settings),
    layers.user,
  ];
  const excludedBy = (globs: readonly string[] | undefined, from: FilePath, path: FilePath): boolean =>
    globs?.some((glob) => fits(glob, from, path)) ?? false;

  const options: ProjectOptions = {
    nginx: { configurations: configurationsOf(layers, read) },
    nginxVersion: layers.commandLine.nginxVersion ?? layers.workspace.nginxVersion,
    nginxVersionOtherwise: layers.user.nginxVersion,
    grpcGoVersionFor: (path) => placesFor(path).find(({ grpcGoVersion }) => grpcGoVersion !== undefined)?.grpcGoVersion,
    grpcOf: (path) => {
      for (const { folder: from, settings } of read) {
        const statement = isInside(path, from)
          ? settings.files?.find(({ pattern }) => fits(pattern, from, path))
          : undefined;
        if (statement !== undefined)
          return {
            grpc: statement.grpc,
            from:
              relativeTo(folder, from) === '.'
                ? CONFIGURATION_FILE
                : `${relativeTo(folder, from)}/${CONFIGURATION_FILE}`,
          };
      }
      return undefined;
    },
    levelOf: (rule, path) => {
      for (const { rules } of placesFor(path)) {
        const level = rules?.get(rule);
        if (level !== undefined) return level;
      }
      return undefined;
    },
    excludes: (path) =>
      [layers.commandLine, layers.workspace, layers.user].some(({ exclude }) => excludedBy(exclude, folder, path)) ||
      read.some((it) => isInside(path, it.folder) && excludedBy(it.settings.exclude, it.folder, path)),
  };
  return { options, notes };
}

/** Counted from 1. */
function lineOf(text: string, offset: number): number {
  return new LineIndex(text).positionAt(offset).line + 1;
}

/** The stated configurations: those of the strongest place that states any; of all grpc-alpn.json together, since each speaks of its own folder. */
function configurationsOf(
  layers: SettingsLayers,
  files: readonly ConfigurationFile[],
): readonly NginxConfigurationOption[] {
  const inFiles = files.flatMap(({ settings }) => settings.configurations ?? []);
  return (
    layers.commandLine.configurations ??
    layers.workspace.configurations ??
    (inFiles.length > 0 ? inFiles : (layers.user.configurations ?? []))
  );
}

/** Whether a path fits a glob seen from a folder, itself or by a folder it stands in; a glob without a slash fits at every depth. */
function fits(glob: string, from: FilePath, path: FilePath): boolean {
  const pattern = glob.replace(/^\.?\//, '').replace(/\/$/, '');
  const name = relativeTo(from, path);
  const everywhere = pattern.includes('/') ? pattern : `**/${pattern}`;
  return matchesPath(everywhere, name, { hidden: true }) || matchesPath(`${everywhere}/**`, name, { hidden: true });
}
