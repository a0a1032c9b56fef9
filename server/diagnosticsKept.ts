import type { Diagnostic } from 'vscode-languageserver';
import type { GradedFinding } from '../core/analyze.ts';
import type { GrpcEvidence } from '../core/domains/facts.ts';
import type { Related } from '../core/rules/rule.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { LineIndex } from '../core/text/lineIndex.ts';
import type { Location } from '../core/text/location.ts';

/** A file as places in it are told. */
export interface PlacedFile {
  /** Another one as soon as the text is. */
  readonly lines: LineIndex;
  readonly uri: string;
}

/** What was told of a file, and all that it was made of. */
interface Told {
  /** The latest ones: those of earlier checks would keep their whole projects. */
  readonly findings: readonly GradedFinding[];
  /** The files that places are in. */
  readonly files: ReadonlyMap<FilePath, PlacedFile>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The diagnostics of one folder, kept file by file: a keystroke changes those of few files, and to make them takes longer than to compare. */
export class DiagnosticsKept {
  #told = new Map<FilePath, Told>();

  /**
   * Those of all files with findings: as they were told last time, if they would be the same.
   * @param findings by file
   * @param fileOf how places in a file are told now
   * @param isMore whether more is told of a finding than stands in it: such a one is not kept
   */
  of(
    findings: ReadonlyMap<FilePath, readonly GradedFinding[]>,
    options: {
      readonly fileOf: (path: FilePath) => PlacedFile;
      readonly isMore: (finding: GradedFinding) => boolean;
      readonly make: (finding: GradedFinding) => Diagnostic;
    },
  ): ReadonlyMap<FilePath, readonly Diagnostic[]> {
    const { fileOf, isMore, make } = options;
    const before = this.#told;
    this.#told = new Map();
    const all = new Map<FilePath, readonly Diagnostic[]>();
    for (const [path, ofFile] of findings) {
      if (ofFile.some(isMore)) {
        all.set(path, ofFile.map(make));
        continue;
      }
      const known = before.get(path);
      const told: Told =
        known !== undefined && areAsTold(ofFile, known, fileOf)
          ? { ...known, findings: ofFile }
          : { findings: ofFile, files: filesOf(ofFile, fileOf), diagnostics: ofFile.map(make) };
      this.#told.set(path, told);
      all.set(path, told.diagnostics);
    }
    return all;
  }
}

function areAsTold(findings: readonly GradedFinding[], told: Told, fileOf: (path: FilePath) => PlacedFile): boolean {
  if (findings.length !== told.findings.length) return false;
  for (const [path, { lines, uri }] of told.files) {
    const now = fileOf(path);
    if (now.lines !== lines || now.uri !== uri) return false;
  }
  return findings.every((it, i) => isAsTold(it, told.findings[i]));
}

function filesOf(
  findings: readonly GradedFinding[],
  fileOf: (path: FilePath) => PlacedFile,
): ReadonlyMap<FilePath, PlacedFile> {
  const files = new Map<FilePath, PlacedFile>();
  const add = ({ file }: Location): void => {
    if (!files.has(file)) files.set(file, fileOf(file));
  };
  for (const { at, related } of findings) {
    add(at);
    for (const it of related) add(it.at);
  }
  return files;
}

/** Whether nothing is another of which a diagnostic is made. */
function isAsTold(a: GradedFinding, b: GradedFinding | undefined): boolean {
  return (
    b !== undefined &&
    a.rule === b.rule &&
    a.severity === b.severity &&
    isSamePlace(a.at, b.at) &&
    a.message === b.message &&
    isSameEvidence(a.evidence, b.evidence) &&
    isSameRelated(a.related, b.related)
  );
}

function isSamePlace(a: Location, b: Location): boolean {
  return a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end;
}

function isSameEvidence(a: GrpcEvidence | undefined, b: GrpcEvidence | undefined): boolean {
  if (a === b) return true;
  return (
    a !== undefined &&
    b !== undefined &&
    a.grpc === b.grpc &&
    a.because.length === b.because.length &&
    a.because.every((it, i) => it === b.because[i])
  );
}

function isSameRelated(a: readonly Related[], b: readonly Related[]): boolean {
  return (
    a.length === b.length &&
    a.every((it, i) => {
      const other = b[i];
      return other !== undefined && it.message === other.message && isSamePlace(it.at, other.at);
    })
  );
}
