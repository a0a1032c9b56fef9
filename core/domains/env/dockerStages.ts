import { Copy, From, PropertyInstruction, type Instruction } from 'dockerfile-ast';
import { ENFORCE_VARIABLE } from '../../alpn/index.ts';

/** What stands from one `FROM` to the next, or in front of the first one. */
export interface Stage {
  /** As `FROM` names it, without what it is named after. `undefined`: in front of the first `FROM`. */
  readonly image: string | undefined;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile; the first one is what stands in front of them. */
export function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const stages: { image: string | undefined; name: string | undefined; instructions: Instruction[] }[] = [
    { image: undefined, name: undefined, instructions: [] },
  ];
  for (const instruction of instructions) {
    if (instruction instanceof From) {
      const name = instruction.getBuildStage()?.toLowerCase();
      stages.push({ image: instruction.getImage()?.toLowerCase() ?? '', name, instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

/** Whether an `ENV` of the stage takes its value from the argument of the same name. */
export function handsOn({ instructions }: Stage): boolean {
  return instructions.some(
    (it) =>
      it instanceof PropertyInstruction &&
      it.getKeyword() === 'ENV' &&
      it.getProperties().some((property) => property.getUnescapedValue()?.includes(ENFORCE_VARIABLE) === true),
  );
}

/** Steps in which Go code of the image runs already while it is built. */
export function runsGo({ instructions }: Stage): boolean {
  return instructions.some((it) => {
    const words = it.getKeyword() === 'RUN' ? (it.getArgumentsContent() ?? '') : '';
    return /\b(?:go (?:test|run|generate)|make|task|mage|bazel|ginkgo|gotestsum)\b/.test(words) || words.includes('$');
  });
}

/** Why an argument of a stage reaches nothing that the image runs; `undefined`: it does, or may. */
export function argumentReach(all: readonly Stage[], stage: Stage): string | undefined {
  const stages = stage.image === undefined ? all : [stage];
  return stages.some((it) => handsOn(it) || runsGo(it))
    ? undefined
    : 'An `ARG` is there for the steps of the build only: what the image runs does not get it.';
}

/**
 * Why a variable of a stage reaches nothing that the image runs: only files are taken from it. `undefined`: it does, or a stage that says what to run
 * gets it and may be built by its own name. `unknown`: the image does not get it, and whether anything else is built, nothing says.
 */
export function stageReach(stages: readonly Stage[], stage: Stage): string | undefined {
  const index = stages.indexOf(stage);
  const made = madeFrom(stages, index);
  if (made.has(stages.length - 1) || runsGo(stage)) return undefined;
  if ([...made].some((it) => stages[it]?.instructions.some((at) => /^(?:CMD|ENTRYPOINT)$/.test(at.getKeyword()))))
    return undefined;
  if (made.size > 1 || !isCopiedFrom(stages, index)) return 'unknown';
  return `The image takes files from the stage${stage.name === undefined ? '' : ` \`${stage.name}\``}, and no variables: what it runs does not get this one.`;
}

/** A stage and those that are made of it, one behind the other. */
function madeFrom(stages: readonly Stage[], index: number): ReadonlySet<number> {
  const made = new Set([index]);
  for (let at = index + 1; at < stages.length; at++) {
    const base = stageNamed(stages, stages[at]?.image, at);
    if (base !== undefined && made.has(base)) made.add(at);
  }
  return made;
}

function stageNamed(stages: readonly Stage[], name: string | undefined, before: number): number | undefined {
  const found = name === undefined ? -1 : stages.slice(0, before).findLastIndex((it) => it.name === name);
  return found > 0 ? found : undefined;
}

function isCopiedFrom(stages: readonly Stage[], index: number): boolean {
  const names = [stages[index]?.name, String(index - 1)];
  return stages.some(({ instructions }) =>
    instructions.some((it) => it instanceof Copy && names.includes(it.getFromFlag()?.getValue()?.toLowerCase())),
  );
}

/** Whether Go code is built in a stage. */
export function isGo({ image, instructions }: Stage): boolean {
  const name = /^(?:[^/@]{0,200}\/)*golang(?:[:@]|$)/;
  return (
    (image !== undefined && name.test(image)) ||
    instructions.some(
      (it) => it.getKeyword() === 'RUN' && /\bgo (?:build|install|run)\b/.test(it.getArgumentsContent() ?? ''),
    )
  );
}
