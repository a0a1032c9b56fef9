import { DockerfileParser, JSONInstruction, PropertyInstruction, type Instruction } from 'dockerfile-ast';
import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import { LineIndex, type PositionRange } from '../../text/lineIndex.ts';
import { indentBefore, lineBreakOf, startOfLine } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import { defaultOf } from './defaults.ts';
import { argumentReach, handsOn, isGo, runsGo, stageReach, stagesOf, type Stage } from './dockerStages.ts';
import { correction, shellAssignments } from './shell.ts';
import { EMPTY, type Assignment, type Comment, type EnvTree, type Slot } from './tree.ts';
import { wholeLines } from './wholeLines.ts';

/** More instructions than this are not read. */
const MOST = 2_000;

/** Parses a Dockerfile (Dockerfile reference). */
export function parseDockerfile(text: string): EnvTree {
  const source = instructionsOf(text);
  const lines = new LineIndex(text);
  const spanOf = ({ start, end }: PositionRange): Span => ({ start: lines.offsetAt(start), end: lines.offsetAt(end) });
  const stages = stagesOf(source.instructions);
  const isThere = text.includes(ENFORCE_VARIABLE);
  const reader = { text, spanOf, stages };
  return {
    ...EMPTY,
    assignments: isThere ? stages.flatMap((stage) => stageAssignments(reader, stage)) : [],
    slots: isThere ? [] : slotsOf(reader),
    usesArgument: isThere && stages.some((stage) => handsOn(stage) || runsGo(stage)),
    buildsGo: stages.some((stage) => isGo(stage)),
    comments: source.comments.map((it) => commentOf(text, spanOf(it))),
    statements: isThere ? source.instructions.map((it) => spanOf(it.getRange())) : [],
  };
}

interface Reader {
  readonly text: string;
  readonly spanOf: (range: PositionRange) => Span;
  readonly stages: readonly Stage[];
}

function instructionsOf(text: string): {
  readonly instructions: readonly Instruction[];
  readonly comments: readonly PositionRange[];
} {
  try {
    const file = DockerfileParser.parse(text);
    return {
      instructions: file.getInstructions().slice(0, MOST),
      comments: text.includes('grpc-alpn:') ? file.getComments().map((it) => it.getRange()) : [],
    };
  } catch {
    // A library that stumbles over half a file must not cost the folder: then the file says nothing.
    return { instructions: [], comments: [] };
  }
}

function commentOf(text: string, { start, end }: Span): Comment {
  const value = text.slice(start + 1, end).trimEnd();
  return { start, end: start + 1 + value.length, value };
}

function stageAssignments(reader: Reader, stage: Stage): readonly Assignment[] {
  const found: Assignment[] = [];
  const values = new Map<string, Given>();
  for (const instruction of stage.instructions) {
    if (instruction instanceof PropertyInstruction && /^(?:ENV|ARG)$/.test(instruction.getKeyword())) {
      for (const it of variablesOf(reader, stage, instruction, values)) {
        if (instruction.getKeyword() === 'ENV' && it.value?.toLowerCase() !== 'false') replace(found, stage);
        found.push(it);
      }
    } else if (/^(?:RUN|CMD|ENTRYPOINT)$/.test(instruction.getKeyword())) found.push(...commandOf(reader, instruction));
  }
  return found;
}

/** Of the values of a variable, what runs gets the last one; steps of the build may get those before. */
function replace(found: Assignment[], stage: Stage): void {
  if (runsGo(stage)) return;
  const unreached = 'The `ENV` further down gives it another value, and the last one counts.';
  for (const [i, it] of found.entries())
    if (it.words === '`ENV`' && it.value?.toLowerCase() === 'false') found[i] = { unreached, ...it };
}

/** What a variable of a stage stands for, and where that is written. */
interface Given {
  readonly value: string | undefined;
  readonly at: Span | undefined;
}

