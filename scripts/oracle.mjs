/**
 * The tests against the real programs alone: `npm run oracle [-- NAME...] [--all] [--long] [options of vitest]`. What can be got is got first.
 *   npm run oracle -- alpnTable      only test/oracle/alpnTable.test.ts
 *   npm run oracle -- probe          HAProxy, Apache, stunnel, Caddy, Envoy and all others, by the probe and by grpc-go
 *   npm run oracle -- --all          every version of nginx that is to be had, not only 1.22.1 and the newest; every release of Go since 1.21
 *   npm run oracle -- --long         ten times as many random configurations, and what takes minutes to build: the AWS cloud provider
 *   GRPC_ALPN_NGINX=/path/to/nginx   this nginx alone; with --all, beside the others
 *   GRPC_ALPN_SEED=2                 other random configurations
 */
import { availableParallelism } from 'node:os';
import { ensureBun } from './bun.mjs';
import { ensureCfnLint } from './cfn-lint.mjs';
import { ensureMonitoring } from './monitoring.mjs';
import { ensureNginxes } from './nginx-versions.mjs';
import { programOf, runNode } from './processes.mjs';
import { ensureServers } from './servers.mjs';

const given = process.argv.slice(2);
const isAll = given.includes('--all');
const isLong = given.includes('--long');
const args = given
  .filter((it) => it !== '--all' && it !== '--long')
  .map((it) => (/^[A-Za-z]\w*$/.test(it) ? `test/oracle/${it}` : it));
const filters = args.some((it) => it.startsWith('test/oracle')) ? args : ['test/oracle', ...args];

// vitest runs the files whose path contains a filter.
const needsServers = filters.some((filter) => 'test/oracle/probe.test.ts'.includes(filter));
const problems = [
  ...(await ensureNginxes({ all: isAll })),
  ...(needsServers ? await ensureServers() : []),
  ...(await ensureMonitoring()),
  ...(await ensureBun()),
  ...(await ensureCfnLint()),
];
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  const env = {
    ...(isAll && { GRPC_ALPN_NGINX_VERSIONS: 'all', GRPC_ALPN_GO_RELEASES: 'all' }),
    ...(isLong && { GRPC_ALPN_ORACLE_LONG: 'yes' }),
  };
  // Its own default leaves one of two processors idle.
  const workers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;
  const { code } = await runNode(programOf('vitest'), ['run', workers, ...filters], { live: true, env });
  process.exitCode = code;
}
