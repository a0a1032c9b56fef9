/** The probe's room, as the command line and the editor use it. */
export { probe, type Progress, type ProbeOptions } from './probe.ts';
export type { Lookup } from './resolver.ts';
export { thisMachine } from './machine.ts';
export { credentialsProblem } from './credentialsProblem.ts';
export type { Credentials } from './wire/grpcGoTls.ts';
export { hostPort, parseServerName, parseTarget, serverNameFor, type Target } from './target.ts';
export {
  exitCodeOf,
  reportJson,
  verdictFor,
  type AddressReport,
  type ProbeReport,
  type TargetReport,
} from './report.ts';
export type { ProbeClass } from './address/classify.ts';
export { renderMarkdown, type MarkdownOptions } from './told/markdown.ts';
export { endText, renderText, targetText } from './told/words.ts';
export { viewOf, type UnfinishedAddress, type ViewInput } from './told/view.ts';
export { grpcurlCommands, opensslCommands, type CredentialFiles } from './told/commands.ts';
export { renderOpenMetrics } from './told/openmetrics.ts';
export { observedOf } from './observed.ts';
export { Collected } from './collected.ts';