function variablesOf(
  reader: Reader,
  stage: Stage,
  instruction: PropertyInstruction,
  values: Map<string, Given>,
): readonly Assignment[] {
  const { text, spanOf, stages } = reader;
  const keyword = instruction.getKeyword();
  const properties = instruction.getProperties();
  const found: Assignment[] = [];
  for (const [i, property] of properties.entries()) {
    const name = property.getName();
    const range = property.getValueRange();
    const at = range === null ? undefined : spanOf(range);
    const written = range === null ? (property.getAssignmentOperator() === null ? undefined : '') : property.getValue();
    const given = expanded(written ?? undefined, at, values);
    values.set(name, given);
    if (name !== ENFORCE_VARIABLE || written === undefined || written === null) continue;
    const span = spanOf(property.getRange());
    const [before, next] = [properties[i - 1], properties[i + 1]];
    const removal =
      properties.length === 1
        ? wholeLines(text, spanOf(instruction.getRange()))
        : before !== undefined
          ? { start: spanOf(before.getRange()).end, end: span.end }
          : next && { start: span.start, end: spanOf(next.getRange()).start };
    const unreached = keyword === 'ARG' ? argumentReach(stages, stage) : stageReach(stages, stage);
    if (unreached === 'unknown') continue;
    found.push({
      form: 'dockerfile',
      words: `\`${keyword}\``,
      ...span,
      value: given.value,
      ...(given.at === undefined ? { valueAt: undefined, correct: 'false' } : correction(text, given.at)),
      ...(unreached !== undefined && { unreached }),
      removal: removal !== undefined && text.slice(removal.start, removal.end).includes('#') ? undefined : removal,
    });
  }
  // An `ARG` that an `ENV` hands on is told of there.
  return keyword === 'ARG' && handsOn(stage) ? [] : found;
}

/** A value with what it is made of, where that is one variable: `$ALPN`, `${ALPN:-false}`. */
function expanded(written: string | undefined, at: Span | undefined, values: ReadonlyMap<string, Given>): Given {
  if (written?.includes('$') !== true) return { value: written, at };
  const [, name = ''] = /^\$\{?([A-Za-z_]\w{0,100})\}?$/.exec(written) ?? [];
  return values.get(name) ?? { value: defaultOf(written), at: undefined };
}

/** `CMD NAME=false ./server`, `ENTRYPOINT ["env", "NAME=false", "/server"]`. */
function commandOf({ text, spanOf }: Reader, instruction: Instruction): readonly Assignment[] {
  const range = instruction.getArgumentsRange();
  if (range === null) return [];
  const words = instruction instanceof JSONInstruction ? instruction.getJSONStrings() : [];
  if (words.length === 0) {
    return shellAssignments(text, spanOf(range), 'dockerfile').map((it) => ({
      ...it,
      words: `\`${instruction.getKeyword()}\``,
    }));
  }
  if (!/^(?:\/usr\/bin\/|\/bin\/)?env$/.test(words[0]?.getJSONValue() ?? '')) return [];
  const head = `${ENFORCE_VARIABLE}=`;
  return words.slice(1).flatMap((word, i): readonly Assignment[] => {
    const [value, span, before] = [word.getJSONValue(), spanOf(word.getRange()), words[i]];
    if (!value.startsWith(head) || before === undefined || text.slice(span.start, span.end).includes('\\')) return [];
    return [
      {
        form: 'dockerfile',
        words: `\`${instruction.getKeyword()}\``,
        ...span,
        value: value.slice(head.length),
        valueAt: { start: span.start + 1 + head.length, end: span.end - 1 },
        correct: 'false',
        removal: { start: spanOf(before.getRange()).end, end: span.end },
      },
    ];
  });
}

/** Where the last stage can be given the variable: in front of what it runs, or at its end. */
function slotsOf({ text, spanOf, stages }: Reader): readonly Slot[] {
  const last = stages.at(-1);
  if (last?.image === undefined || text.trim() === '') return [];
  const runs = last.instructions.find((it) => /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(it.getKeyword()));
  const isLower = last.instructions.some((it) => it.getInstruction() === it.getInstruction().toLowerCase());
  const line = `${isLower ? 'env' : 'ENV'} ${ENFORCE_VARIABLE}=false`;
  const slot = { form: 'dockerfile', words: 'the image', folders: [] } as const;
  if (runs === undefined) {
    const end = text.trimEnd().length;
    return [{ ...slot, start: end, end, newText: `${lineBreakOf(text)}${line}` }];
  }
  const start = startOfLine(text, spanOf(runs.getRange()).start);
  const indent = indentBefore(text, spanOf(runs.getRange()).start) ?? '';
  return [{ ...slot, start, end: start, newText: `${indent}${line}${lineBreakOf(text)}` }];
}
