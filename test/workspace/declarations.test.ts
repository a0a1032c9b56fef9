import { describe, expect, it } from 'vitest';
import type { Grammars } from '../../core/domains/syntaxTree.ts';
import { filePath, relativeTo, type FilePath } from '../../core/text/filePath.ts';
import type { FileContent, FileSource } from '../../core/workspace/fileSource.ts';
import { Workspace, type Snapshot } from '../../core/workspace/workspace.ts';
import { grammars } from '../support/grammars.ts';
import { memoryFileSource, textFiles, type MemoryLink } from '../support/memoryFileSource.ts';
import { FOLDER } from '../support/openWorkspace.ts';

const TERRAFORM = `resource "aws_lb_listener" "grpc" {
  load_balancer_arn = aws_lb.grpc.arn
  port              = 443
  protocol          = "TLS"
}
`;

const MANIFEST = `apiVersion: v1
kind: Service
metadata:
  name: greeter
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:111122223333:certificate/c
spec:
  type: LoadBalancer
  ports:
    - name: grpc
      port: 443
`;

const TEMPLATE = {
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: {
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { Protocol: 'TLS', Port: 443, LoadBalancerArn: { Ref: 'LoadBalancer' } },
    },
  },
};

const NGINX =
  'events {}\nstream {\n    server {\n        listen 443 ssl;\n        proxy_pass backend:50051;\n    }\n}\n';

const FOREIGN_YAML = 'on:\n  push:\njobs:\n  test:\n    runs-on: ubuntu-latest\n';

interface Opened {
  readonly files: Map<FilePath, FileContent | MemoryLink>;
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  /** What was read since somebody looked last: `NAME`, or `NAME…` where no more than its beginning was asked for. */
  readonly read: string[];
  /** The grammars that were asked for. */
  readonly loaded: string[];
}

async function open(
  texts: Readonly<Record<string, string>>,
  load: Grammars['load'] = (name) => grammars.load(name),
): Promise<Opened> {
  const files = textFiles(FOLDER, texts);
  const memory = memoryFileSource(files);
  const read: string[] = [];
  const loaded: string[] = [];
  const source: FileSource = {
    entries: (folder) => memory.entries(folder),
    read(path, part) {
      read.push(`${relativeTo(FOLDER, path)}${part === 'beginning' ? '…' : ''}`);
      return memory.read(path, part);
    },
  };
  const told: Grammars = {
    load(name) {
      loaded.push(name);
      return load(name);
    },
  };
  const workspace = new Workspace({ folder: FOLDER, grammars: told, source });
  return { files, workspace, snapshot: await workspace.open(), read, loaded };
}

function at(name: string): FilePath {
  return filePath(`${FOLDER}/${name}`);
}

function names({ texts }: Snapshot): readonly string[] {
  return [...texts.keys()].map((it) => relativeTo(FOLDER, it)).sort();
}

function notes(snapshot: Snapshot): readonly string[] {
  return snapshot.notes.map(({ file, kind, message }) => `${relativeTo(FOLDER, file)} ${kind}: ${message}`);
}

describe('a foreign file', () => {
  it('of JSON that is large is looked into and not read', async () => {
    const lock = JSON.stringify({ name: 'web', packages: Array.from({ length: 20_000 }, (_, i) => `package-${i}`) });
    const { read, snapshot } = await open({ 'package-lock.json': lock, 'tsconfig.json': '{}' });
    expect(read).toEqual(['package-lock.json…', 'tsconfig.json…']);
    expect(names(snapshot)).toEqual([]);
  });

  it('of JSON costs no more than that when it changes', async () => {
    const { files, read, workspace, snapshot } = await open({ 'data.json': '[]' });
    files.set(at('data.json'), { kind: 'text', text: `[${'0,'.repeat(500_000)}0]` });
    read.length = 0;
    expect(await workspace.change({ paths: [at('data.json')], structure: false })).toBe(snapshot);
    expect(read).toEqual(['data.json…']);
  });

  it('of YAML is read once', async () => {
    const { read, snapshot, loaded } = await open({ 'ci.yaml': FOREIGN_YAML, 'values.yml': 'replicas: 3\n' });
    expect(read).toEqual(['ci.yaml', 'values.yml']);
    expect(names(snapshot)).toEqual([]);
    expect(loaded).toEqual([]);
  });
});

const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'greeter' },
  spec: { type: 'LoadBalancer', ports: [{ port: 443 }] },
};

