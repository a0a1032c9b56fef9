import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { checkOnCommandLine } from '../support/commandLine.ts';
import { diagnosticsOf, ruleOf } from '../support/diagnostics.ts';
import { fileIn, folder } from '../support/folders.ts';
import { eventually } from '../support/waiting.ts';

const SEVERITIES = ['error', 'warning', 'information', 'hint'];

function shown(files: readonly string[]): string {
  return files
    .flatMap((file) =>
      diagnosticsOf(fileIn('samples', file)).map((it) => {
        const { line, character } = it.range.start;
        return `${file}:${line}:${character} ${SEVERITIES[it.severity]} ${ruleOf(it)}`;
      }),
    )
    .sort()
    .join('\n');
}

describe('the samples', () => {
  it('show what the command line finds, without any file being opened', async () => {
    const findings = await checkOnCommandLine(folder('samples').uri.fsPath);
    const files = [...new Set(findings.map(({ file }) => file))];
    for (const kind of [/go\.mod$/, /\.conf$/]) {
      assert.ok(
        files.some((it) => kind.test(it)),
        `${kind} among ${files.join()}`,
      );
    }
    const expected = findings
      .map(
        ({ file, range, severity, rule }) => `${file}:${range.start.line}:${range.start.character} ${severity} ${rule}`,
      )
      .sort()
      .join('\n');
    await eventually({
      what: `the findings\n${expected}\n`,
      events: [vscode.languages.onDidChangeDiagnostics],
      look: () => (shown(files) === expected ? true : undefined),
      instead: () => shown(files),
    });
  });
});
