import { StatusBarAlignment, ThemeColor, commands, window } from 'vscode';
import { statusView, type ServerState } from './statusView.ts';

const MENU_COMMAND = 'grpcAlpn.statusMenu';

/** The item in the status bar that says what was checked. */
export interface StatusItem {
  show(state: ServerState): void;
  dispose(): void;
}

/** Puts the item into the status bar, where it stays as long as the extension is active. */
export function createStatusItem(): StatusItem {
  const item = window.createStatusBarItem('grpcAlpn.status', StatusBarAlignment.Left);
  item.name = 'gRPC ALPN';
  item.command = MENU_COMMAND;
  const menu = commands.registerCommand(MENU_COMMAND, showMenu);
  return {
    show(state) {
      const { icon, words, tooltip, colour } = statusView(state);
      item.text = `$(${icon}) gRPC ALPN: ${words}`;
      item.tooltip = tooltip;
      item.accessibilityInformation = { label: `gRPC ALPN: ${words}` };
      item.backgroundColor = colour === 'none' ? undefined : new ThemeColor(`statusBarItem.${colour}Background`);
      item.show();
    },
    dispose() {
      menu.dispose();
      item.dispose();
    },
  };
}

const ACTIONS = [
  { label: '$(warning) Show Problems', command: 'workbench.actions.view.problems' },
  { label: '$(type-hierarchy) Show Map', command: 'grpcAlpn.showMap' },
  { label: '$(plug) Probe Endpoint…', command: 'grpcAlpn.probe' },
  { label: '$(output) Show Log', command: 'grpcAlpn.showLog' },
  { label: '$(debug-restart) Restart Server', command: 'grpcAlpn.restartServer' },
];

async function showMenu(): Promise<void> {
  const action = await window.showQuickPick(ACTIONS, { title: 'gRPC ALPN' });
  if (action !== undefined) await commands.executeCommand(action.command);
}
