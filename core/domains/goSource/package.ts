import type { FilePath } from '../../text/filePath.ts';
import { isSameNode, type SyntaxNode } from '../syntaxTree.ts';
import type { GoPlace } from './facts.ts';
import { given, valuesOf, type Declaration, type GivenValue } from './scopes.ts';
import type { GoFile } from './source.ts';

/** What a name means. */
export type Meaning =
  | { readonly kind: 'declared'; readonly declaration: Declaration; readonly file: GoFile }
  | { readonly kind: 'package'; readonly path: string }
  /** A name of Go itself, or one that is not known. */
  | { readonly kind: 'unknown' };

/** A value that is given to a name or field somewhere in the package. */
export interface Assigned {
  readonly value: GivenValue;
  readonly file: GoFile;
  /** The statement that gives it. */
  readonly at: SyntaxNode;
}

/** A field that is set: `target.name = value`, or `T{name: value}`. */
export interface FieldSet extends Assigned {
  /** What has the field: the operand, or the composite literal. */
  readonly target: SyntaxNode;
  /** The statement or keyed element. */
  readonly at: SyntaxNode;
}

/** A function or method of the package. */
export interface GoFunction {
  /** `function_declaration` or `method_declaration`. */
  readonly node: SyntaxNode;
  readonly name: string;
  readonly file: GoFile;
}

/** The files of one folder that belong together, and what is done where in them. Everything is found when it is first asked for. */
export class GoPackage {
  readonly folder: FilePath;
  readonly name: string;
  readonly files: readonly GoFile[];
  readonly #byPath: ReadonlyMap<FilePath, GoFile>;
  readonly #top = new Map<string, { readonly declaration: Declaration; readonly file: GoFile }>();
  #calls: Calls | undefined;
  #sets: Sets | undefined;
  #methods: ReadonlyMap<string, readonly GoFunction[]> | undefined;

  constructor(folder: FilePath, files: readonly GoFile[]) {
    this.folder = folder;
    this.files = files;
    this.name = files[0]?.packageName ?? '';
    this.#byPath = new Map(files.map((it) => [it.path, it]));
    for (const file of files)
      for (const [name, declaration] of file.scopes.top)
        if (!this.#top.has(name)) this.#top.set(name, { declaration, file });
  }

  /** Whether code outside of the package can use what has this name. */
  isExported(name: string): boolean {
    return this.name !== 'main' && /^\p{Lu}/u.test(name);
  }

  /** The file of this package that a place is in. */
  fileOf({ file }: GoPlace): GoFile | undefined {
    return this.#byPath.get(file);
  }

  /** What an identifier at its place means. */
  meaningOf(identifier: SyntaxNode, file: GoFile, name = identifier.text): Meaning {
    const inner = file.scopes.find(identifier, name);
    if (inner !== undefined) return { kind: 'declared', declaration: inner, file };
    const top = this.#top.get(name);
    if (top !== undefined) return { kind: 'declared', ...top };
    const path = file.imports.get(name);
    return path === undefined ? { kind: 'unknown' } : { kind: 'package', path };
  }

  /** A declaration of the package itself, by its name. */
  declared(name: string): { readonly declaration: Declaration; readonly file: GoFile } | undefined {
    return this.#top.get(name);
  }

  /** The path and name of what another package has, `crypto/tls.NewListener`; `undefined`: this expression or type is nothing of the kind. */
  externalOf(node: SyntaxNode | undefined, file: GoFile): string | undefined {
    switch (node?.type) {
      case 'selector_expression': {
        const operand = node.child('operand');
        return operand?.type === 'identifier' ? this.#external(operand, node.child('field'), file) : undefined;
      }
      case 'qualified_type':
        return this.#external(node.child('package'), node.child('name'), file);
      case 'generic_type':
      case 'index_expression':
        return this.externalOf(node.parts[0], file);
      case 'identifier':
      case 'type_identifier': {
        const [dot] = file.dotImports;
        const isFree = dot !== undefined && this.meaningOf(node, file).kind === 'unknown';
        return isFree && /^\p{Lu}/u.test(node.text) ? `${dot}.${node.text}` : undefined;
      }
      default:
        return undefined;
    }
  }

  #external(operand: SyntaxNode | undefined, name: SyntaxNode | undefined, file: GoFile): string | undefined {
    if (operand === undefined || name === undefined) return undefined;
    const meaning = this.meaningOf(operand, file);
    return meaning.kind === 'package' ? `${meaning.path}.${name.text}` : undefined;
  }

