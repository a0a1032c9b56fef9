import type { GoVersion } from '../alpn/index.ts';
import type { NginxConfigurationOption } from '../domains/domain.ts';
import type { Sourced } from '../domains/facts.ts';
import type { NginxVersion } from '../domains/nginxVersion.ts';
import type { RuleLevel } from '../project/options.ts';
import { resolvePath, type FilePath } from '../text/filePath.ts';
import { goVersion, isRecord, nginxVersion, Reader, text, texts, WANTED } from './reader.ts';

/** What one place (a settings scope, one grpc-alpn.json, the command line) states. Only what is there is stated. */
export interface Settings {
  readonly nginxVersion?: Sourced<NginxVersion>;
  readonly grpcGoVersion?: Sourced<GoVersion>;
  readonly configurations?: readonly NginxConfigurationOption[];
  readonly rules?: ReadonlyMap<string, RuleLevel>;
  readonly exclude?: readonly string[];
  /** Whether an editor shows code lenses; only its own settings say. */
  readonly codeLens?: boolean;
  /** Globs of grpc-alpn.json and what they say of gRPC, in their order. */
  readonly files?: readonly { readonly pattern: string; readonly grpc: 'yes' | 'no' }[];
}

/** Settings and what could not be understood of them, in words. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

/** The settings of all places, strongest first: command line, folder or workspace, grpc-alpn.json, user. */
export interface SettingsLayers {
  readonly commandLine: Settings;
  readonly workspace: Settings;
  readonly user: Settings;
}

/** Nothing stated anywhere. */
export const NO_SETTINGS: SettingsLayers = { commandLine: {}, workspace: {}, user: {} };

/**
 * Reads the section `grpcAlpn` of an editor's settings.
 * @param options.ruleIds left out: any rule may be named
 */
export function readEditorSettings(
  section: unknown,
  options: { readonly folder: FilePath; readonly from: string; readonly ruleIds?: readonly string[] },
): ReadSettings {
  const { folder, from } = options;
  const reader = new Reader('grpcAlpn.');
  if (section !== undefined && section !== null && !isRecord(section))
    return { settings: {}, problems: problemOf(section) };
  const nginx = isRecord(section) ? section['nginx'] : undefined;
  const version = reader.value(nginx, 'version', 'nginx.version', WANTED.nginxVersion, nginxVersion);
  const roots = reader.value(nginx, 'roots', 'nginx.roots', 'a list of file names', texts);
  const prefix = reader.value(nginx, 'prefix', 'nginx.prefix', 'a folder name', text);
  const grpcGo = reader.value(
    isRecord(section) ? section['grpcGo'] : undefined,
    'version',
    'grpcGo.version',
    WANTED.goVersion,
    goVersion,
  );
  const rules = reader.levels(section, options.ruleIds);
  const exclude = reader.value(section, 'exclude', 'exclude', WANTED.globs, texts);
  const codeLens = reader.value(
    isRecord(section) ? section['codeLens'] : undefined,
    'enabled',
    'codeLens.enabled',
    'true or false',
    (value) => (typeof value === 'boolean' ? value : undefined),
  );
  const configurations =
    roots === undefined || roots.length === 0
      ? undefined
      : roots.map((root): NginxConfigurationOption => {
          const main = resolvePath(folder, root);
          return prefix === undefined ? { main } : { main, prefix: resolvePath(folder, prefix) };
        });
  return {
    settings: {
      ...(version !== undefined && { nginxVersion: { value: version, from: `the ${from} grpcAlpn.nginx.version` } }),
      ...(grpcGo !== undefined && { grpcGoVersion: { value: grpcGo, from: `the ${from} grpcAlpn.grpcGo.version` } }),
      ...(configurations !== undefined && { configurations }),
      ...(rules !== undefined && { rules }),
      ...(exclude !== undefined && { exclude }),
      ...(codeLens !== undefined && { codeLens }),
    },
    problems: reader.problems,
  };
}

function problemOf(section: unknown): readonly string[] {
  const reader = new Reader('');
  reader.refuse('grpcAlpn', section, 'an object');
  return reader.problems;
}
