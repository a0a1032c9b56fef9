import { describe, expect, it } from 'vitest';
import { ERROR_TEXTS } from '../../core/alpn/errorTexts.ts';
import { explainError, isLinked, mayExplain } from '../../core/explain/index.ts';

const WORDINGS = ERROR_TEXTS.flatMap(({ id, wordings }) =>
  wordings.map(({ parts }) => ({ id, text: parts.join(' … ') })),
);

describe('the quick test of a line', () => {
  it.each(WORDINGS.filter(({ id }) => isLinked(id)))('lets "$text" through', ({ text }) => {
    expect(mayExplain(text)).toBe(true);
  });

  it.each(['$ ls -l', 'compiling main.go', 'connection refused', 'x509: certificate signed by unknown authority'])(
    'keeps "%s" out',
    (line) => {
      expect(mayExplain(line)).toBe(false);
    },
  );
});

it('what is printed for many reasons is explained on demand only', () => {
  const text = 'transport: Error while dialing: dial tcp 10.0.0.1:443: connect: connection refused';
  const [explanation] = explainError(text).explanations;
  expect(explanation?.text.id).toBe('grpc-go-client-not-connected');
  expect(isLinked('grpc-go-client-not-connected')).toBe(false);
});
