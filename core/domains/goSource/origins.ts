import type { SyntaxNode } from '../syntaxTree.ts';
import { isDeclaredEmpty, isTop, isValueType, statementOf } from './declared.ts';
import { isSamePlace, placeKey, type GoPlace } from './facts.ts';
import { returnsOf } from './functions.ts';
import { valuesAt } from './order.ts';
import { isOfLiterals, itself, merged, NOTHING, UNKNOWN, type Origins } from './origin.ts';
import type { Assigned, FieldSet, GoPackage } from './package.ts';
import type { Declaration, GivenValue } from './scopes.ts';
import type { GoFile } from './source.ts';
import { calledFunctions, fieldOf, receiverOf, typeOf } from './types.ts';

/** No expression is followed over more names, fields, parameters and results. */
const DEEPEST = 80;

/** So many expressions are looked at for one question, and for all of a package. Programs that people write need a few hundred. */
const STEPS_AT_ONCE = 5_000;
const STEPS_OF_A_PACKAGE = 400_000;

/** Functions with more results are not followed to all of them. */
const MOST_RESULTS = 8;

/** What is known of the expressions of one file, by their numbers and which of their results is meant. */
interface Known {
  readonly results: Map<number, Origins>;
  /** What is being found, with its depth. */
  readonly open: Map<number, number>;
}

/** Follows values through a package: variables, fields, parameters, results. Without regard to the order of statements: all that a name may be. */
export class OriginsOf {
  readonly #pkg: GoPackage;
  readonly #known = new Map<GoFile, Known>();
  readonly #setsOn = new Map<string, ReadonlyMap<string, readonly FieldSet[]>>();
  readonly #ownSets = new Map<string, readonly FieldSet[]>();
  /** The depth of the outermost expression that what is being found leads back to. */
  #lowest = 0;
  /** Steps that are left: for this question, and for the whole package. */
  #left = 0;
  #budget = STEPS_OF_A_PACKAGE;

  constructor(pkg: GoPackage) {
    this.#pkg = pkg;
  }

  /** Where the value of an expression comes from. */
  of(node: SyntaxNode, file: GoFile): Origins {
    return this.#begin(node, file, 0);
  }

  /** Of one of several results. */
  given({ node, index }: GivenValue, file: GoFile): Origins {
    return this.#begin(node, file, index);
  }

