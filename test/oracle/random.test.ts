import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nginxesUnderTest } from './nginxBinary.ts';
import { agree, inWords, openGround, shown, type Ground } from './randomRun.ts';
import { shapes } from './randomShape.ts';

const binaries = await nginxesUnderTest();

/** Over all versions: 300 configurations, 3,000 with `npm run oracle -- --long`. */
const WANTED = process.env['GRPC_ALPN_ORACLE_LONG'] === undefined ? 300 : 3000;
const RUNS = Math.ceil(WANTED / binaries.length);

/** Another seed tries others: GRPC_ALPN_SEED=2. The same one tries the same. */
const SEED = Number(process.env['GRPC_ALPN_SEED'] ?? 1);

/** Of a hundred configurations, nginx may refuse so many. */
const MOST_REFUSED = 5;

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.stop());

describe.each(binaries.map((nginx) => ({ version: nginx.version, nginx })))('nginx $version', ({ version, nginx }) => {
  it(
    `does with every name and offer on every socket what is predicted, in ${RUNS} random configurations`,
    async () => {
      let refused = 0;
      let handshakes = 0;
      const agrees = fc.asyncProperty(shapes, async (shape) => {
        const configuration = ground.write(shape, nginx);
        const trial = await ground.try(configuration, nginx);
        if (trial.kind === 'crashed') throw new Error(`${trial.output}\n${shown(configuration.files)}`);
        if (trial.kind === 'refused') refused++;
        fc.pre(trial.kind === 'tried');
        handshakes += trial.tries.length;
        const wrong = trial.tries.filter((it) => !agree(it));
        if (wrong.length > 0) throw new Error(`${wrong.map(inWords).join('\n')}\n${shown(configuration.files)}`);
      });
      // A failure that takes long to shrink is shown as far as it is.
      await fc.assert(agrees, {
        seed: SEED,
        numRuns: RUNS,
        plugins: [fc.interruptAfterTimeLimit(RUNS * 10_000, { failOnInterrupt: true })],
      });
      console.log(`nginx ${version}: ${RUNS} configurations, ${handshakes} handshakes; ${refused} others were refused`);
      expect(refused / RUNS).toBeLessThan(MOST_REFUSED / 100);
    },
    RUNS * 12_000,
  );
});
