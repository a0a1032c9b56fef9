import { parseGoVersion, type GoVersion } from '../alpn/index.ts';
import type { NginxConfigurationOption } from '../domains/domain.ts';
import type { Sourced } from '../domains/facts.ts';
import { parseNginxVersion, type NginxVersion } from '../domains/nginxVersion.ts';
import type { RuleLevel } from '../project/options.ts';
import { resolvePath, type FilePath } from '../text/filePath.ts';

/** What one place (a settings scope, one grpc-alpn.json, the command line) states. Only what is there is stated. */
export interface Settings {
  readonly nginxVersion?: Sourced<NginxVersion>;
  readonly grpcGoVersion?: Sourced<GoVersion>;
  readonly configurations?: readonly NginxConfigurationOption[];
  readonly rules?: ReadonlyMap<string, RuleLevel>;
  readonly exclude?: readonly string[];
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

const LEVELS: ReadonlySet<unknown> = new Set(['off', 'hint', 'information', 'warning', 'error']);

function isLevel(value: unknown): value is RuleLevel {
  return LEVELS.has(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads values one by one and remembers what was of the wrong type. */
class Reader {
  readonly problems: string[] = [];
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** `undefined` where nothing usable is there; null and empty text count as not set. */
  value<T>(
    holder: unknown,
    key: string,
    name: string,
    wanted: string,
    read: (value: unknown) => T | undefined,
  ): T | undefined {
    if (!isRecord(holder)) return undefined;
    const value = holder[key];
    if (value === undefined || value === null || value === '') return undefined;
    const result = read(value);
    if (result === undefined)
      this.problems.push(`${this.#prefix}${name} is ${shown(value)}: it must be ${wanted}; it is ignored`);
    return result;
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 'unreadable' : text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((it): it is string => typeof it === 'string') ? value : undefined;
}

/** Reads the levels of rules one by one: a wrong one costs itself only. */
function readLevels(reader: Reader, holder: unknown): ReadonlyMap<string, RuleLevel> | undefined {
  const rules = reader.value(holder, 'rules', 'rules', 'an object of rule ids and levels', (value) =>
    isRecord(value) ? value : undefined,
  );
  if (rules === undefined) return undefined;
  const levels = new Map<string, RuleLevel>();
  for (const id of Object.keys(rules)) {
    const level = reader.value(rules, id, `rules.${id}`, LEVEL, (value) => (isLevel(value) ? value : undefined));
    if (level !== undefined) levels.set(id, level);
  }
  return levels.size === 0 ? undefined : levels;
}

const NGINX_VERSION = 'an nginx version such as "1.26.3"';
const GO_VERSION = 'a grpc-go version such as "v1.67.0"';
const LEVEL = '"off", "hint", "information", "warning" or "error"';
const GLOBS = 'a list of globs';

function goVersion(value: unknown): GoVersion | undefined {
  const written = text(value);
  return written === undefined ? undefined : parseGoVersion(written.startsWith('v') ? written : `v${written}`);
}

function nginxVersion(value: unknown): NginxVersion | undefined {
  const written = text(value);
  return written === undefined ? undefined : parseNginxVersion(written);
}

/** Reads the section `grpcAlpn` of an editor's settings. */
export function readEditorSettings(
  section: unknown,
  options: { readonly folder: FilePath; readonly from: string },
): ReadSettings {
  const { folder, from } = options;
  const reader = new Reader('grpcAlpn.');
  if (section !== undefined && section !== null && !isRecord(section))
    return { settings: {}, problems: [`grpcAlpn is ${shown(section)}: it must be an object; it is ignored`] };
  const nginx = isRecord(section) ? section['nginx'] : undefined;
  const version = reader.value(nginx, 'version', 'nginx.version', NGINX_VERSION, nginxVersion);
  const roots = reader.value(nginx, 'roots', 'nginx.roots', 'a list of file names', texts);
  const prefix = reader.value(nginx, 'prefix', 'nginx.prefix', 'a folder name', text);
  const grpcGo = reader.value(
    isRecord(section) ? section['grpcGo'] : undefined,
    'version',
    'grpcGo.version',
    GO_VERSION,
    goVersion,
  );
  const rules = readLevels(reader, section);
  const exclude = reader.value(section, 'exclude', 'exclude', GLOBS, texts);
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
    },
    problems: reader.problems,
  };
}

/** Reads the value of a grpc-alpn.json; names in it are relative to its folder. */
export function readConfigurationFile(value: unknown, folder: FilePath): ReadSettings {
  const reader = new Reader('');
  if (!isRecord(value)) return { settings: {}, problems: ['grpc-alpn.json must be an object; it is ignored'] };
  const configurations = reader.value(
    value['nginx'],
    'configurations',
    'nginx.configurations',
    'a list of objects with "main"',
    (list) => configurationList(list, folder),
  );
  const grpcGo = reader.value(value['grpcGo'], 'version', 'grpcGo.version', GO_VERSION, goVersion);
  const rules = readLevels(reader, value);
  const exclude = reader.value(value, 'exclude', 'exclude', GLOBS, texts);
  const files = reader.value(value, 'files', 'files', 'an object of globs and {"grpc": "yes" or "no"}', fileStatements);
  return {
    settings: {
      ...(configurations !== undefined && { configurations }),
      ...(grpcGo !== undefined && { grpcGoVersion: { value: grpcGo, from: 'grpc-alpn.json' } }),
      ...(rules !== undefined && { rules }),
      ...(exclude !== undefined && { exclude }),
      ...(files !== undefined && { files }),
    },
    problems: reader.problems,
  };
}

function configurationList(list: unknown, folder: FilePath): readonly NginxConfigurationOption[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const read = list.map((it: unknown): NginxConfigurationOption | undefined => {
    if (!isRecord(it) || typeof it['main'] !== 'string') return undefined;
    const { main, prefix, version, grpc } = it;
    if (prefix !== undefined && typeof prefix !== 'string') return undefined;
    if (version !== undefined && nginxVersion(version) === undefined) return undefined;
    if (grpc !== undefined && grpc !== 'yes' && grpc !== 'no') return undefined;
    return {
      main: resolvePath(folder, main),
      ...(prefix !== undefined && { prefix: resolvePath(folder, prefix) }),
      ...(typeof version === 'string' && { version }),
      ...(grpc !== undefined && { grpc }),
    };
  });
  return read.every((it) => it !== undefined) ? read : undefined;
}

function fileStatements(value: unknown): Settings['files'] {
  if (!isRecord(value)) return undefined;
  const read = Object.entries(value).map(([pattern, it]): NonNullable<Settings['files']>[number] | undefined => {
    const grpc = isRecord(it) ? it['grpc'] : undefined;
    return grpc === 'yes' || grpc === 'no' ? { pattern, grpc } : undefined;
  });
  return read.every((it) => it !== undefined) ? read : undefined;
}