  #begin(node: SyntaxNode, file: GoFile, index: number): Origins {
    this.#left = Math.min(STEPS_AT_ONCE, this.#budget);
    const before = this.#left;
    const origins = this.#of(node, file, index, 0);
    this.#budget -= before - this.#left;
    return origins;
  }

  /**
   * Each expression is followed once, and what it comes to kept; but for what is found inside of a circle, which is only a part until the
   * circle is closed.
   */
  #of(node: SyntaxNode, file: GoFile, index: number, depth: number): Origins {
    if (index > 0 && node.type !== 'call_expression') return UNKNOWN;
    const known = this.#knownIn(file);
    const key = node.number * MOST_RESULTS + Math.min(index, MOST_RESULTS - 1);
    const before = known.results.get(key);
    if (before !== undefined) return before;
    const begun = known.open.get(key);
    if (begun !== undefined) {
      // A circle adds nothing.
      this.#lowest = Math.min(this.#lowest, begun);
      return NOTHING;
    }
    if (this.#left-- <= 0 || depth > DEEPEST) return UNKNOWN;
    const outer = this.#lowest;
    this.#lowest = depth;
    known.open.set(key, depth);
    const origins = this.#find(node, file, index, depth + 1);
    known.open.delete(key);
    if (this.#lowest >= depth) known.results.set(key, origins);
    this.#lowest = this.#lowest >= depth ? outer : Math.min(outer, this.#lowest);
    return origins;
  }

  #knownIn(file: GoFile): Known {
    let known = this.#known.get(file);
    if (known === undefined) this.#known.set(file, (known = { results: new Map(), open: new Map() }));
    return known;
  }

  #find(node: SyntaxNode, file: GoFile, index: number, depth: number): Origins {
    switch (node.type) {
      case 'parenthesized_expression':
      case 'type_assertion_expression':
        return this.#inner(node.parts[0], file, depth);
      case 'unary_expression':
        return node.children[0]?.type === '&' || node.children[0]?.type === '*'
          ? this.#inner(node.child('operand'), file, depth)
          : itself(node, file);
      case 'identifier':
        return this.#ofName(node, file, depth);
      case 'selector_expression':
        return this.#ofSelector(node, file, depth);
      case 'call_expression':
        return this.#ofCall(node, file, index, depth);
      case 'index_expression':
      case 'slice_expression':
        return UNKNOWN;
      default:
        return itself(node, file);
    }
  }

  #inner(node: SyntaxNode | undefined, file: GoFile, depth: number): Origins {
    return node === undefined ? UNKNOWN : this.#of(node, file, 0, depth);
  }

  #ofName(node: SyntaxNode, file: GoFile, depth: number): Origins {
    const meaning = this.#pkg.meaningOf(node, file);
    if (meaning.kind === 'unknown')
      return this.#pkg.externalOf(node, file) === undefined ? UNKNOWN : itself(node, file);
    if (meaning.kind === 'package') return UNKNOWN;
    const { declaration, file: where } = meaning;
    const { isOpaque, elementOf } = declaration;
    if (isOpaque) return elementOf === undefined ? UNKNOWN : this.#ofElements(elementOf, where, depth, new Set());
    switch (declaration.kind) {
      case 'function':
      case 'type':
        return itself(declaration.node, where);
      case 'receiver':
        return itself(declaration.node, where);
      case 'parameter':
        return this.#ofParameter(declaration, where, node, depth);
      case 'variable':
      case 'constant':
        return this.#ofVariable(declaration, where, node, depth);
    }
  }

  /** @param use where its value is asked for; `undefined`: at its function's end */
  #ofVariable(declaration: Declaration, file: GoFile, use: SyntaxNode | undefined, depth: number): Origins {
    const { value, node } = declaration;
    const first = value === undefined ? [] : [{ value, file, at: statementOf(node) }];
    const given = [...first, ...this.#pkg.assignedTo(declaration)];
    const { values } = use === undefined || isTop(declaration) ? { values: given } : valuesAt(given, use);
    const all = this.#assigned(values, depth);
    const isOfOthers = isTop(declaration) && this.#pkg.isExported(declaration.name) && declaration.kind === 'variable';
    return merged([...all, ...(all.length === 0 ? [itself(node, file)] : []), ...(isOfOthers ? [UNKNOWN] : [])]);
  }

  /** What is put into a list, by its literal or by `append`. */
  #ofElements(list: SyntaxNode, file: GoFile, depth: number, seen: Set<string>): Origins {
    const { places, isComplete } = this.#of(list, file, 0, depth);
    const all = places.map((place): Origins => {
      const key = placeKey(place);
      const where = this.#pkg.fileOf(place);
      if (where === undefined) return UNKNOWN;
      if (seen.has(key)) return NOTHING;
      seen.add(key);
      const { node } = place;
      if (node.type === 'composite_literal') {
        const elements = node.child('body')?.parts.map((it) => it.parts[0]) ?? [];
        return merged(elements.map((it) => (it === undefined ? UNKNOWN : this.#of(it, where, 0, depth))));
      }
      if (node.type !== 'call_expression') return isDeclaredEmpty(node) ? NOTHING : UNKNOWN;
      const called = node.child('function')?.text;
      if (called === 'make') return NOTHING;
      const [base, ...added] = node.child('arguments')?.parts ?? [];
      if (called !== 'append' || base === undefined) return UNKNOWN;
      return merged([
        this.#ofElements(base, where, depth, seen),
        ...added.map((it) => {
          const [spread] = it.type === 'variadic_argument' ? it.parts : [];
          return spread === undefined ? this.#of(it, where, 0, depth) : this.#ofElements(spread, where, depth, seen);
        }),
      ]);
    });
    return merged(isComplete ? all : [...all, UNKNOWN]);
  }

  /** What the calls in this package give; others may give something else where code outside can call it. */
  #ofParameter(declaration: Declaration, file: GoFile, use: SyntaxNode, depth: number): Origins {
    const { values, isReplaced } = valuesAt(this.#pkg.assignedTo(declaration), use);
    const assigned = this.#assigned(values, depth);
    if (isReplaced) return merged(assigned);
    const list = declaration.node.parent?.parent;
    const owner = list?.parent;
    if (list === undefined || owner === undefined) return UNKNOWN;
    const names = list.parts.flatMap((it) => it.children.filter(({ field }) => field === 'name'));
    const i = names.findIndex((it) => it.number === declaration.node.number);
    const calls = this.callsOf(owner, file);
    if (calls === undefined || calls.places.length === 0) return merged([...assigned, UNKNOWN]);
    const all = calls.places.map((place): Origins => {
      const where = this.#pkg.fileOf(place);
      const argument = place.node.child('arguments')?.parts[i];
      return where === undefined || argument === undefined ? UNKNOWN : this.#of(argument, where, 0, depth);
    });
    return merged([...assigned, ...all, ...(calls.isComplete ? [] : [UNKNOWN])]);
  }

  #assigned(assigned: readonly Assigned[], depth: number): readonly Origins[] {
    return assigned.map(({ value, file }) => this.#of(value.node, file, value.index, depth));
  }

  /** The calls of a function or method of this package; `undefined`: they cannot be told. */
  callsOf(owner: SyntaxNode, file: GoFile): Origins | undefined {
    const name = owner.child('name')?.text ?? '';
    if (owner.type === 'function_declaration') {
      const declared = this.#pkg.declared(name);
      if (declared === undefined) return undefined;
      return { places: this.#pkg.callsOfDeclared(declared.declaration), isComplete: !this.#pkg.isExported(name) };
    }
    if (owner.type === 'method_declaration') {
      const receiver = receiverOf({ node: owner, name, file });
      const places = this.#pkg.callsOfMethod(name).filter((place) => {
        const where = this.#pkg.fileOf(place);
        const operand = place.node.child('function')?.child('operand');
        const type = where && typeOf(this.#pkg, operand, where);
        return type?.kind === 'own' && type.name === receiver;
      });
      return { places, isComplete: !this.#pkg.isExported(name) };
    }
    const { parent } = owner;
    // A function that is called where it is written.
    if (parent?.type === 'call_expression' && owner.field === 'function')
      return { places: [{ file: file.path, node: parent }], isComplete: true };
    return undefined;
  }

  #ofSelector(node: SyntaxNode, file: GoFile, depth: number): Origins {
    if (this.#pkg.externalOf(node, file) !== undefined) return itself(node, file);
    const operand = node.child('operand');
    const field = node.child('field')?.text;
    if (operand === undefined || field === undefined) return UNKNOWN;
    const type = typeOf(this.#pkg, operand, file);
    if (type?.kind === 'own') return this.#ofOwnField(type.name, field, this.#of(operand, file, 0, depth), depth);
    return type === undefined ? UNKNOWN : this.#ofForeignField(operand, field, file, depth);
  }

  /** A field of one of this package's structs: all that is put into it anywhere. */
  #ofOwnField(struct: string, field: string, owners: Origins, depth: number): Origins {
    const declared = fieldOf(this.#pkg, struct, field);
    if (declared === undefined) return UNKNOWN;
    const isOne = isOfLiterals(owners);
    const sets = this.#setsOfOwn(struct, field).filter((it) => !isOne || !this.#isOnAnother(it, owners, depth));
    const all = sets.map(({ value, file }) => this.#of(value.node, file, value.index, depth));
    const isOfOthers = this.#pkg.isExported(field) && this.#pkg.isExported(struct);
    if (all.length === 0 && isValueType(declared.type)) all.push(itself(declared.type, declared.file));
    return all.length === 0 || isOfOthers ? merged([...all, UNKNOWN]) : merged(all);
  }

  #setsOfOwn(struct: string, field: string): readonly FieldSet[] {
    const key = `${struct}.${field}`;
    let sets = this.#ownSets.get(key);
    if (sets === undefined) {
      sets = this.#pkg.setsOfField(field).filter((it) => this.#isOn(struct, it));
      this.#ownSets.set(key, sets);
    }
    return sets;
  }

  /** Whether a field is set on values that are made elsewhere than these. */
  #isOnAnother({ target, file }: FieldSet, owners: Origins, depth: number): boolean {
    const on = target.type === 'composite_literal' ? itself(target, file) : this.#of(target, file, 0, depth);
    return isOfLiterals(on) && !on.places.some((it) => owners.places.some((owner) => isSamePlace(it, owner)));
  }

  #isOn(struct: string, { target, file }: FieldSet): boolean {
    const type = typeOf(this.#pkg, target, file);
    return type?.kind === 'own' && type.name === struct;
  }

  /** A field of a struct of another package: what this package puts into those values that it can be. */
  #ofForeignField(operand: SyntaxNode, field: string, file: GoFile, depth: number): Origins {
    const owners = this.#of(operand, file, 0, depth);
    const held = new Set(owners.places.map(placeKey));
    const sets = this.#pkg
      .setsOfField(field)
      .filter((set) =>
        this.#ownersOf(set, (target, where) => this.#of(target, where, 0, depth)).some((it) => held.has(placeKey(it))),
      );
    const all = sets.map(({ value, file: where }) => this.#of(value.node, where, value.index, depth));
    return all.length === 0 ? UNKNOWN : merged(owners.isComplete ? all : [...all, UNKNOWN]);
  }

  /** Where a field of one value is set: in the literal that makes it, or later by a name that stands for it. */
  setsOn(owner: GoPlace, field: string): readonly FieldSet[] {
    let byOwner = this.#setsOn.get(field);
    if (byOwner === undefined) this.#setsOn.set(field, (byOwner = this.#setsByOwner(field)));
    return byOwner.get(placeKey(owner)) ?? [];
  }

  #setsByOwner(field: string): ReadonlyMap<string, readonly FieldSet[]> {
    const byOwner = new Map<string, FieldSet[]>();
    for (const set of this.#pkg.setsOfField(field)) {
      for (const owner of this.#ownersOf(set, (target, file) => this.of(target, file))) {
        const key = placeKey(owner);
        const same = byOwner.get(key);
        if (same === undefined) byOwner.set(key, [set]);
        else same.push(set);
      }
    }
    return byOwner;
  }

  #ownersOf({ target, file }: FieldSet, find: (target: SyntaxNode, file: GoFile) => Origins): readonly GoPlace[] {
    return target.type === 'composite_literal' ? [{ file: file.path, node: target }] : find(target, file).places;
  }

  #ofCall(node: SyntaxNode, file: GoFile, index: number, depth: number): Origins {
    const called = node.child('function');
    if (called === undefined || this.#pkg.externalOf(called, file) !== undefined) return itself(node, file);
    const functions = calledFunctions(this.#pkg, node, file);
    if (functions.length > 0) return merged(functions.map((it) => this.#ofResults(it.node, it.file, index, depth)));
    const literals = called.type === 'func_literal' ? [called] : this.#literalsOf(called, file, depth);
    const [literal] = literals;
    if (literal !== undefined && literals.length === 1) return this.#ofResults(literal, file, index, depth);
    if (literal !== undefined) return UNKNOWN;
    const stored = this.#stored(called, file, depth);
    if (stored !== undefined) return stored;
    // A method of a value of another package, or a conversion: what it gives is told by whoever knows it.
    return itself(node, file);
  }

  /** What `pointer.Load()` of sync/atomic gives: all that is stored there. `undefined`: it is something else. */
  #stored(called: SyntaxNode, file: GoFile, depth: number): Origins | undefined {
    const operand = called.child('operand');
    if (operand === undefined || called.child('field')?.text !== 'Load' || !this.#isAtomic(operand, file))
      return undefined;
    const held = this.#of(operand, file, 0, depth).places;
    const all = ['Store', 'Swap', 'CompareAndSwap'].flatMap((method) =>
      this.#pkg.callsOfMethod(method).flatMap((call): readonly Origins[] => {
        const where = this.#pkg.fileOf(call);
        const target = call.node.child('function')?.child('operand');
        const value = call.node.child('arguments')?.parts.at(-1);
        if (where === undefined || target === undefined || value === undefined || !this.#isAtomic(target, where))
          return [];
        const isIt = this.#of(target, where, 0, depth).places.some((it) => held.some((one) => isSamePlace(it, one)));
        return isIt ? [this.#of(value, where, 0, depth)] : [];
      }),
    );
    return all.length === 0 ? UNKNOWN : merged(all);
  }

  #isAtomic(node: SyntaxNode, file: GoFile): boolean {
    const name = typeOf(this.#pkg, node, file)?.name;
    return name === 'sync/atomic.Pointer' || name === 'sync/atomic.Value';
  }

  /** A function that a variable holds. */
  #literalsOf(called: SyntaxNode, file: GoFile, depth: number): readonly SyntaxNode[] {
    if (called.type !== 'identifier') return [];
    const { places } = this.#of(called, file, 0, depth);
    const meaning = this.#pkg.meaningOf(called, file);
    const isGiven = meaning.kind === 'declared' && meaning.declaration.kind === 'parameter';
    // What one caller gives must not come out where another one calls.
    if (isGiven && places.length > 1) return [];
    return places.filter((it) => it.node.type === 'func_literal' && it.file === file.path).map(({ node }) => node);
  }

  /** All that a function returns as one of its results, but for `nil` where there is something else. */
  #ofResults(fn: SyntaxNode, file: GoFile, index: number, depth: number): Origins {
    const all: Origins[] = [];
    for (const statement of returnsOf(fn)) {
      const values = statement.parts[0]?.type === 'expression_list' ? statement.parts[0].parts : statement.parts;
      const value = values[index];
      if (value !== undefined) all.push(this.#of(value, file, 0, depth));
      else if (values.length === 1 && values[0] !== undefined) all.push(this.#of(values[0], file, index, depth));
      else all.push(this.#ofNamedResult(fn, file, index, depth));
    }
    return all.length === 0 ? UNKNOWN : merged(all);
  }

  /** What a bare `return` gives. */
  #ofNamedResult(fn: SyntaxNode, file: GoFile, index: number, depth: number): Origins {
    const names = fn.child('result')?.parts.flatMap((it) => it.children.filter(({ field }) => field === 'name'));
    const name = names?.[index];
    const declaration = name && file.scopes.find(name);
    return declaration === undefined ? UNKNOWN : this.#ofVariable(declaration, file, undefined, depth);
  }
}
