import { commands, env, window } from 'vscode';
import { explainError, explanationsMarkdown, type Explained } from '../core/explain/index.ts';
import { PROBE_COMMAND, PROBE_SHOWN } from '../server/protocol.ts';
import { prefill, probesOf, readExplainRequest, tooLong } from './explainRequest.ts';
import type { ReportPages } from './pages.ts';
import { requestText, type ProbeRequest } from './probeRequest.ts';

/**
 * Explains an error text: that of the caller, else what is selected in the editor, else what the user types or pastes.
 * Its argument is the text, or `{text}`; anything else asks. Resolves with what was found in it; `undefined` = the user has left, or the text is too long.
 */
export type Explain = (argument: unknown) => Promise<Explained | undefined>;

/** Makes the command. Every explanation gets a page of its own: a page that was closed and opens again may show what it showed before. */
export function createExplain(pages: ReportPages): Explain {
  let count = 0;
  return async (argument) => {
    const asked = await explainText(argument);
    if (asked === undefined) return undefined;
    count++;
    await pages.show(`gRPC ALPN: error explained${count === 1 ? '' : ` (${count})`}`, asked.markdown);
    // Nobody waits for it: the page is there, and the message may stay as long as it likes.
    void offerProbe(probesOf(asked.explained));
    return asked.explained;
  };
}

async function explainText(
  argument: unknown,
): Promise<{ readonly explained: Explained; readonly markdown: string } | undefined> {
  const text = readExplainRequest(argument) ?? selectedText() ?? (await askedText());
  if (text === undefined) return undefined;
  const refusal = tooLong(text);
  if (refusal !== undefined) {
    void window.showWarningMessage(refusal);
    return undefined;
  }
  const explained = explainError(text);
  return { explained, markdown: explanationsMarkdown(explained, text) };
}

function selectedText(): string | undefined {
  const editor = window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) return undefined;
  return editor.document.getText(editor.selection);
}

async function askedText(): Promise<string | undefined> {
  const value = prefill(await env.clipboard.readText());
  return window.showInputBox({
    title: 'gRPC ALPN: Explain Error',
    prompt: 'Paste what the log or the program says, whole lines if possible: addresses in it can be probed.',
    placeHolder: 'transport: authentication handshake failed: …',
    value,
    ignoreFocusOut: true,
  });
}

const CHOOSE = 'Probe Another…';

/** Links of a Markdown page cannot run commands, so that the addresses come in a message. */
async function offerProbe(requests: readonly ProbeRequest[]): Promise<void> {
  const [first, ...others] = requests;
  if (first === undefined) return;
  const probeFirst = `Probe ${first.target}`;
  const buttons = others.length === 0 ? [probeFirst] : [probeFirst, CHOOSE];
  const pressed = await window.showInformationMessage(
    `gRPC ALPN: the error tells of ${requestText(first)}. A probe says what answers there.`,
    ...buttons,
  );
  const chosen = pressed === probeFirst ? first : pressed === CHOOSE ? await chosenOf(requests) : undefined;
  if (chosen !== undefined) await commands.executeCommand(PROBE_COMMAND, chosen, PROBE_SHOWN);
}

async function chosenOf(requests: readonly ProbeRequest[]): Promise<ProbeRequest | undefined> {
  const items = requests.map((request) => ({ label: requestText(request), request }));
  return (await window.showQuickPick(items, { title: 'gRPC ALPN: Probe Endpoint' }))?.request;
}
