import { describe, expect, it } from 'vitest';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { GradedFinding } from '../../core/analyze.ts';
import { filePath, type FilePath } from '../../core/text/filePath.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import { DiagnosticsKept } from '../../server/diagnosticsKept.ts';

const A = filePath('/ws/a.tf');
const B = filePath('/ws/b.tf');

/** Something found in one file that names a place in the other. */
function finding(more: Partial<GradedFinding> = {}): GradedFinding {
  return {
    rule: 'aws-nlb-tls-without-alpn',
    severity: 'warning',
    kind: 'broke-at-1.67',
    at: { file: A, span: { start: 3, end: 5 } },
    message: 'It selects nothing.',
    evidence: { grpc: 'likely', because: ['it leads to port 50051'] },
    softened: false,
    related: [{ at: { file: B, span: { start: 0, end: 1 } }, message: 'it leads to B' }],
    fixes: [],
    copies: [],
    ...more,
  };
}

function diagnostic({ message }: GradedFinding): Diagnostic {
  const at = { line: 0, character: 0 };
  return { message, severity: DiagnosticSeverity.Warning, range: { start: at, end: at } };
}

const LINES: ReadonlyMap<FilePath, LineIndex> = new Map([A, B].map((it) => [it, new LineIndex('one\ntwo\n')]));

class Teller {
  readonly #kept = new DiagnosticsKept();

  /** What is told of the first file. */
  tell(
    findings: readonly GradedFinding[],
    {
      changed,
      uris = {},
      observed = false,
    }: { changed?: FilePath; uris?: Record<string, string>; observed?: boolean } = {},
  ): readonly Diagnostic[] | undefined {
    const told = this.#kept.of(new Map([[A, findings]]), {
      fileOf: (path) => ({
        lines: (path === changed ? undefined : LINES.get(path)) ?? new LineIndex('another text'),
        uri: uris[path] ?? path,
      }),
      isMore: () => observed,
      make: diagnostic,
    });
    return told.get(A);
  }
}

describe('the diagnostics of a file', () => {
  it('are the same ones while nothing is told differently', () => {
    const teller = new Teller();
    const before = teller.tell([finding()]);
    expect(before).toHaveLength(1);
    expect(teller.tell([finding()])).toBe(before);
    expect(teller.tell([finding({ evidence: { grpc: 'likely', because: ['it leads to port 50051'] } })])).toBe(before);
  });

  it.each<[string, readonly GradedFinding[]]>([
    ['one more', [finding(), finding()]],
    ['one less', []],
    ['another rule', [finding({ rule: 'aws-nlb-alpn-without-h2' })]],
    ['another severity', [finding({ severity: 'error' })]],
    ['another message', [finding({ message: 'It selects h2.' })]],
    ['another place', [finding({ at: { file: A, span: { start: 3, end: 6 } } })]],
    ['other evidence', [finding({ evidence: { grpc: 'yes', because: ['it leads to port 50051'] } })]],
    ['another reason', [finding({ evidence: { grpc: 'likely', because: ['its name says so'] } })]],
    ['no evidence', [finding({ evidence: undefined })]],
    ['no related place', [finding({ related: [] })]],
    [
      'another related place',
      [finding({ related: [{ at: { file: B, span: { start: 2, end: 3 } }, message: 'it leads to B' }] })],
    ],
    [
      'other words for it',
      [finding({ related: [{ at: { file: B, span: { start: 0, end: 1 } }, message: 'it leads to C' }] })],
    ],
  ])('are made anew with %s', (_, findings) => {
    const teller = new Teller();
    const before = teller.tell([finding()]);
    expect(teller.tell(findings)).not.toBe(before);
    expect(teller.tell(findings)).toEqual(findings.map(diagnostic));
  });

  it.each([A, B])('are made anew when the text of %s is another, or its URI', (file) => {
    const teller = new Teller();
    const before = teller.tell([finding()]);
    expect(teller.tell([finding()], { changed: file })).not.toBe(before);
    const again = teller.tell([finding()]);
    expect(teller.tell([finding()], { uris: { [file]: 'file:///spelled%20so' } })).not.toBe(again);
  });

  it('are not kept while a probe has more to say', () => {
    const teller = new Teller();
    const before = teller.tell([finding()]);
    const observed = teller.tell([finding()], { observed: true });
    expect(observed).not.toBe(before);
    expect(teller.tell([finding()], { observed: true })).not.toBe(observed);
    expect(teller.tell([finding()])).not.toBe(observed);
  });
});
