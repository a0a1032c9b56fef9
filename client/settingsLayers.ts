/** One place where a value can be set, for one setting, as VS Code's `inspect()` gives it. Contributed defaults are not asked for. */
export interface Inspected {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** The section `grpcAlpn` as the user states it, and as workspace and folder state it; only what is set is there. */
export interface SettingsLayers {
  readonly user: Section;
  readonly workspace: Section;
}

/** Settings by the parts of their names: `grpcAlpn.nginx.version` is `{nginx: {version}}`. */
export interface Section {
  readonly [part: string]: unknown;
}

/** What the server reads, by the names below `grpcAlpn`. */
const KEYS = [
  'nginx.version',
  'nginx.roots',
  'nginx.prefix',
  'grpcGo.version',
  'rules',
  'exclude',
  'codeLens.enabled',
] as const;

/**
 * Takes the settings of user and workspace apart, which the server must not mix: grpc-alpn.json stands between them.
 * @param inspect what is set for a name below `grpcAlpn`; `undefined` = nothing is known of it
 */
export function settingsLayers(inspect: (key: string) => Inspected | undefined): SettingsLayers {
  const found = KEYS.map((key) => ({ key, at: inspect(key) }));
  return {
    user: section(found.map(({ key, at }) => [key, at?.globalValue])),
    workspace: section(found.map(({ key, at }) => [key, folderOverWorkspace(at)])),
  };
}

/** A folder's value wins; of objects (`rules`) each entry for itself, as VS Code merges them. */
function folderOverWorkspace(at: Inspected | undefined): unknown {
  const { workspaceValue: outer, workspaceFolderValue: inner } = at ?? {};
  if (inner === undefined) return outer;
  return isSection(outer) && isSection(inner) ? { ...outer, ...inner } : inner;
}

function section(values: readonly (readonly [key: string, value: unknown])[]): Section {
  const result: Record<string, Section[string]> = {};
  for (const [key, value] of values) {
    if (value === undefined) continue;
    const [first = key, second] = key.split('.');
    const group = result[first];
    result[first] = second === undefined ? value : { ...(isSection(group) ? group : {}), [second]: value };
  }
  return result;
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
