/** The probe's room, as the command line and the editor use it. */
export { probe, type Lookup, type Progress, type ProbeOptions } from './probe.ts';
export { credentialsProblem, type Credentials } from './grpcGoTls.ts';
export { parseServerName, parseTarget, type Target } from './target.ts';
export { exitCodeOf, reportJson, type AddressReport, type ProbeReport } from './report.ts';
export type { ProbeClass } from './classify.ts';
export { renderMarkdown, renderText } from './words.ts';
