import type { FilePath } from '../../text/filePath.ts';
import { lazy } from '../../text/lazy.ts';
import type { Span } from '../../text/span.ts';
import type { Parse } from '../domain.ts';
import { pairSpan, placesOf, yamlComments } from '../yamlFile.ts';
import { templateOf, type Template } from './template.ts';
import type { CloudFormationTree } from './tree.ts';

/** Parses a file. What is wrong with it is none of this product's problems. */
export function parse(text: string, path: FilePath): Parse<CloudFormationTree> {
  const template = lazy(() => templateOf(path, text));
  // Only comments of this product are asked for, and where these stand above something longer than a line.
  const isStated = text.includes('grpc-alpn:') && template() !== undefined;
  return {
    tree: {
      comments: isStated ? yamlComments(text) : [],
      marker: '#',
      statements: isStated ? statementsOf(template()) : [],
      template,
    },
    problems: [],
  };
}

/** Entries that are longer than a line: resources, and what is in them. */
function statementsOf(template: Template | undefined): readonly Span[] {
  if (template === undefined) return [];
  const spans = [...placesOf(template.document)].flatMap(({ pair }) => (pair && pairSpan(pair)) ?? []);
  return spans
    .filter(({ start, end }) => template.text.slice(start, end).trimEnd().includes('\n'))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}
