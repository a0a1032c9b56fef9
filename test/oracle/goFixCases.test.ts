import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCases, ruleFolders, unmarked, type Texts } from '../rules/harness.ts';
import { unformatted, vetted } from './gofmt.ts';
import { BUILD_TIMEOUT } from './grpcGoBuild.ts';

const LAB = fileURLToPath(new URL('./go/lab/', import.meta.url));
const CASES = ruleFolders().flatMap(readCases);

/** The texts of all cases and of what their fixes make of them, each in a folder of its own. */
function packages(): Texts {
  const written = CASES.flatMap(({ rule, name, marked, fixed }) => {
    const before = unmarked(marked);
    const versions = [before, ...[...fixed.values()].map((it) => ({ ...before, ...it }))];
    return versions.map((texts, i) => [`${rule}/${name}-${i}`, texts] as const);
  });
  return Object.fromEntries(
    written.flatMap(([folder, texts]) =>
      Object.entries(texts).flatMap(([name, text]) => (name.endsWith('.go') ? [[`${folder}/${name}`, text]] : [])),
    ),
  );
}

const FOREIGN = ['"shop.example/', '"example.com/', '"github.com/grpc-ecosystem/', '"github.com/improbable-eng/'];

describe('the Go files in the cases of the rules, and what their fixes make of them', () => {
  it('are as gofmt writes them', async () => {
    expect(await unformatted(packages())).toBe('');
  });

  it(
    'compile, and go vet has nothing to say',
    async () => {
      const [mod, sum] = await Promise.all(
        ['go.v1.85.0.mod', 'go.v1.85.0.sum'].map((name) => readFile(`${LAB}${name}`, 'utf8')),
      );
      // What other modules would have to give is not there: those that are made up, and those that the laboratory does without.
      const foreign = Object.entries(packages()).filter(([, text]) => FOREIGN.some((it) => text.includes(it)));
      const left = Object.entries(packages()).filter(([name]) => !foreign.some(([it]) => it === name));
      expect(foreign.length).toBeLessThan(left.length / 10);
      expect(await vetted({ 'go.mod': mod ?? '', 'go.sum': sum ?? '', ...Object.fromEntries(left) })).toBe('');
    },
    BUILD_TIMEOUT,
  );
});
