import type { FilePath } from '../core/text/filePath.ts';
import { readEditorSettings, type SettingsLayers } from '../core/workspace/settings.ts';
import type { LayeredSettings } from './protocol.ts';

/** The settings of one folder and what was wrong with them. */
export interface FolderSettings {
  readonly layers: SettingsLayers;
  /** Whether code lenses are shown. */
  readonly codeLens: boolean;
  /** Clauses, each about one setting. */
  readonly problems: readonly string[];
}

/**
 * Reads what a client answers for the section `grpcAlpn`.
 * @param answer `{ layers: { user, workspace } }`, or the merged section, which counts as the workspace's
 */
export function readSettings(
  answer: unknown,
  options: { readonly folder: FilePath; readonly ruleIds: readonly string[] },
): FolderSettings {
  const layers = layersOf(answer);
  if (layers === undefined) {
    const { settings, problems } = readEditorSettings(answer, { ...options, from: 'setting' });
    return {
      layers: { commandLine: {}, workspace: settings, user: {} },
      codeLens: settings.codeLens ?? false,
      problems,
    };
  }
  const user = readEditorSettings(layers.user, { ...options, from: 'user setting' });
  const workspace = readEditorSettings(layers.workspace, { ...options, from: 'workspace setting' });
  return {
    layers: { commandLine: {}, workspace: workspace.settings, user: user.settings },
    codeLens: workspace.settings.codeLens ?? user.settings.codeLens ?? false,
    problems: [...new Set([...workspace.problems, ...user.problems])],
  };
}

function layersOf(answer: unknown): LayeredSettings['layers'] | undefined {
  if (!isObject(answer) || !('layers' in answer) || !isObject(answer.layers)) return undefined;
  const { layers } = answer;
  return {
    user: 'user' in layers ? layers.user : undefined,
    workspace: 'workspace' in layers ? layers.workspace : undefined,
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
