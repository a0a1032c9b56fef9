import { QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { Endpoint } from '../server/protocol.ts';
import { acceptedRequest, probeChoices, type ProbeChoice } from './probeChoices.ts';
import type { ProbeRequest } from './probeRequest.ts';

interface ChoiceItem extends QuickPickItem {
  readonly choice: ProbeChoice;
}

/** What the picker starts with. */
export interface PickerOptions {
  readonly recent: readonly ProbeRequest[];
  /** Asks for the endpoints of the workspace; they are shown when they come. */
  readonly endpoints: () => Promise<readonly Endpoint[]>;
}

/** Asks what to probe. `undefined` = the user has left. */
export async function pickTarget(options: PickerOptions): Promise<ProbeRequest | undefined> {
  const picker = window.createQuickPick<ChoiceItem>();
  picker.title = 'gRPC ALPN: Probe Endpoint';
  picker.placeholder = 'host:port, for instance grpc.example.com:443';
  picker.matchOnDescription = true;
  // An address is often copied from elsewhere, and a rendered page may take the focus back from the palette's command.
  picker.ignoreFocusOut = true;
  let endpoints: readonly Endpoint[] = [];
  let open = true;
  const show = (): void => {
    picker.items = probeChoices({ typed: picker.value, recent: options.recent, endpoints }).map(item);
  };
  const load = async (): Promise<void> => {
    picker.busy = true;
    endpoints = await options.endpoints();
    if (!open) return;
    picker.busy = false;
    show();
  };
  show();
  void load();
  try {
    return await new Promise((resolve) => {
      picker.onDidChangeValue(show);
      picker.onDidAccept(() => {
        const request = acceptedRequest(picker.value, picker.selectedItems[0]?.choice);
        if (request !== undefined) resolve(request);
      });
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    open = false;
    picker.dispose();
  }
}

function item(choice: ProbeChoice): ChoiceItem {
  switch (choice.kind) {
    case 'separator':
      return { kind: QuickPickItemKind.Separator, label: choice.label, choice };
    case 'refused':
      return { label: `$(warning) ${choice.label}`, description: choice.description, alwaysShow: true, choice };
    case 'target':
      return { label: choice.label, description: choice.description, alwaysShow: choice.typed, choice };
  }
}
