import type { GoVersion } from '../../alpn/index.ts';
import type { Location } from '../../text/location.ts';
import type { GrpcGoSelection } from '../facts.ts';
import type { Build } from './build.ts';
import type { Code } from './code.ts';
import type { GoInput, ModFile } from './files.ts';
import { placeOf, type Places } from './places.ts';
import type { OwnLines, Required } from './required.ts';
import type { Vendored } from './vendored.ts';

/** What is known of one build, the same for all of its main modules. */
export interface BuildFacts {
  readonly build: Build;
  readonly vendored: Vendored | 'inconsistent' | undefined;
  /** The highest grpc-go that a line of this workspace folder asks for. */
  readonly required: Required | undefined;
}

/** One main module in one of its builds. */
export interface Context extends BuildFacts {
  readonly input: GoInput;
  readonly module: ModFile;
  readonly places: Places;
  readonly own: OwnLines;
}

/** A version that may be selected, and what says so. */
export type Candidate = Code & { readonly version: GoVersion };

/** What may be selected. */
export interface Possible {
  readonly kind: 'possible';
  /** At least one. */
  readonly candidates: readonly Candidate[];
  /** Whether everything above the first candidate may be as well. */
  readonly open: boolean;
  readonly usage: GrpcGoSelection['usage'];
}

/** Why nothing can be said of the version, although grpc-go is required. */
export interface Unclear {
  readonly kind: 'unclear';
  readonly required: Required;
  readonly because: string;
}

/** A version as a line asks for it. */
export function requiredCandidate(context: Context, required: Required): Candidate {
  const { places, module, build } = context;
  const { file, requirement, version, via } = required;
  const at = wordOf(required);
  const line = `${places.line(file, requirement)} requires it`;
  const how =
    via !== undefined
      ? `, which replaces ${via.replacement.from.path.value} in ${places.line(via.file, via.replacement)}`
      : file === module || build.work === undefined
        ? ''
        : `, which ${places.name(build.work.path)} builds together with this module`;
  return { version, open: false, at, decidedAt: at, editable: { kind: 'requirement', at }, because: `${line}${how}` };
}

/** The version in a line that asks for it. */
export function wordOf({ file, requirement }: Required): Location {
  return placeOf(file, requirement.version);
}

/** The place of a module that has no line about grpc-go. */
export function pathOf(module: ModFile): Location {
  return placeOf(module, module.tree.module ?? { start: 0, end: 0 });
}
