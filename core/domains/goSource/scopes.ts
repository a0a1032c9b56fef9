import type { SyntaxNode, SyntaxTree } from '../syntaxTree.ts';

/** An expression that gives a name its value: the `index`th of the results, where one call gives several. */
export interface GivenValue {
  readonly node: SyntaxNode;
  /** 0 for the first, or only, result. */
  readonly index: number;
}

/** What a name is declared to be, in a file. Two of these are the same declaration where they are the same object. */
export interface Declaration {
  readonly kind: 'variable' | 'constant' | 'parameter' | 'receiver' | 'function' | 'type';
  readonly name: string;
  /** The name where it is declared. */
  readonly node: SyntaxNode;
  /** What it is at first; `undefined`: its zero value, or what a caller or a loop gives. */
  readonly value: GivenValue | undefined;
  /** Its type as written. */
  readonly type: SyntaxNode | undefined;
  /** Whether a loop, a channel or a type switch gives it values. */
  readonly isOpaque: boolean;
  /** What a loop takes its values from, one by one: the list behind `range`. */
  readonly elementOf: SyntaxNode | undefined;
  /** Seen from here on, in its scope. UTF-16 offset. */
  readonly from: number;
}

/** The declarations of one file. */
export interface Scopes {
  /** Of the package, in this file. */
  readonly top: ReadonlyMap<string, Declaration>;
  /** Those inside functions that a name at this place may mean; `undefined`: none, so that it is one of the package, an import or Go's own. */
  find(identifier: SyntaxNode, name?: string): Declaration | undefined;
}

const SCOPES: ReadonlySet<string> = new Set([
  'block',
  'function_declaration',
  'method_declaration',
  'func_literal',
  'if_statement',
  'for_statement',
  'expression_switch_statement',
  'type_switch_statement',
  'expression_case',
  'default_case',
  'type_case',
  'communication_case',
]);

/** Reads all declarations of a file. */
export function scopesOf(tree: SyntaxTree): Scopes {
  const builder = new Builder();
  for (const node of tree.ofTypes(
    'function_declaration',
    'type_spec',
    'type_alias',
    'var_spec',
    'const_spec',
    'parameter_declaration',
    'variadic_parameter_declaration',
    'short_var_declaration',
    'range_clause',
    'receive_statement',
    'type_switch_statement',
  ))
    builder.declare(node);
  const { top, inner } = builder;
  return {
    top,
    find: (identifier, name = identifier.text) => {
      for (let scope = identifier.parent; scope !== undefined; scope = scope.parent) {
        const found = inner.get(scope.number)?.get(name);
        const seen = found?.findLast(({ from }) => from <= identifier.start);
        if (seen !== undefined) return seen;
      }
      return undefined;
    },
  };
}

class Builder {
  readonly top = new Map<string, Declaration>();
  readonly inner = new Map<number, Map<string, Declaration[]>>();

  declare(node: SyntaxNode): void {
    switch (node.type) {
      case 'function_declaration':
      case 'type_spec':
      case 'type_alias':
        this.#declareNamed(node);
        return;
      case 'var_spec':
        this.#declareSpec(node, 'variable');
        return;
      case 'const_spec':
        this.#declareSpec(node, 'constant');
        return;
      case 'parameter_declaration':
      case 'variadic_parameter_declaration':
        this.#declareParameters(node);
        return;
      case 'short_var_declaration':
        this.#declareShort(node);
        return;
      case 'range_clause':
      case 'receive_statement':
        this.#declareOpaque(node, node.child('left'));
        return;
      case 'type_switch_statement':
        this.#declareOpaque(node, node.child('alias'));
        return;
    }
  }