  /** Methods of this package's types, by name. */
  methods(name: string): readonly GoFunction[] {
    this.#methods ??= methodsOf(this.files);
    return this.#methods.get(name) ?? [];
  }

  /** The calls of a function of another package: `crypto/tls.NewListener`. */
  callsOf(external: string): readonly GoPlace[] {
    return this.#allCalls.external.get(external) ?? [];
  }

  /** All calls of functions of other packages, by these. */
  get externalCalls(): ReadonlyMap<string, readonly GoPlace[]> {
    return this.#allCalls.external;
  }

  /** The calls of a function of this package, or of a variable that holds one. */
  callsOfDeclared(declaration: Declaration): readonly GoPlace[] {
    return this.#allCalls.declared.get(declaration) ?? [];
  }

  /** The calls of values that are functions: variables, parameters, elements of maps, results of other calls. */
  get callsOfValues(): readonly GoPlace[] {
    const declared = [...this.#allCalls.declared];
    const named = declared.flatMap(([{ kind }, calls]) => (kind === 'variable' || kind === 'parameter' ? calls : []));
    return [...named, ...this.#allCalls.values];
  }

  /** The calls of methods of this name, whatever they are methods of. */
  callsOfMethod(name: string): readonly GoPlace[] {
    return this.#allCalls.methods.get(name) ?? [];
  }

  /** All calls of methods, and of fields that are functions. */
  get methodCalls(): readonly GoPlace[] {
    return [...this.#allCalls.methods.values()].flat();
  }

  /** What is assigned to a variable behind its declaration. */
  assignedTo(declaration: Declaration): readonly Assigned[] {
    return this.#allSets.variables.get(declaration) ?? [];
  }

  /** All places where a field of this name is set. */
  setsOfField(name: string): readonly FieldSet[] {
    return this.#allSets.fields.get(name) ?? [];
  }

  get #allCalls(): Calls {
    this.#calls ??= callsIn(this);
    return this.#calls;
  }

  get #allSets(): Sets {
    this.#sets ??= setsIn(this);
    return this.#sets;
  }
}

interface Calls {
  readonly external: ReadonlyMap<string, readonly GoPlace[]>;
  readonly declared: ReadonlyMap<Declaration, readonly GoPlace[]>;
  readonly methods: ReadonlyMap<string, readonly GoPlace[]>;
  /** Of what is neither a name nor a literal. */
  readonly values: readonly GoPlace[];
}

interface Sets {
  readonly variables: ReadonlyMap<Declaration, readonly Assigned[]>;
  readonly fields: ReadonlyMap<string, readonly FieldSet[]>;
}

function callsIn(pkg: GoPackage): Calls {
  const external = new Map<string, GoPlace[]>();
  const declared = new Map<Declaration, GoPlace[]>();
  const methods = new Map<string, GoPlace[]>();
  const values: GoPlace[] = [];
  for (const file of pkg.files) {
    for (const node of file.tree.ofTypes('call_expression')) {
      const called = node.child('function');
      const place = { file: file.path, node };
      const name = pkg.externalOf(called, file);
      if (name !== undefined) put(external, name, place);
      else if (called?.type === 'selector_expression') put(methods, called.child('field')?.text ?? '', place);
      else if (called?.type === 'identifier') {
        const meaning = pkg.meaningOf(called, file);
        if (meaning.kind === 'declared') put(declared, meaning.declaration, place);
      } else if (called?.type !== 'func_literal') values.push(place);
    }
  }
  return { external, declared, methods, values };
}

function setsIn(pkg: GoPackage): Sets {
  const variables = new Map<Declaration, Assigned[]>();
  const fields = new Map<string, FieldSet[]>();
  const assign = (file: GoFile, target: SyntaxNode, value: GivenValue, at: SyntaxNode): void => {
    if (target.type === 'identifier') {
      const meaning = pkg.meaningOf(target, file);
      if (meaning.kind === 'declared' && !isSameNode(meaning.declaration.node, target))
        put(variables, meaning.declaration, { value, file, at });
    } else if (target.type === 'selector_expression') {
      const operand = target.child('operand');
      const field = target.child('field');
      if (operand !== undefined && field !== undefined) put(fields, field.text, { value, file, target: operand, at });
    }
  };
  for (const file of pkg.files) {
    for (const node of file.tree.ofTypes('call_expression')) {
      const flag = flagVariable(node);
      if (flag !== undefined) assign(file, flag.target, { node: flag.value, index: 0 }, node);
    }
    for (const literal of file.tree.ofTypes('composite_literal')) {
      const names = fieldNames(pkg, literal.child('type'));
      const elements = names.length === 0 ? [] : (literal.child('body')?.parts ?? []);
      for (const [i, element] of elements.entries()) {
        const [name, value] = [names[i], element.parts[0]];
        if (element.type === 'literal_element' && name !== undefined && value !== undefined)
          put(fields, name, { value: { node: value, index: 0 }, file, target: literal, at: element });
      }
    }
    for (const node of file.tree.ofTypes('assignment_statement', 'short_var_declaration', 'keyed_element')) {
      if (node.type === 'keyed_element') {
        const [key, value] = [node.child('key')?.parts[0], node.child('value')?.parts[0]];
        const literal = node.parent?.parent;
        if (key?.type !== 'identifier' || value === undefined || literal === undefined) continue;
        put(fields, key.text, { value: { node: value, index: 0 }, file, target: literal, at: node });
        continue;
      }
      const targets = valuesOf(node.child('left'));
      const values = valuesOf(node.child('right'));
      for (const [i, target] of targets.entries()) {
        const value = given(values, i, targets.length);
        if (value !== undefined) assign(file, target, value, node);
      }
    }
  }
  return { variables, fields };
}

/** The fields of a struct in their order; empty: it is none, or one of another package. */
function fieldNames(pkg: GoPackage, type: SyntaxNode | undefined): readonly string[] {
  const declared = type?.type === 'type_identifier' ? pkg.declared(type.text)?.declaration.type : type;
  if (declared?.type !== 'struct_type') return [];
  return (declared.parts[0]?.parts ?? []).flatMap((it) => {
    const names = it.children.filter(({ field }) => field === 'name').map(({ text }) => text);
    return names.length > 0 ? names : [it.child('type')?.text ?? ''];
  });
}

/** The variable that `flag.StringVar(&variable, "name", value, "usage")` and the like give their default to. */
function flagVariable(call: SyntaxNode): { readonly target: SyntaxNode; readonly value: SyntaxNode } | undefined {
  const [, , suffix] =
    /^(String|Int|Uint|Uint16)Var(P?)$/.exec(call.child('function')?.child('field')?.text ?? '') ?? [];
  if (suffix === undefined) return undefined;
  const args = call.child('arguments')?.parts ?? [];
  const [target, value] = [args[0]?.child('operand'), args[suffix === 'P' ? 3 : 2]];
  return target === undefined || value === undefined ? undefined : { target, value };
}

function methodsOf(files: readonly GoFile[]): ReadonlyMap<string, readonly GoFunction[]> {
  const methods = new Map<string, GoFunction[]>();
  for (const file of files) {
    for (const node of file.tree.ofTypes('method_declaration')) {
      const name = node.child('name')?.text ?? '';
      put(methods, name, { node, name, file });
    }
  }
  return methods;
}

function put<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const same = map.get(key);
  if (same === undefined) map.set(key, [value]);
  else same.push(value);
}
