import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REFACTORINGS, type Refactoring } from '../../../core/features/refactor/refactoring.ts';
import { checkTexts } from '../../support/openWorkspace.ts';
import { offeredAt, readRefactorCases, refactoredTexts, type RefactorCase } from './cases.ts';

async function offered(subject: RefactorCase): Promise<Refactoring | undefined> {
  const { snapshot } = await checkTexts(subject.texts);
  return offeredAt(snapshot, subject).find(({ id }) => id === subject.id);
}

async function findingsIn(texts: RefactorCase['texts']): Promise<readonly string[]> {
  const { analysis } = await checkTexts(texts);
  return analysis.findings.map(({ rule, message }) => `${rule}: ${message}`);
}

describe.each(REFACTORINGS)('%s', (id) => {
  const cases = readRefactorCases(id);
  const changing = cases.filter(({ refactored }) => Object.keys(refactored).length > 0);

  it.each(changing)('$name: changes these texts, and only these', async (subject) => {
    const found = await offered(subject);
    expect(found && refactoredTexts(subject.texts, found)).toEqual({ ...subject.texts, ...subject.refactored });
  });

  it.each(changing)('$name: there is no more to be found in the texts afterwards than before', async (subject) => {
    const before = await findingsIn(subject.texts);
    const after = await findingsIn({ ...subject.texts, ...subject.refactored });
    expect(after.filter((it) => !before.includes(it))).toEqual([]);
    expect(after.length).toBeLessThanOrEqual(before.length);
  });

  it.each(cases.filter((it) => !changing.includes(it)))('$name: is not offered', async (subject) => {
    expect(await offered(subject)).toBeUndefined();
  });
});

describe('the description', () => {
  const described = async (name: string): Promise<string | undefined> => {
    const subject = readRefactorCases('serveWithGrpcPass').find((it) => it.name === name);
    return subject && (await offered(subject))?.description;
  };

  it('names what http has no counterpart for', async () => {
    expect(await described('all-kinds-of-directives')).toContain(
      'Left as comments, because http has no counterpart: ssl_handshake_timeout, limit_conn, proxy_download_rate.',
    );
  });

  it('says that TLS cannot pass through any more where nothing ends it', async () => {
    const description = await described('plain-text');
    expect(description).toContain('clients must use gRPC without TLS');
    expect(description).not.toContain('ALPN');
    expect(await described('makes-http')).not.toContain('without TLS');
  });

  it('says that the upstream gets no PROXY protocol header', async () => {
    expect(await described('access-by-address')).toContain('the upstream must no longer expect it');
  });

  it('of a pass-through says what the upstream must do', async () => {
    const [both, plain] = ['both-sides', 'plain-upstream'].map((name) =>
      readRefactorCases('passTlsThrough').find((it) => it.name === name),
    );
    expect(both && (await offered(both))?.description).not.toContain('must end TLS itself');
    expect(plain && (await offered(plain))?.description).toContain('must end TLS itself');
  });
});

describe('of a text that somebody is typing', () => {
  const cases = REFACTORINGS.flatMap((id) => readRefactorCases(id));

  it('only what fits together is made, and nothing that nginx would refuse to read', async () => {
    const shapes = fc.record({
      subject: fc.constantFrom(...cases),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 1, max: 40 }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ subject, from, length, at }) => {
        const { file } = subject.cursor;
        const whole = subject.texts[file] ?? '';
        const start = Math.floor(from * whole.length);
        const text = whole.slice(0, start) + whole.slice(start + length);
        const texts = { ...subject.texts, [file]: text };
        const { snapshot, analysis } = await checkTexts(texts);
        for (const found of offeredAt(snapshot, { cursor: { file, offset: Math.floor(at * text.length) } })) {
          const after = await checkTexts(refactoredTexts(texts, found));
          const problems = after.analysis.findings.filter(({ rule }) => rule === 'syntax');
          const known = analysis.findings.filter(({ rule }) => rule === 'syntax');
          expect(problems.length).toBeLessThanOrEqual(known.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
