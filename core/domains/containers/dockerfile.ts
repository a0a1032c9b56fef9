import { DockerfileParser, ModifiableInstruction, type Instruction } from 'dockerfile-ast';
import type { DockerfileTree, Stage, Step } from './tree.ts';

/** More instructions than this are not read. */
const MOST = 2_000;

/** Parses a Dockerfile. */
export function parseDockerfile(text: string): DockerfileTree {
  const args = new Map<string, string | undefined>();
  const stages: (Stage & { readonly steps: Step[] })[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.getKeyword() === 'FROM') {
      const stage = stageOf(instruction);
      if (stage !== undefined) stages.push(stage);
      continue;
    }
    const steps = stepsOf(instruction);
    const stage = stages.at(-1);
    if (stage !== undefined) for (const step of steps) stage.steps.push(step);
    else for (const step of steps) if (step.kind === 'arg') args.set(step.name, step.value);
  }
  return { kind: 'dockerfile', args, stages };
}

function instructionsOf(text: string): readonly Instruction[] {
  try {
    return DockerfileParser.parse(text).getInstructions().slice(0, MOST);
  } catch {
    // A library that stumbles over half a file must not cost the folder: then the file says nothing.
    return [];
  }
}

function stageOf(instruction: Instruction): (Stage & { readonly steps: Step[] }) | undefined {
  const [image, as, name] = argumentsOf(instruction);
  if (image === undefined) return undefined;
  const isNamed = as?.toLowerCase() === 'as';
  return { image, name: isNamed ? name?.toLowerCase() : undefined, line: lineOf(instruction), steps: [] };
}

function argumentsOf(instruction: Instruction): readonly string[] {
  return instruction.getArguments().map((it) => it.getValue());
}

function lineOf(instruction: Instruction): number {
  return instruction.getRange().start.line + 1;
}

function stepsOf(instruction: Instruction): readonly Step[] {
  const keyword = instruction.getKeyword();
  switch (keyword) {
    case 'ARG':
    case 'ENV':
      return variablesOf(instruction, keyword === 'ARG' ? 'arg' : 'env');
    case 'WORKDIR': {
      const [path] = argumentsOf(instruction);
      return path === undefined ? [] : [{ kind: 'workdir', path: unquoted(path) }];
    }
    case 'COPY':
    case 'ADD':
      return copyOf(instruction, keyword);
    default:
      return [];
  }
}

function variablesOf(instruction: Instruction, kind: 'arg' | 'env'): readonly Step[] {
  const words = argumentsOf(instruction);
  const [first = '', ...others] = words;
  // `ENV NAME value`, the old form.
  if (kind === 'env' && words.length > 1 && !first.includes('='))
    return [{ kind, name: first, value: unquoted(others.join(' ')) }];
  return words.map((word): Step => {
    const equals = word.indexOf('=');
    return equals < 0
      ? { kind, name: word, value: undefined }
      : { kind, name: word.slice(0, equals), value: unquoted(word.slice(equals + 1)) };
  });
}

function copyOf(instruction: Instruction, keyword: 'COPY' | 'ADD'): readonly Step[] {
  const words = listOf(instruction) ?? argumentsOf(instruction).map(unquoted);
  const heredoc = words.findIndex((it) => it.startsWith('<<'));
  // Behind `<<EOF /target` stands the text itself.
  const [sources, target] =
    heredoc < 0 ? [words.slice(0, -1), words.at(-1)] : [words.slice(0, heredoc + 1), words[heredoc + 1]];
  if (target === undefined || sources.length === 0) return [];
  return [{ kind: 'copy', keyword, from: fromOf(instruction), sources, target, line: lineOf(instruction) }];
}

/** The words of the JSON form: `COPY ["a b", "/c"]`. */
function listOf(instruction: Instruction): readonly string[] | undefined {
  const raw = instruction.getRawArgumentsContent();
  const start = raw?.indexOf('[') ?? -1;
  // Flags stand in front of the list.
  if (
    raw === null ||
    start < 0 ||
    !raw
      .slice(0, start)
      .split(/\s+/)
      .every((it) => it === '' || it.startsWith('--'))
  )
    return undefined;
  try {
    const value: unknown = JSON.parse(raw.slice(start));
    return Array.isArray(value) && value.every((it): it is string => typeof it === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

function fromOf(instruction: Instruction): string | undefined {
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  return flags
    .find((it) => it.getName() === 'from')
    ?.getValue()
    ?.toLowerCase();
}

function unquoted(word: string): string {
  const quote = word.charAt(0);
  const isQuoted = (quote === '"' || quote === "'") && word.length > 1 && word.endsWith(quote);
  return isQuoted ? word.slice(1, -1) : word;
}
