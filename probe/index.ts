export { probe, type Lookup, type Progress, type ProbeOptions } from './probe.ts';
export { credentialsProblem, type Credentials, type TlsVersion } from './grpcGoTls.ts';
export { parseServerName, parseTarget, type ParsedServerName, type ParsedTarget, type Target } from './target.ts';
export {
  exitCodeOf,
  reportJson,
  type AddressReport,
  type BandVerdict,
  type HandshakeReport,
  type ProbeReport,
  type TargetReport,
} from './report.ts';
export type { ProbeClass } from './classify.ts';
export type { CertificateFacts } from './certificate.ts';
export type { Failure } from './handshake.ts';
export type { Http2Seen } from './http2.ts';
export { renderMarkdown, renderText } from './words.ts';
