/** The scheme of the rules' pages: `grpc-alpn-rule:/<id>.md`. The server writes it into diagnostics. */
export const RULE_SCHEME = 'grpc-alpn-rule';

/** The scheme of reports: what an upgrade would break. */
export const REPORT_SCHEME = 'grpc-alpn-report';

/** The rule of a page's path. `undefined` = the path is none that names a rule. */
export function ruleOfPath(path: string): string | undefined {
  return /^\/([a-z0-9]+(?:-[a-z0-9]+)*)\.md$/.exec(path)?.[1];
}

/** What is shown where there is no such page. */
export const NO_SUCH_PAGE = '# No such page\n\nThis version of gRPC ALPN has no page of that name.\n';

/** What is shown in the place of a report that an earlier window has made. */
export const REPORT_IS_GONE =
  '# The report is gone\n\nReports are kept until the window is closed. Run *gRPC ALPN: Pre-upgrade Check* again.\n';
