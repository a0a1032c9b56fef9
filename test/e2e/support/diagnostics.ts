import * as vscode from 'vscode';
import { eventually } from './waiting.ts';

/** The rule's id: the value of a diagnostic's code. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}

/** The address of the rule's page, where the diagnostic has one. */
export function pageOf({ code }: vscode.Diagnostic): vscode.Uri | undefined {
  return typeof code === 'object' ? code.target : undefined;
}

/** This extension's diagnostics of one file. */
export function diagnosticsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'grpc-alpn');
}

/** Waits until the file has exactly these rules' findings, in any order. */
export function untilRules(uri: vscode.Uri, rules: readonly string[]): Promise<readonly vscode.Diagnostic[]> {
  const wanted = [...rules].sort().join();
  return untilDiagnostics(uri, `[${wanted}]`, (found) => found.map(ruleOf).sort().join() === wanted);
}

/** Waits until a diagnostic of this rule is there, and answers the first. */
export async function untilRule(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  const found = await untilDiagnostics(uri, rule, (it) => it.some((diagnostic) => ruleOf(diagnostic) === rule));
  const first = found.find((it) => ruleOf(it) === rule);
  if (first === undefined) throw new Error(`${rule} came and went`);
  return first;
}

/** Waits until no diagnostic of this rule is left. */
export async function untilNoRule(uri: vscode.Uri, rule: string): Promise<void> {
  await untilDiagnostics(uri, `no ${rule}`, (found) => !found.some((it) => ruleOf(it) === rule));
}

/** Waits until the file's diagnostics are accepted, and answers them. */
export function untilDiagnostics(
  uri: vscode.Uri,
  what: string,
  accept: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return eventually({
    what: `${what} in ${uri.path}`,
    events: [vscode.languages.onDidChangeDiagnostics],
    look: () => {
      const found = diagnosticsOf(uri);
      return accept(found) ? found : undefined;
    },
    instead: () => JSON.stringify(diagnosticsOf(uri).map((it) => [ruleOf(it), it.range, it.message])),
  });
}
