// The tests against the real programs alone: `npm run oracle [-- NAME...] [options of vitest]`. They say themselves what is missing.
//   npm run oracle -- alpnTable      only test/oracle/alpnTable.test.ts
//   GRPC_ALPN_NGINX=/path/to/nginx   another nginx than the installed one
import { programOf, runNode } from './processes.mjs';

const args = process.argv.slice(2).map((it) => (/^[A-Za-z]\w*$/.test(it) ? `test/oracle/${it}` : it));
const filters = args.some((it) => it.startsWith('test/oracle')) ? args : ['test/oracle', ...args];
const { code } = await runNode(programOf('vitest'), ['run', ...filters], { live: true });
process.exitCode = code;
