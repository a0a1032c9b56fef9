/**
 * Brings all generated files up to date; `--check` only says which are not.
 */
import { runNode } from './processes.mjs';

const GENERATORS = ['scripts/generate-nginx-directives.mjs', 'scripts/notices.mjs'];

let failed = false;
for (const script of GENERATORS) {
  const { code } = await runNode(script, process.argv.slice(2), { live: true });
  failed ||= code !== 0;
}
process.exitCode = failed ? 1 : 0;
