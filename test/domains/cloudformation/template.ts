import { cloudFormationDomain } from '../../../core/domains/cloudformation/index.ts';
import type { DomainInput } from '../../../core/domains/domain.ts';
import type { EdgeListener } from '../../../core/domains/edges.ts';
import { filePath } from '../../../core/text/filePath.ts';
import type { Location } from '../../../core/text/location.ts';

const FOLDER = filePath('/w');

interface Around {
  readonly name?: string;
  readonly grpc?: 'yes' | 'no';
}

/** What a template declares. */
export function edgesIn(text: string, { name = 'template.yaml', grpc }: Around = {}): readonly EdgeListener[] {
  const path = filePath(`/w/${name}`);
  const file = { path, text, ...cloudFormationDomain.parse(text, path) };
  const input: DomainInput<typeof file.tree> = {
    folder: FOLDER,
    files: new Map([[path, file]]),
    ...{ globs: new Map(), names: new Map(), absent: new Map(), links: new Map(), placements: [], grpcServers: [] },
    options: {
      nginx: { configurations: [] },
      grpcOf: () => (grpc === undefined ? undefined : { grpc, from: 'grpc-alpn.json' }),
    },
  };
  expectNothingElse(cloudFormationDomain.wants(input));
  return cloudFormationDomain.read(input).edges;
}

/** The one thing that a template declares. */
export function edgeIn(text: string, around: Around = {}): EdgeListener {
  const [edge, ...others] = edgesIn(text, around);
  if (edge === undefined || others.length > 0) throw new Error(`${String(others.length + 1)} instead of one`);
  return edge;
}

/** A template of resources, indented by two. */
export function resources(...texts: readonly string[]): string {
  return `Resources:\n${texts.map((it) => it.trim().replace(/^/gm, '  ')).join('\n')}\n`;
}

/** The text that a place is. */
export function textAt(text: string, at: Location | undefined): string | undefined {
  return at && text.slice(at.span.start, at.span.end);
}

function expectNothingElse(wanted: Iterable<unknown>): void {
  if ([...wanted].length > 0) throw new Error('a template needs no other file');
}
