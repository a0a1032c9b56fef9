import { execFile } from 'node:child_process';
import * as path from 'node:path';

/** A finding as `check --format json` prints it, as far as it is compared here. */
export interface PrintedFinding {
  readonly rule: string;
  readonly severity: string;
  readonly file: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** What the command line tool finds in a folder. */
export async function checkOnCommandLine(directory: string): Promise<readonly PrintedFinding[]> {
  const cli = path.join(process.env['E2E_ROOT'] ?? '', 'dist/cli.js');
  // In the desktop program, this process's executable is Electron.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [cli, 'check', '--format', 'json', '.'],
      { cwd: directory, env, timeout: 30_000 },
      (error, stdout, stderr) => {
        // Exit code 1 says that there are findings.
        if (error === null || error.code === 1) resolve(stdout);
        else reject(new Error(`${error.message}\n${stderr}`));
      },
    );
  });
  const report: unknown = JSON.parse(output);
  if (!isReport(report)) throw new Error(`not a report: ${output}`);
  return report.findings;
}

function isReport(value: unknown): value is { readonly findings: readonly PrintedFinding[] } {
  return typeof value === 'object' && value !== null && 'findings' in value && Array.isArray(value.findings);
}
