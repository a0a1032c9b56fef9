import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { GradedFinding } from '../core/analyze.ts';
import type { Severity } from '../core/project/options.ts';
import type { Related } from '../core/rules/rule.ts';
import { baseName, type FilePath } from '../core/text/filePath.ts';
import { printable } from '../core/text/printable.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import type { DiagnosticsKept } from './diagnosticsKept.ts';
import type { OpenDocuments } from './documents.ts';
import type { Checked } from './folder.ts';
import type { UriSpelling } from './paths.ts';
import type { FileDiagnostics } from './publisher.ts';

/** What diagnostics depend on beside findings. */
export interface DiagnosticContext {
  readonly features: Pick<ClientFeatures, 'relatedInformation' | 'codeDescription'>;
  readonly uris: UriSpelling;
  /** What is told beside findings of what probes have seen. */
  readonly observed: ReadonlyMap<GradedFinding, readonly Related[]>;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding as LSP says it. */
export function diagnosticOf(
  finding: GradedFinding,
  { snapshot, lines }: Checked,
  { features, uris, observed }: DiagnosticContext,
): Diagnostic {
  const allRelated = [...finding.related, ...(observed.get(finding) ?? [])];
  const related = allRelated.map(({ at, message }) => ({
    at: { uri: uris.uriOf(at.file), range: lines.rangeOf(snapshot, at) },
    message,
  }));
  const withText = !features.relatedInformation && related.length > 0;
  const told = allRelated.map(
    ({ at, message }) => `${baseName(at.file)}, line ${lines.rangeOf(snapshot, at).start.line + 1}: ${message}`,
  );
  return {
    range: lines.rangeOf(snapshot, finding.at),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    ...(features.codeDescription && { codeDescription: { href: `grpc-alpn-rule:/${finding.rule}.md` } }),
    source: 'grpc-alpn',
    message: [finding.message, ...evidenceLines(finding), ...(withText ? told : [])].join('\n'),
    ...(features.relatedInformation &&
      related.length > 0 && { relatedInformation: related.map(({ at, message }) => ({ location: at, message })) }),
  };
}

/** Why it is taken for gRPC, where the finding depends on it. */
function evidenceLines({ evidence }: GradedFinding): readonly string[] {
  return evidence === undefined ? [] : [printable(`gRPC: ${evidence.grpc} (${evidence.because.join('; ')})`)];
}

/**
 * What is to be shown of one folder: every file with findings, and every open one.
 * A document that has been changed since is `undefined`: the check that is pending will tell.
 */
export function diagnosticsOf(
  checked: Checked,
  options: DiagnosticContext & {
    readonly documents: OpenDocuments;
    readonly isOwn: (path: FilePath) => boolean;
    /** Those that were told of this folder before. */
    readonly kept: DiagnosticsKept;
  },
): ReadonlyMap<FilePath, FileDiagnostics | undefined> {
  const { documents, isOwn, uris, observed, kept } = options;
  const { snapshot, analysis, lines } = checked;
  const byFile = new Map<FilePath, GradedFinding[]>();
  for (const path of documents.paths()) if (snapshot.texts.has(path) && isOwn(path)) byFile.set(path, []);
  for (const finding of analysis.findings) {
    const { file } = finding.at;
    let list = byFile.get(file);
    if (list === undefined) {
      if (!isOwn(file)) continue;
      byFile.set(file, (list = []));
    }
    list.push(finding);
  }
  const told = kept.of(byFile, {
    fileOf: (path) => ({ lines: lines.of(snapshot, path), uri: uris.uriOf(path) }),
    isMore: (finding) => observed.has(finding),
    make: (finding) => diagnosticOf(finding, checked, options),
  });
  return new Map(
    [...told].map(([path, diagnostics]): [FilePath, FileDiagnostics | undefined] => {
      const document = documents.get(path);
      if (document !== undefined && document.getText() !== snapshot.texts.get(path)) return [path, undefined];
      return [path, { uri: uris.uriOf(path), version: document?.version, diagnostics }];
    }),
  );
}
