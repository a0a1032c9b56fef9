import type { FilePath } from '../../text/filePath.ts';
import { relativeTo } from '../../text/filePath.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import type { GoModule, OptOut, SetenvOptOut, SetenvTime } from '../facts.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { locationOf, type GoPlace } from './facts.ts';
import { functionAround } from './functions.ts';
import { VARIABLE } from './recognise.ts';
import type { GoFile } from './source.ts';
import { textOf, type Sight } from './texts.ts';

const EXPERIMENTAL = 'google.golang.org/grpc/experimental/credentials.';

/** How a package stands to the rest of the program. */
export interface Standing {
  readonly folder: FilePath;
  /** When it is initialised. */
  readonly initTime: (modules: readonly Pick<GoModule, 'file' | 'path'>[]) => SetenvTime;
}

/** Where a package switches grpc-go's check off, or means to: by the variable, or by credentials. */
export function optOutsOf(sight: Sight, standing: Standing): readonly OptOut[] {
  return [...setenvs(sight, standing), ...credentials(sight, standing)];
}

function credentials({ pkg }: Sight, { folder }: Standing): readonly OptOut[] {
  return [...pkg.externalCalls].flatMap(([name, calls]) =>
    !name.startsWith(EXPERIMENTAL)
      ? []
      : calls.map((call): OptOut => {
          const short = name.slice(EXPERIMENTAL.length);
          return { at: locationOf(call), from: from(short, call, folder), by: { kind: 'credentials', name: short } };
        }),
  );
}

function setenvs(sight: Sight, standing: Standing): readonly OptOut[] {
  const { pkg } = sight;
  const calls = [
    ...pkg.callsOf('os.Setenv'),
    ...pkg.callsOf('syscall.Setenv'),
    ...pkg.callsOfMethod('Setenv').filter((it) => it.file.endsWith('_test.go')),
  ];
  return calls.flatMap((call): readonly OptOut[] => {
    const file = pkg.fileOf(call);
    const [name, value] = call.node.child('arguments')?.parts ?? [];
    if (file === undefined || name === undefined || value === undefined) return [];
    if (textOf(sight, name, file) !== VARIABLE) return [];
    const called = call.node.child('function')?.text ?? '';
    const by: SetenvOptOut = {
      kind: 'setenv',
      value: textOf(sight, value, file),
      valueAt: locationOf({ file: file.path, node: value }),
      correct: '"false"',
      time: timeOf(sight, call, file, standing),
      removal: removalOf(call.node, file),
    };
    return [{ at: locationOf(call), from: from(called, call, standing.folder), by }];
  });
}

function from(what: string, { file, node }: GoPlace, folder: FilePath): string {
  const line = node.tree.text.slice(0, node.start).split('\n').length;
  return `${what} in line ${line} of ${relativeTo(folder, file)}`;
}

/** grpc-go reads the variable once, while its package internal/envconfig is initialised. */
function timeOf(sight: Sight, call: GoPlace, file: GoFile, standing: Standing): SetenvOptOut['time'] {
  // What is started from here gets the variable in time.
  const startsOthers = sight.pkg.files.some(
    ({ importPaths, tree }) =>
      importPaths.some((it) => it === 'os/exec' || it === 'syscall' || it === 'golang.org/x/sys/unix') ||
      tree.text.includes('StartProcess'),
  );
  if (startsOthers) return UNKNOWN;
  const around = functionAround(call.node);
  if (around === undefined || isInit(around))
    return sight.pkg.name === 'main'
      ? tooLate('package main is initialised after all that it imports')
      : standing.initTime;
  if (call.file.endsWith('_test.go')) return tooLate('grpc-go has read it when the first test begins');
  const name = around.child('name')?.text ?? '';
  if (around.type !== 'function_declaration') return UNKNOWN;
  if (name === 'main' && sight.pkg.name === 'main') return tooLate('grpc-go has read it when main begins');
  return calledOnlyByMain(sight, name, file)
    ? tooLate('grpc-go has read it when main begins, which calls this')
    : UNKNOWN;
}

const UNKNOWN: SetenvOptOut['time'] = () => ({ kind: 'unknown' });

function tooLate(because: string): SetenvOptOut['time'] {
  return () => ({ kind: 'too-late', because });
}

function isInit(fn: SyntaxNode): boolean {
  return fn.type === 'function_declaration' && fn.child('name')?.text === 'init';
}

/** Whether a function of package main is called from its function main alone. */
function calledOnlyByMain({ pkg }: Sight, name: string, file: GoFile): boolean {
  const declared = pkg.name === 'main' ? pkg.declared(name) : undefined;
  if (declared === undefined || declared.file !== file) return false;
  const calls = pkg.callsOfDeclared(declared.declaration);
  return (
    calls.length > 0 &&
    calls.every(({ node }) => {
      const around = functionAround(node);
      return around?.type === 'function_declaration' && around.child('name')?.text === 'main';
    })
  );
}

/** The edit that takes a call away that is a statement of its own line; `undefined`: it is more than that, or its import would be left without use. */
function removalOf(call: SyntaxNode, { path, tree }: GoFile): readonly TextEdit[] | undefined {
  const statement = call.parent;
  if (statement?.type !== 'expression_statement') return undefined;
  const operand = call.child('function')?.child('operand')?.text ?? '';
  const uses = [...tree.ofTypes('selector_expression', 'qualified_type')].filter(
    (it) => (it.child('operand') ?? it.child('package'))?.text === operand,
  );
  if (operand === 'os' && uses.length < 2) return undefined;
  const { text } = tree;
  const start = text.lastIndexOf('\n', statement.start - 1) + 1;
  const newline = text.indexOf('\n', statement.end);
  const end = newline < 0 ? text.length : newline + 1;
  const isAlone = text.slice(start, statement.start).trim() === '' && text.slice(statement.end, end).trim() === '';
  return isAlone ? [{ file: path, span: { start, end }, newText: '' }] : undefined;
}
