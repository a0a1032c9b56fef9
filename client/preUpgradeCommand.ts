import { Uri, window, workspace } from 'vscode';
import type { MapResult, PreUpgradeParams, PreUpgradeResult } from '../server/protocol.ts';
import type { ReportPages } from './pages.ts';
import { moduleChoices, readPreUpgradeRequest } from './preUpgradeRequest.ts';

/** What the command needs from the rest of the extension. */
export interface PreUpgradeOptions {
  readonly pages: ReportPages;
  /** Asks the server; `undefined` while it is not running. */
  readonly map: () => Promise<MapResult | undefined>;
  readonly preUpgrade: (params: PreUpgradeParams) => Promise<PreUpgradeResult | undefined>;
}

/**
 * Shows what raising grpc-go would break: in the module that the caller names, else in the one that the user chooses where there are several.
 * @param argument `{module?, version?}`, or the URI of a go.mod; anything else asks
 * @returns the report; `undefined`: the user has left, or there is nothing to tell of (which is said)
 */
export async function preUpgradeCheck(
  argument: unknown,
  { pages, map, preUpgrade }: PreUpgradeOptions,
): Promise<PreUpgradeResult | undefined> {
  const asked = argument instanceof Uri ? { module: argument.toString() } : readPreUpgradeRequest(argument);
  const params = asked ?? (await chosen((await map())?.modules ?? []));
  if (params === undefined) return undefined;
  // The Markdown preview takes addresses that begin with a slash from the first folder of the workspace.
  const root = workspace.workspaceFolders?.[0]?.uri.toString();
  const result = await preUpgrade({ ...params, ...(root !== undefined && { linkRoot: root }) });
  if (result === undefined) {
    const words =
      'there is nothing to check: the language server has found no module that uses grpc-go, or does not run';
    void window.showInformationMessage(`gRPC ALPN: ${words}.`);
    return undefined;
  }
  await pages.show(`gRPC ALPN: before grpc-go ${result.version}`, result.markdown);
  return result;
}

async function chosen(modules: MapResult['modules']): Promise<PreUpgradeParams | undefined> {
  if (modules.length < 2) return {};
  const choices = moduleChoices(modules, (uri) => workspace.asRelativePath(Uri.parse(uri)));
  const options = {
    title: 'gRPC ALPN: Pre-upgrade Check',
    placeHolder: 'Which module is to be raised?',
    matchOnDescription: true,
  };
  return (await window.showQuickPick([...choices], options))?.params;
}
