import type { LogOutputChannel } from 'vscode';

/** The button of a notification that leads to the log. */
export const SHOW_LOG = 'Show Log';

/** Opens the log if the user presses that button. */
export function showLogOnDemand(log: LogOutputChannel, pressed: Thenable<string | undefined>): void {
  void pressed.then((button) => {
    if (button === SHOW_LOG) log.show();
  });
}
