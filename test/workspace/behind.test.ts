import { describe, expect, it } from 'vitest';
import type { Grammars } from '../../core/domains/syntaxTree.ts';
import { relativeTo, filePath, type FilePath } from '../../core/text/filePath.ts';
import { withTexts } from '../../core/workspace/changedTexts.ts';
import type { FileContent, FileSource } from '../../core/workspace/fileSource.ts';
import { Workspace, type Snapshot } from '../../core/workspace/workspace.ts';
import { memoryFileSource, textFiles, type MemoryLink } from '../support/memoryFileSource.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import { grammars } from '../support/grammars.ts';

const NGINX =
  'events {}\nstream {\n    server {\n        listen 443 ssl;\n        proxy_pass backend:50051;\n    }\n}\n';

/** Go source that listens with TLS and without h2. */
const LISTENER = `package main

import (
	"crypto/tls"

	"google.golang.org/grpc"
)

func main() {
	listener, _ := tls.Listen("tcp", ":8443", &tls.Config{})
	_ = grpc.NewServer().Serve(listener)
}
`;

const PLAIN = 'package plain\n\nfunc Add(a, b int) int { return a + b }\n';

/** More Go files than are read before the first snapshot, each a package of its own. */
const MANY = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`many/p${i}/plain.go`, PLAIN]));

interface Opened {
  readonly files: Map<FilePath, FileContent | MemoryLink>;
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  /** What was read since somebody looked last. */
  readonly read: string[];
}

async function open(
  texts: Readonly<Record<string, string>>,
  options: { readonly grammars?: Grammars } = {},
): Promise<Opened> {
  const files = textFiles(FOLDER, texts);
  const source = memoryFileSource(files);
  const read: string[] = [];
  const told: FileSource = {
    entries: (folder) => source.entries(folder),
    read(path) {
      read.push(relativeTo(FOLDER, path));
      return source.read(path);
    },
  };
  const workspace = new Workspace({ folder: FOLDER, grammars, ...options, source: told });
  return { files, workspace, snapshot: await workspace.open(), read };
}

function at(name: string): FilePath {
  return filePath(`${FOLDER}/${name}`);
}

function names({ texts }: Snapshot): readonly string[] {
  return [...texts.keys()].map((it) => relativeTo(FOLDER, it)).sort();
}

function servings({ project }: Snapshot): readonly string[] {
  return project.goSource.servings.map((it) => relativeTo(FOLDER, it.at.file));
}

function notes(snapshot: Snapshot): readonly string[] {
  return snapshot.notes.map(({ file, kind, message }) => `${relativeTo(FOLDER, file)} ${kind}: ${message}`);
}