describe('a file that is changed', () => {
  const long = 'x'.repeat(20_000);
  const { apiVersion, kind, metadata, spec } = SERVICE;
  it.each([
    ['has its kind late', { metadata: { ...metadata, long }, apiVersion, kind, spec }, ['a.json']],
    ['has its kind late, behind what no manifest begins with', { long, apiVersion, kind, metadata, spec }, []],
    ['has its section late', { long, ...TEMPLATE }, []],
    ['is foreign', { long }, []],
  ])('and %s is what it would be anew', async (_name, value, expected) => {
    const text = JSON.stringify(value);
    const { snapshot: anew } = await open({ 'a.json': text });
    expect(names(anew)).toEqual(expected);
    for (const before of [SERVICE, TEMPLATE, {}]) {
      const { files, workspace } = await open({ 'a.json': JSON.stringify(before) });
      files.set(at('a.json'), { kind: 'text', text });
      expect(names(await workspace.change({ paths: [at('a.json')], structure: false }))).toEqual(expected);
    }
  });

  it('is no longer read where it is for nobody', async () => {
    const { files, read, workspace } = await open({ 'a.json': JSON.stringify(SERVICE) });
    files.set(at('a.json'), { kind: 'text', text: JSON.stringify({ long, ...SERVICE }) });
    for (const expected of [['a.json…'], ['a.json…']]) {
      read.length = 0;
      expect(names(await workspace.change({ paths: [at('a.json')], structure: false }))).toEqual([]);
      expect(read).toEqual(expected);
    }
    files.set(at('a.json'), { kind: 'text', text: JSON.stringify(SERVICE) });
    expect(names(await workspace.change({ paths: [at('a.json')], structure: false }))).toEqual(['a.json']);
  });

  it('is read anew with very many others', async () => {
    const all = Array.from({ length: 40 }, (_, i) => `${i}.json`);
    const { files, workspace } = await open(Object.fromEntries(all.map((it) => [it, JSON.stringify(SERVICE)])));
    for (const it of all) files.set(at(it), { kind: 'text', text: JSON.stringify({ long, ...SERVICE }) });
    await workspace.change({ paths: all.map(at), structure: false });
    expect(names(await workspace.readAll())).toEqual([]);
  });
});

describe('a template', () => {
  it('of JSON that is longer than what tells it is read whole', async () => {
    const long = JSON.stringify({ ...TEMPLATE, Outputs: { Long: { Value: 'x'.repeat(100_000) } } });
    const { read, snapshot } = await open({ 'stack.json': long });
    expect(read).toEqual(['stack.json…', 'stack.json']);
    expect(names(snapshot)).toEqual(['stack.json']);
  });
});

describe('a manifest', () => {
  it('comes and goes with what its file says', async () => {
    const { files, workspace, snapshot } = await open({ 'a.yaml': FOREIGN_YAML, 'b.yaml': MANIFEST });
    expect(names(snapshot)).toEqual(['b.yaml']);
    const write = (name: string, text: string): Promise<Snapshot> => {
      files.set(at(name), { kind: 'text', text });
      return workspace.change({ paths: [at(name)], structure: !files.has(at(name)) });
    };
    expect(names(await write('a.yaml', MANIFEST))).toEqual(['a.yaml', 'b.yaml']);
    expect(names(await write('b.yaml', FOREIGN_YAML))).toEqual(['a.yaml']);
    expect(names(await write('b.yaml', MANIFEST))).toEqual(['a.yaml', 'b.yaml']);
    files.delete(at('a.yaml'));
    expect(names(await workspace.change({ paths: [at('a.yaml')], structure: true }))).toEqual(['b.yaml']);
    expect(workspace.behind).toBeUndefined();
  });

  it('goes, though another one comes at the same time', async () => {
    const { files, workspace } = await open({ 'a.yaml': FOREIGN_YAML, 'b.yaml': MANIFEST });
    files.set(at('a.yaml'), { kind: 'text', text: MANIFEST });
    files.set(at('b.yaml'), { kind: 'text', text: FOREIGN_YAML });
    expect(names(await workspace.change({ paths: [at('a.yaml'), at('b.yaml')], structure: false }))).toEqual([
      'a.yaml',
    ]);
  });

  it('keeps its tree while another one changes', async () => {
    const { files, workspace, snapshot } = await open({ 'a.yaml': MANIFEST, 'b.yaml': MANIFEST });
    files.set(at('a.yaml'), { kind: 'text', text: `${MANIFEST}\n` });
    const after = await workspace.change({ paths: [at('a.yaml')], structure: false });
    const tree = ({ project }: Snapshot, name: string): unknown => project.declarationFiles.get(at(name))?.tree;
    expect(tree(after, 'b.yaml')).toBe(tree(snapshot, 'b.yaml'));
    expect(tree(after, 'a.yaml')).not.toBe(tree(snapshot, 'a.yaml'));
  });
});

