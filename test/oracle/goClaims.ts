import { compareGoVersions, parseGoVersion } from '../../core/alpn/index.ts';
import type { GoModule } from '../../core/domains/facts.ts';
import { folderOfModule, UNKNOWN, type GoWorkspace, type Judgement } from './goRun.ts';

/** How a claim about one module compares with what the go command does. */
export interface Verdict {
  readonly module: string;
  readonly claim: 'exact' | 'at-least' | 'unknown' | 'none';
  /** In words: what is claimed, what go does. */
  readonly words: string;
  /** Why it is wrong; `undefined`: it is not. */
  readonly wrong: string | undefined;
}

/** Compares what is claimed about the main modules of a workspace with the go command's own words. */
export function compare(
  workspace: GoWorkspace,
  judgement: Judgement,
  modules: readonly GoModule[],
): readonly Verdict[] {
  return workspace.mains.flatMap((main) => {
    const module = modules.find((it) => folderOfModule(it) === main);
    return module === undefined ? [] : [verdictOn(main, module, judgement)];
  });
}

/** A claim in words: `exact v1.68.0`, `none`. */
export function claimOf({ grpc }: GoModule): string {
  return grpc === undefined ? 'none' : `${grpc.certainty} ${grpc.version.text}`;
}

function verdictOn(main: string, { grpc }: GoModule, judgement: Judgement): Verdict {
  const claim = grpc === undefined ? 'none' : grpc.certainty === 'stated' ? 'unknown' : grpc.certainty;
  const claimed = grpc === undefined ? 'nothing' : `${claim} ${grpc.version.text}, because ${grpc.because}`;
  const words = `${main}: ${claimed}; selected ${judgement.selected ?? '-'}, built ${judgement.built ?? '-'}`;
  return {
    module: main,
    claim,
    words,
    wrong: grpc === undefined ? undefined : wrongIn(claim, grpc.version.text, judgement),
  };
}

function wrongIn(claim: Verdict['claim'], version: string, { selected, built, builds }: Judgement): string | undefined {
  // A module that is required and gives no package to the build counts for `go list -m all` alone: what is compiled decides.
  const real = built ?? selected;
  if (claim === 'exact') return !builds || real === undefined || real === version ? undefined : `it is ${real}`;
  if (claim !== 'at-least' || selected === undefined) return undefined;
  return isBelow(selected, version) ? `${selected} is selected, which is older` : undefined;
}

function isBelow(selected: string, version: string): boolean {
  if (selected === UNKNOWN) return true;
  const [a, b] = [parseGoVersion(selected), parseGoVersion(version)];
  return a === undefined || b === undefined || compareGoVersions(a, b) < 0;
}