describe('very many Go files', () => {
  it('come behind the first snapshot, and all at once', async () => {
    const { workspace, snapshot } = await open({ 'nginx.conf': NGINX, 'a/main.go': LISTENER, ...MANY });
    expect(names(snapshot)).toEqual(['nginx.conf']);
    expect(snapshot.project.listeners).toHaveLength(1);
    let after: Snapshot | undefined;
    const seen: number[] = [];
    while (workspace.behind !== undefined) {
      expect(after).toBeUndefined();
      expect(workspace.behind.all).toBe(2001);
      seen.push(workspace.behind.done);
      after = await workspace.readMore();
    }
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(after && names(after)).toEqual(['a/main.go', 'nginx.conf']);
    expect(after && servings(after)).toEqual(['a/main.go']);
  });

  it('keep nobody waiting: what changes meanwhile is taken in, and read as it is then', async () => {
    const { files, workspace, read } = await open({ 'nginx.conf': NGINX, ...MANY, 'z/main.go': LISTENER });
    await workspace.readMore();
    read.length = 0;
    files.set(at('nginx.conf'), { kind: 'text', text: NGINX.replace('443', '8443') });
    files.set(at('many/p0/plain.go'), { kind: 'text', text: LISTENER });
    files.delete(at('z/main.go'));
    const paths = ['nginx.conf', 'many/p0/plain.go', 'z/main.go'].map(at);
    const meanwhile = await workspace.change({ paths, structure: true });
    expect(read.filter((it) => it.endsWith('.go'))).toEqual([]);
    expect(meanwhile.project.listeners.map(({ port }) => port)).toEqual([8443]);
    expect(servings(meanwhile)).toEqual([]);
    expect(servings(await workspace.readAll())).toEqual(['many/p0/plain.go']);
    expect(workspace.behind).toBeUndefined();
  });

  it('that all change at once are behind again, with what was known', async () => {
    const { files, workspace } = await open({ ...MANY, 'z/main.go': LISTENER });
    await workspace.readAll();
    files.set(at('many/p7/plain.go'), { kind: 'text', text: LISTENER });
    const paths = [...files.keys()];
    const meanwhile = await workspace.change({ paths, structure: false });
    expect(servings(meanwhile)).toEqual(['z/main.go']);
    expect(workspace.behind).toBeDefined();
    expect(servings(await workspace.readAll())).toEqual(['z/main.go', 'many/p7/plain.go']);
  });

  it('are read again where grpc-alpn.json changes, without those that it excludes', async () => {
    const { files, workspace } = await open({ ...MANY, 'a/main.go': LISTENER, 'z/main.go': LISTENER });
    expect(servings(await workspace.readAll())).toEqual(['a/main.go', 'z/main.go']);
    files.set(at('grpc-alpn.json'), { kind: 'text', text: '{"exclude": ["a"]}' });
    const meanwhile = await workspace.change({ paths: [at('grpc-alpn.json')], structure: true });
    expect(servings(meanwhile)).toEqual(['z/main.go']);
    expect(servings(await workspace.readAll())).toEqual(['z/main.go']);
  });
});

describe('a package of Go', () => {
  const helper =
    'package main\n\nimport "net"\n\nfunc listen() (net.Listener, error) { return net.Listen("tcp", ":1") }\n';

  it('is kept where one of its files has to do with grpc-go, with what can matter to that', async () => {
    const { snapshot } = await open({
      'a/main.go': LISTENER,
      'a/listen.go': helper,
      'a/sum.go': PLAIN.replace('plain', 'main'),
      'a/main_test.go': helper,
      'b/listen.go': helper,
    });
    expect(names(snapshot)).toEqual(['a/listen.go', 'a/main.go']);
  });

  it('comes and goes with what its files import', async () => {
    const { files, workspace, read } = await open({ 'a/main.go': PLAIN, 'a/listen.go': helper, 'b/other.go': PLAIN });
    const write = (name: string, text: string): Promise<Snapshot> => {
      read.length = 0;
      files.set(at(name), { kind: 'text', text });
      return workspace.change({ paths: [at(name)], structure: false });
    };
    expect(names(await write('a/main.go', LISTENER))).toEqual(['a/listen.go', 'a/main.go']);
    expect(names(await write('a/listen.go', `${helper}\n`))).toEqual(['a/listen.go', 'a/main.go']);
    expect(read).toEqual(['a/listen.go']);
    expect(names(await write('a/main.go', PLAIN))).toEqual([]);
    expect(names(await write('a/main.go', LISTENER))).toEqual(['a/listen.go', 'a/main.go']);
    files.delete(at('a/main.go'));
    expect(names(await workspace.change({ paths: [at('a/main.go')], structure: true }))).toEqual([]);
  });

  it('that has nothing to do with grpc-go costs a look: the snapshot stays the same', async () => {
    const { files, workspace, snapshot } = await open({ 'a/main.go': LISTENER, 'b/other.go': PLAIN });
    files.set(at('b/other.go'), { kind: 'text', text: `${PLAIN}// more\n` });
    expect(await workspace.change({ paths: [at('b/other.go')], structure: false })).toBe(snapshot);
  });

  it('keeps the trees of files that did not change', async () => {
    const { files, workspace, snapshot } = await open({ 'a/main.go': LISTENER, 'a/listen.go': helper });
    files.set(at('a/main.go'), { kind: 'text', text: `${LISTENER}\n` });
    const after = await workspace.change({ paths: [at('a/main.go')], structure: false });
    const tree = ({ project }: Snapshot, name: string): unknown => project.goSourceFiles.get(at(name))?.tree;
    expect(tree(after, 'a/listen.go')).toBe(tree(snapshot, 'a/listen.go'));
    expect(tree(after, 'a/main.go')).not.toBe(tree(snapshot, 'a/main.go'));
  });

  it('says which of its files could not be read', async () => {
    const { files, workspace } = await open({ 'a/main.go': LISTENER });
    files.set(at('a/tls.go'), { kind: 'unreadable', because: 'EACCES' });
    const after = await workspace.change({ paths: [at('a/tls.go')], structure: true });
    expect(notes(after)).toEqual(['a/tls.go unreadable: could not be read: EACCES']);
    expect(servings(after)).toEqual(['a/main.go']);
    files.set(at('a/tls.go'), { kind: 'text', text: helper });
    expect(notes(await workspace.change({ paths: [at('a/tls.go')], structure: false }))).toEqual([]);
  });
});