describe('very many files', () => {
  const many: Record<string, string> = { 'nginx.conf': NGINX };
  for (let i = 0; i < 2000; i++) many[`k8s/${i}.yaml`] = i % 4 === 0 ? MANIFEST : FOREIGN_YAML;
  const long = `${TERRAFORM}${'# What nobody reads.\n'.repeat(150)}`;
  for (let i = 0; i < 500; i++) many[`terraform/${i}/main.tf`] = long;

  it('are read behind the first snapshot, with progress, and each room is taken in as a whole', async () => {
    const { workspace, snapshot, read } = await open(many);
    expect(names(snapshot)).toEqual(['nginx.conf']);
    const counts: number[] = [];
    const seen: (readonly string[])[] = [];
    while (workspace.behind !== undefined) {
      const { done, all } = workspace.behind;
      if (seen.length === 0) counts.push(done);
      expect(done).toBeLessThanOrEqual(all);
      const after = await workspace.readMore();
      if (after !== undefined) seen.push(names(after));
    }
    expect(counts.length).toBeGreaterThan(10);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    const kinds = (it: readonly string[]): readonly number[] => [
      it.filter((name) => name.endsWith('.tf')).length,
      it.filter((name) => name.endsWith('.yaml')).length,
    ];
    expect(seen.map(kinds)).toEqual([
      [500, 0],
      [500, 500],
    ]);
    // What was read to see what it is, is not read again.
    expect(read.filter((it) => it.endsWith('.yaml'))).toHaveLength(2000);
    expect(read.filter((it) => it.endsWith('.tf'))).toHaveLength(500);
  });

  it('are taken in together with those of the next room, where these are few', async () => {
    const few = Object.fromEntries(Object.entries(many).filter(([name]) => !/1\d\d\d\.yaml$/.test(name)));
    const { workspace } = await open(few);
    const seen: number[] = [];
    while (workspace.behind !== undefined) {
      const after = await workspace.readMore();
      if (after !== undefined) seen.push(names(after).length);
    }
    expect(seen).toEqual([1 + 500 + 250]);
  });

  it('keep nobody waiting: what changes meanwhile is taken in, and read as it is then', async () => {
    const { files, workspace } = await open(many);
    await workspace.readMore();
    files.set(at('nginx.conf'), { kind: 'text', text: NGINX.replace('443', '8443') });
    files.set(at('k8s/1.yaml'), { kind: 'text', text: MANIFEST });
    files.set(at('k8s/4.yaml'), { kind: 'text', text: FOREIGN_YAML });
    files.delete(at('terraform/7/main.tf'));
    const paths = ['nginx.conf', 'k8s/1.yaml', 'k8s/4.yaml', 'terraform/7/main.tf'].map(at);
    const meanwhile = await workspace.change({ paths, structure: true });
    expect(meanwhile.project.listeners.map(({ port }) => port)).toEqual([8443]);
    const after = names(await workspace.readAll());
    expect(after).toContain('k8s/1.yaml');
    expect(after).not.toContain('k8s/4.yaml');
    expect(after).not.toContain('terraform/7/main.tf');
    expect(after).toHaveLength(1000);
  });
});

describe('the grammar of Terraform', () => {
  it('is not asked for where no Terraform file declares anything', async () => {
    const { loaded } = await open({ 'nginx.conf': NGINX, 'k8s.yaml': MANIFEST, 'main.tf': 'terraform {}\n' });
    expect(loaded).toEqual([]);
  });

  it('is asked for with the first Terraform file', async () => {
    const { files, workspace, loaded } = await open({ 'nginx.conf': NGINX });
    files.set(at('main.tf'), { kind: 'text', text: TERRAFORM });
    const after = await workspace.change({ paths: [at('main.tf')], structure: true });
    expect(names(after)).toEqual(['main.tf', 'nginx.conf']);
    expect([...new Set(loaded)]).toEqual(['hcl']);
  });

  it('that is missing costs Terraform alone', async () => {
    const failing: Grammars['load'] = (name) =>
      name === 'hcl' ? Promise.reject(new Error('tree-sitter-hcl.wasm is missing')) : grammars.load(name);
    const { files, workspace, snapshot } = await open(
      { 'nginx.conf': NGINX, 'k8s.yaml': MANIFEST, 'main.tf': TERRAFORM },
      failing,
    );
    expect(notes(snapshot)).toEqual([
      '. unreadable: has Terraform configuration, which is not read: tree-sitter-hcl.wasm is missing',
    ]);
    expect(names(snapshot)).toEqual(['k8s.yaml', 'nginx.conf']);
    files.set(at('main.tf'), { kind: 'text', text: `${TERRAFORM}\n` });
    const after = await workspace.change({ paths: [at('main.tf')], structure: false });
    expect(names(after)).toEqual(['k8s.yaml', 'nginx.conf']);
    expect(notes(after)).toEqual(notes(snapshot));
    expect(workspace.behind).toBeUndefined();
  });
});
