/**
 * cfn-lint, AWS's own reader of CloudFormation's templates with the schemas of its resources, for test/oracle/templates.test.ts. In `.cache/cfn-lint`;
 * nothing is installed.
 *   node scripts/cfn-lint.mjs
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensurePackages } from './debian.mjs';
import { root, run } from './processes.mjs';
import { makeFolder } from './programs/madeFolder.mjs';
import { PIP } from './programs/fromPyPI.mjs';

const VERSION = '1.51.0';

/** With all that it needs. */
const PACKAGES = [
  `cfn-lint==${VERSION}`,
  ...['annotated-types==0.8.0', 'attrs==26.1.0', 'aws-sam-translator==1.115.0', 'boto3==1.44.5', 'botocore==1.44.5'],
  ...['jmespath==1.1.0', 'jsonpatch==1.47', 'jsonpointer==3.12', 'jsonschema==4.26.0'],
  ...['jsonschema-specifications==2025.9.1', 'mpmath==1.3.0', 'networkx==3.6.1', 'pydantic==2.13.5'],
  ...['pydantic_core==2.46.5', 'python-dateutil==2.9.0.post0', 'PyYAML==6.0.3', 'referencing==0.37.0'],
  ...['regex==2026.11.15', 'rpds-py==2026.9.1', 's3transfer==0.19.3', 'six==1.17.0', 'sympy==1.14.0'],
  ...['typing_extensions==4.16.0', 'typing-inspection==0.4.5', 'urllib3==2.8.0'],
];

/** The folder of its modules, for PYTHONPATH. */
export const CFN_LINT = path.join(root, '.cache/cfn-lint', VERSION);

/**
 * Makes sure that it is there.
 *
 * @returns {Promise<readonly string[]>} What to do, where it cannot be done from here.
 */
export async function ensureCfnLint() {
  if (existsSync(CFN_LINT)) return [];
  console.log(`cfn-lint ${VERSION}: getting it from PyPI ...`);
  const problem =
    (await ensurePackages([{ ...PIP, why: 'cfn-lint is got with it' }])) ?? (await makeFolder(CFN_LINT, fill));
  return problem === undefined
    ? []
    : [`cfn-lint is needed by test/oracle/templates.test.ts and cannot be had: ${problem.trimEnd()}`];
}

/** @param {string} folder */
async function fill(folder) {
  const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--quiet', '--no-cache-dir'];
  const got = await run('python3', ['-m', 'pip', 'install', ...options, '--target', folder, ...PACKAGES]);
  if (got.code !== 0) return `pip cannot get it for this machine (it needs Python 3.11 or newer):\n${got.output}`;
  const { code, output } = await run('python3', ['-c', 'import cfnlint.runner'], { env: { PYTHONPATH: folder } });
  return code === 0 ? undefined : `It does not start:\n${output}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const problem of await ensureCfnLint()) {
    console.error(problem);
    process.exitCode = 1;
  }
}
