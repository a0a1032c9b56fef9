// @ts-check
// Runs one mocha suite in VS Code's extension host: `extension-suite.mjs <options of runTests as JSON>`. A process of its
// own, so that whatever VS Code leaves behind can be ended with it.
import { runTests } from '@vscode/test-electron';
import { whenParentEnds } from './process-groups.mjs';

whenParentEnds(() => process.kill(process.pid, 'SIGTERM'));
try {
  await runTests(JSON.parse(process.argv[2] ?? '{}'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