describe('what goes wrong', () => {
  it('without its grammar Go source is not read; all else is', async () => {
    const { snapshot, workspace, files } = await open(
      { 'nginx.conf': NGINX, 'a/main.go': LISTENER },
      { grammars: { load: () => Promise.reject(new Error('tree-sitter-go.wasm is missing')) } },
    );
    expect(notes(snapshot)).toEqual(['. unreadable: has Go source, which is not read: tree-sitter-go.wasm is missing']);
    expect(names(snapshot)).toEqual(['nginx.conf']);
    files.set(at('a/main.go'), { kind: 'text', text: `${LISTENER}\n` });
    expect(names(await workspace.change({ paths: [at('a/main.go')], structure: false }))).toEqual(['nginx.conf']);
    expect(workspace.behind).toBeUndefined();
  });

  it('its grammar is not asked for where no Go file has to do with grpc-go', async () => {
    const { snapshot } = await open(
      { 'nginx.conf': NGINX, 'a/main.go': PLAIN },
      { grammars: { load: () => Promise.reject(new Error('asked for')) } },
    );
    expect(notes(snapshot)).toEqual([]);
  });

  it('a parser that ends on one file costs that file', async () => {
    const parser = await grammars.load('go');
    const failing: Grammars = {
      load: () =>
        Promise.resolve({
          parse(text: string) {
            if (text.includes('// unlucky')) throw new Error('memory access out of bounds');
            return parser.parse(text);
          },
        }),
    };
    const { snapshot } = await open(
      { 'a/main.go': LISTENER, 'b/main.go': `${LISTENER}// unlucky\n`, 'c/main.go': LISTENER },
      { grammars: failing },
    );
    expect(servings(snapshot)).toEqual(['a/main.go', 'c/main.go']);
    expect(notes(snapshot)).toEqual(['b/main.go unreadable: could not be read: its parser failed']);
  });
});

it('another workspace begins with what one knows, and leaves that one alone', async () => {
  const { workspace, snapshot, read, files } = await open({ 'nginx.conf': NGINX, 'a/main.go': LISTENER });
  read.length = 0;
  const texts = new Map([[at('nginx.conf'), NGINX.replace('443', '8443')]]);
  const other = workspace.over(withTexts(memoryFileSource(files), { texts }));
  const after = await other.change({ paths: [...texts.keys()], structure: false });
  expect(after.project.listeners.map(({ port }) => port)).toEqual([8443]);
  expect(servings(after)).toEqual(['a/main.go']);
  expect(read).toEqual([]);
  expect(await workspace.change({ paths: [at('nginx.conf')], structure: false })).toBe(snapshot);
});
