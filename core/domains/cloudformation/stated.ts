import { baseName } from '../../text/filePath.ts';
import { endOfLine, startOfLine } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import type { DomainInput } from '../domain.ts';
import type { EdgeClues } from '../edgeEvidence.ts';
import type { Template } from './template.ts';
import type { CloudFormationTree, Resource } from './tree.ts';

/** What is stated of a resource: a comment in it or right above it, one that is of none and so is about the whole file, or grpc-alpn.json. */
export type Stated = (resource: Resource) => EdgeClues['stated'];

/** Looks for what is stated in a template, and of it. */
export function statedIn(
  template: Template,
  { comments }: CloudFormationTree,
  { options }: DomainInput<CloudFormationTree>,
): Stated {
  const byFile = options.grpcOf(template.file);
  const because = `a comment in ${baseName(template.file)} that says so`;
  const resources = [...template.resources.values()].sort((a, b) => a.declaration.start - b.declaration.start);
  const all = comments.flatMap((comment) => {
    const grpc = statementIn(comment.value);
    return grpc === undefined ? [] : [{ grpc, of: ownerOf(comment, resources, template.text) }];
  });
  const ofFile = all.find(({ of }) => of === undefined);
  return (resource) => {
    const own = all.findLast(({ of }) => of === resource) ?? ofFile;
    if (own !== undefined) return { grpc: own.grpc, because };
    return byFile === undefined ? undefined : { grpc: byFile.grpc, because: `a statement in ${byFile.from}` };
  };
}

function statementIn(comment: string): 'yes' | 'no' | undefined {
  const [, grpc] = /^\s{0,20}grpc-alpn:\s{0,20}grpc=(yes|no)(?![\w-])/.exec(comment) ?? [];
  return grpc === 'yes' || grpc === 'no' ? grpc : undefined;
}

/** The resource whose lines a comment is on, be it behind the last of them; of one on a line of its own also that which begins below it. */
function ownerOf(comment: Span, resources: readonly Resource[], text: string): Resource | undefined {
  const before = resources.findLast(({ declaration }) => declaration.start < comment.start);
  const next = resources.find(({ declaration }) => declaration.start > comment.start);
  const isIn = before !== undefined && comment.start < endOfLine(text, before.declaration.end);
  const isDeeper = before !== undefined && columnOf(text, comment.start) > columnOf(text, before.declaration.start);
  if (isIn || isDeeper) return before;
  const between = next && text.slice(startOfLine(text, comment.start), next.declaration.start);
  return between?.split('\n').every((line) => /^[ \t]{0,999}(?:#|\r?$)/.test(line)) === true ? next : undefined;
}

function columnOf(text: string, offset: number): number {
  return offset - startOfLine(text, offset);
}
