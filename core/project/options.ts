import type { GoVersion } from '../alpn/index.ts';
import type { DomainOptions } from '../domains/domain.ts';
import type { Sourced } from '../domains/facts.ts';
import type { NginxVersion } from '../domains/nginxVersion.ts';
import type { FilePath } from '../text/filePath.ts';

/** How severe a finding is, as LSP counts it. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What a user sets for a rule. */
export type RuleLevel = Severity | 'off';

/** All that the user states for one workspace folder, merged from every place where it can be stated. */
export interface ProjectOptions extends DomainOptions {
  /** The version of nginx that is stated above all files (command line, folder or workspace setting). */
  readonly nginxVersion: Sourced<NginxVersion> | undefined;
  /** The one of the user's own settings, for configurations of which no file says more. */
  readonly nginxVersionOtherwise: Sourced<NginxVersion> | undefined;
  /** The version of grpc-go to reckon with for what a file is about, where one is stated. */
  readonly grpcGoVersionFor: (path: FilePath) => Sourced<GoVersion> | undefined;
  /** The level that is set for a rule's findings in a file; `undefined` = the product's own grading. */
  readonly levelOf: (rule: string, path: FilePath) => RuleLevel | undefined;
  /** Whether a file is left out, by `exclude`. */
  readonly excludes: (path: FilePath) => boolean;
}
