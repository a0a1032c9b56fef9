import type { Commented } from '../commented.ts';
import type { SyntaxNode, SyntaxTree } from '../syntaxTree.ts';
import type { Refusal } from './refusal.ts';

/** One file of Terraform. */
export interface TerraformTree extends Commented {
  readonly syntax: SyntaxTree;
  /** `.tfvars`: it gives variables their values, and declares nothing. */
  readonly isValues: boolean;
  /** Why nothing of it is read. `undefined`: it is. */
  readonly refusal: Refusal | undefined;
  /** The blocks that stand in no other one. */
  readonly blocks: readonly Block[];
  /** Numbers of the nodes that do not fit the grammar, or are missing, in their order. */
  readonly broken: readonly number[];
}

/** A block, and where it is: `resource "aws_lb" "main" { … }`. */
export interface Block {
  /** The word that it begins with: `resource`, `default_action`. */
  readonly type: string;
  readonly labels: readonly string[];
  readonly node: SyntaxNode;
}
