import { describe, expect, it } from 'vitest';
import { analyze } from '../../core/analyze.ts';
import { EdgesKept, type ProjectEdge } from '../../core/project/edges.ts';
import { filePath, type FilePath } from '../../core/text/filePath.ts';
import type { FileContent } from '../../core/workspace/fileSource.ts';
import { Workspace, type Snapshot } from '../../core/workspace/workspace.ts';
import { edgeListener } from '../support/edges.ts';
import { grammars } from '../support/grammars.ts';
import { memoryFileSource, textFiles, type MemoryLink } from '../support/memoryFileSource.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

const MAIN = `resource "aws_lb" "edge" {
  load_balancer_type = "network"
}

resource "aws_lb_listener" "orders" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

resource "aws_lb_target_group" "orders" {
  port     = 50051
  protocol = "TCP"
}
`;

/** One whose listener is another one's with another name. */
const OTHER = MAIN.replaceAll('orders', 'users').replaceAll('edge', 'other');

function goMod(version: string): string {
  return `module example.com/orders\n\ngo 1.24\n\nrequire google.golang.org/grpc ${version}\n`;
}

class Changing {
  readonly #files: Map<FilePath, FileContent | MemoryLink>;
  readonly #workspace: Workspace;

  constructor(texts: Readonly<Record<string, string>>) {
    this.#files = textFiles(FOLDER, texts);
    this.#workspace = new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(this.#files) });
  }

  open(): Promise<Snapshot> {
    return this.#workspace.open();
  }

  /** @param text `undefined`: the file goes */
  change(name: string, text: string | undefined): Promise<Snapshot> {
    const path = filePath(`${FOLDER}/${name}`);
    const structure = text === undefined || !this.#files.has(path);
    if (text === undefined) this.#files.delete(path);
    else this.#files.set(path, { kind: 'text', text });
    return this.#workspace.change({ paths: [path], structure });
  }
}

function edgeIn({ project }: Snapshot, file: string): ProjectEdge | undefined {
  return project.edges.find(({ at }) => at.file === `${FOLDER}/${file}`);
}

function severities({ project }: Snapshot): readonly string[] {
  return analyze(project).findings.map(({ rule, severity, at }) => `${at.file} ${severity} ${rule}`);
}

describe('an edge of a file that nobody types into', () => {
  it('is the same one', async () => {
    const changing = new Changing({ 'a/main.tf': MAIN, 'b/main.tf': OTHER });
    const before = await changing.open();
    const after = await changing.change('b/main.tf', `# One line more.\n${OTHER}`);
    expect(edgeIn(before, 'a/main.tf')).toBeDefined();
    expect(edgeIn(after, 'a/main.tf')).toBe(edgeIn(before, 'a/main.tf'));
    expect(edgeIn(after, 'b/main.tf')).not.toBe(edgeIn(before, 'b/main.tf'));
    const gone = await changing.change('b/main.tf', undefined);
    expect(gone.project.edges).toEqual([edgeIn(before, 'a/main.tf')]);
    expect((await changing.change('a/main.tf', undefined)).project.edges).toEqual([]);
  });

  it('is another one as soon as another grpc-go meets it', async () => {
    const changing = new Changing({ 'main.tf': MAIN, 'go.mod': goMod('v1.85.0') });
    const before = await changing.open();
    const after = await changing.change('go.mod', goMod('v1.60.0'));
    const versions = [before, after].map((it) =>
      edgeIn(it, 'main.tf')?.modules.map(({ module }) => module.grpc?.version.text),
    );
    expect(versions).toEqual([['v1.85.0'], ['v1.60.0']]);
    const back = await changing.change('go.mod', undefined);
    expect(edgeIn(back, 'main.tf')?.modules).toEqual([]);
  });

  it('is told of under the version that is stated now', async () => {
    const stated = (version: string): string => JSON.stringify({ grpcGo: { version } });
    const changing = new Changing({ 'main.tf': MAIN, 'go.mod': goMod('v1.85.0') });
    const before = await changing.open();
    const old = await changing.change('grpc-alpn.json', stated('1.60.0'));
    const same = await changing.change('main.tf', `${MAIN}\n`);
    const recent = await changing.change('grpc-alpn.json', stated('1.84.0'));
    const versions = [before, old, same, recent].map((it) =>
      edgeIn(it, 'main.tf')?.modules.map(({ module }) => module.grpc?.version.text),
    );
    expect(versions).toEqual([['v1.85.0'], ['v1.60.0'], ['v1.60.0'], ['v1.84.0']]);
    expect(severities(before)).not.toEqual(severities(old));
    expect(severities(recent)).toEqual(severities(before));
  });
});

describe('what is behind an edge', () => {
  it('makes it another one where only the servers in Go source are others', async () => {
    const { project } = (await checkTexts({ 'go.mod': goMod('v1.85.0') })).snapshot;
    const kept = new EdgesKept();
    const edges = [edgeListener({ hosts: [], grpc: { grpc: 'unknown', because: [] } })];
    const [first] = kept.of(edges, { modules: project.modules, servings: [] });
    const none: readonly never[] = [];
    const [second] = kept.of(edges, { modules: [...project.modules], servings: none });
    const [third] = kept.of(edges, { modules: [...project.modules], servings: none });
    const [fourth] = kept.of(edges, { modules: [], servings: none });
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(fourth).not.toBe(third);
    expect(third?.modules).toHaveLength(1);
    expect(fourth?.modules).toEqual([]);
  });
});
