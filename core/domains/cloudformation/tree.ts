import type { Scalar, YAMLMap } from 'yaml';
import type { Span } from '../../text/span.ts';
import type { Commented } from '../commented.ts';
import type { Template } from './template.ts';

/** One file of this room. */
export interface CloudFormationTree extends Commented {
  /** `undefined`: the text is no template, or half of one. As long as nobody asks, it is not parsed. */
  readonly template: () => Template | undefined;
}

/** What a template declares under one logical id. */
export interface Resource {
  readonly id: string;
  readonly key: Scalar;
  readonly type: string;
  /** From its id to the end of what is in it. */
  readonly declaration: Span;
  /** As they stand there. `undefined`: it has none, or something makes them. */
  readonly properties: YAMLMap | undefined;
  /** Why properties may come from elsewhere, as a clause; `undefined`: they do not. */
  readonly otherSource: string | undefined;
}
