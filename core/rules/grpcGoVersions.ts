import { advisoriesOf, GRPC_GO, parseGoVersion, releaseToRaiseTo } from '../alpn/index.ts';
import type { GoModule, GrpcGoSelection } from '../domains/facts.ts';
import { baseName } from '../text/filePath.ts';
import type { Copy, Fix } from './rule.ts';

/** The newest release before the enforcement. */
const LAST_WITHOUT = 'v1.66.3';

/** A version that a module could have instead, and an imperative that says at which price. */
export interface OtherVersion {
  readonly version: string;
  readonly title: string;
}

/** The newest release that has no known advisory. */
export function raise(module: GoModule): OtherVersion {
  const { version, go, fits } = releaseToRaiseTo(module.goLine);
  const needs = fits ? `needs Go ${go}, as go.mod does` : `needs Go ${go}: the \`go\` line of go.mod rises`;
  return { version, title: `Raise grpc-go to ${version} (${needs})` };
}

/** The newest release that does not enforce. */
export function pin(): OtherVersion {
  const version = parseGoVersion(LAST_WITHOUT);
  const ids = version === undefined ? [] : advisoriesOf(version).map(({ id }) => id);
  const price = `${ids.length} known vulnerabilities: ${ids.join(', ')}`;
  return { version: LAST_WITHOUT, title: `Last choice: pin grpc-go ${LAST_WITHOUT} (${price})` };
}

/** In a workspace `go mod tidy` is for each module alone, and `go work sync` for all. */
export function copyFor({ editable }: GrpcGoSelection, version: string): Copy {
  const file = editable === undefined ? 'go.mod' : baseName(editable.at.file);
  const replacement = `-replace ${GRPC_GO}=${GRPC_GO}@${version}`;
  const text =
    editable?.kind !== 'replacement'
      ? `go get ${GRPC_GO}@${version} && go mod tidy`
      : file === 'go.work'
        ? `go work edit ${replacement} && go work sync`
        : `go mod edit ${replacement} && go mod tidy`;
  return { title: `Copy \`${text}\``, text };
}

/** The edit of the line that decides. */
export function fixFor({ editable }: GrpcGoSelection, { version, title }: OtherVersion): Fix | undefined {
  if (editable === undefined) return undefined;
  const { file, span } = editable.at;
  return { title, safety: 'unsafe', edits: [{ file, span, newText: version }] };
}