  #declareNamed(node: SyntaxNode): void {
    const name = node.child('name');
    if (name === undefined) return;
    const kind = node.type === 'function_declaration' ? 'function' : 'type';
    this.#add(node, { ...declared(kind, name), type: node.child('type') });
  }

  #declareSpec(spec: SyntaxNode, kind: 'variable' | 'constant'): void {
    const names = spec.children.filter((it) => it.field === 'name' && it.type === 'identifier');
    const values = valuesOf(spec.child('value'));
    for (const [i, name] of names.entries()) {
      this.#add(spec, {
        ...declared(kind, name),
        value: given(values, i, names.length),
        type: spec.child('type'),
        from: spec.end,
      });
    }
  }

  #declareParameters(node: SyntaxNode): void {
    const list = node.parent;
    const owner = list?.parent;
    // Those of function types and of interfaces' methods are names for readers only.
    if (owner === undefined || !SCOPES.has(owner.type)) return;
    const kind = list?.field === 'receiver' ? 'receiver' : list?.field === 'parameters' ? 'parameter' : 'variable';
    for (const name of node.children.filter((it) => it.field === 'name')) {
      const isOpaque = node.type === 'variadic_parameter_declaration';
      this.#addTo(owner, { ...declared(kind, name), type: node.child('type'), isOpaque, from: owner.start });
    }
  }

  #declareShort(node: SyntaxNode): void {
    const names = node.child('left')?.parts ?? [];
    const values = valuesOf(node.child('right'));
    const scope = scopeOf(node);
    if (scope === undefined) return;
    for (const [i, name] of names.entries()) {
      // A name that this scope has already is only assigned to.
      if (name.type !== 'identifier' || this.inner.get(scope.number)?.has(name.text) === true) continue;
      const value = given(values, i, names.length);
      this.#addTo(scope, { ...declared('variable', name), value, from: node.end });
    }
  }

  #declareOpaque(node: SyntaxNode, left: SyntaxNode | undefined): void {
    const isDeclaring = node.type === 'type_switch_statement' || node.children.some(({ type }) => type === ':=');
    if (!isDeclaring) return;
    const list = node.type === 'range_clause' ? node.child('right') : undefined;
    for (const [i, name] of (left?.parts ?? []).entries()) {
      const elementOf = i === 1 ? list : undefined;
      if (name.type === 'identifier')
        this.#add(node, { ...declared('variable', name), isOpaque: true, elementOf, from: name.start });
    }
  }

  #add(node: SyntaxNode, declaration: Declaration): void {
    const scope = node.type === 'type_switch_statement' ? node : scopeOf(node);
    if (scope !== undefined) this.#addTo(scope, declaration);
    else if (!this.top.has(declaration.name)) this.top.set(declaration.name, declaration);
  }

  #addTo(scope: SyntaxNode, declaration: Declaration): void {
    const names = this.inner.get(scope.number) ?? new Map<string, Declaration[]>();
    this.inner.set(scope.number, names);
    const same = names.get(declaration.name);
    if (same === undefined) names.set(declaration.name, [declaration]);
    else same.push(declaration);
  }
}

function declared(kind: Declaration['kind'], node: SyntaxNode): Declaration {
  const { text: name, start: from } = node;
  return { kind, name, node, value: undefined, type: undefined, isOpaque: false, elementOf: undefined, from };
}

/** The scope that a declaration is made in; `undefined`: the package's. */
function scopeOf(node: SyntaxNode): SyntaxNode | undefined {
  let scope = node.parent;
  while (scope !== undefined && !SCOPES.has(scope.type)) scope = scope.parent;
  return scope;
}

/** The expressions of a list. */
export function valuesOf(list: SyntaxNode | undefined): readonly SyntaxNode[] {
  return list === undefined ? [] : list.type === 'expression_list' ? list.parts : [list];
}

/** Which of the expressions on the right gives the `i`th name on the left its value. */
export function given(values: readonly SyntaxNode[], i: number, names: number): GivenValue | undefined {
  const [first] = values;
  if (values.length === names) {
    const node = values[i];
    return node && { node, index: 0 };
  }
  return values.length === 1 && first !== undefined ? { node: first, index: i } : undefined;
}
