import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createProtocolConnection } from 'vscode-languageserver-protocol/node';
import { TERRAFORM } from '../support/declarations.ts';
import { CAPABILITIES, Editor } from './editor.ts';
import { editorFor, editorOn, NO_ALPN, streamConfiguration, streamServer, temporaryFolder } from './workspace.ts';

const TEMPLATE = JSON.stringify(
  {
    Resources: {
      Edge: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'network' } },
      Grpc: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: { LoadBalancerArn: { Ref: 'Edge' }, Port: 443, Protocol: 'TLS' },
      },
    },
  },
  undefined,
  2,
);

const MANIFEST = `apiVersion: v1
kind: Service
metadata:
  name: greeter
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:111122223333:certificate/c
spec:
  type: LoadBalancer
  ports:
    - name: grpc
      port: 443
`;

const FOREIGN = 'on:\n  push:\njobs:\n  test:\n    runs-on: ubuntu-latest\n';

/** The rules of the findings in a file. */
function rulesIn(editor: Editor, uri: string): readonly string[] {
  return editor.diagnostics(uri).map((it) => it.split(' ')[1] ?? '');
}

describe('what declares load balancers', () => {
  it('is checked without being opened, in every format', async () => {
    const { editor, folder } = await editorOn({
      'main.tf': TERRAFORM,
      'stack.json': TEMPLATE,
      'service.yaml': MANIFEST,
      'ci.yaml': FOREIGN,
      'package.json': '{"name": "web"}',
      'grpc-alpn.json': '{"files": {"**/*": {"grpc": "yes"}}}',
    });
    expect(rulesIn(editor, folder.uri('main.tf'))).toEqual(['aws-nlb-tls-without-alpn']);
    expect(rulesIn(editor, folder.uri('stack.json'))).toEqual(['aws-nlb-tls-without-alpn']);
    expect(rulesIn(editor, folder.uri('service.yaml'))).toEqual(['kubernetes-nlb-without-alpn']);
    expect(editor.filesWithDiagnostics()).toHaveLength(3);
    expect(editor.status?.notes).toEqual([]);
    expect(editor.status?.failures).toEqual([]);
  });

  it('is checked as it is typed, though the file was nobody’s before', async () => {
    const { editor, folder } = await editorOn({ 'service.yaml': FOREIGN, 'stack.json': '{}' });
    const [manifest, template] = [folder.uri('service.yaml'), folder.uri('stack.json')];
    await editor.open(manifest, MANIFEST, 'yaml');
    await editor.open(template, TEMPLATE.padEnd(40_000), 'json');
    await editor.settled();
    expect(rulesIn(editor, manifest)).toEqual(['kubernetes-nlb-without-alpn']);
    expect(rulesIn(editor, template)).toEqual(['aws-nlb-tls-without-alpn']);
    await editor.close(manifest);
    await editor.close(template);
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([]);
  });

  it('comes and goes on the disk, with its folder', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': '' });
    for (const [name, text, rule] of [
      ['main.tf', TERRAFORM, 'aws-nlb-tls-without-alpn'],
      ['stack.json', TEMPLATE, 'aws-nlb-tls-without-alpn'],
      ['service.yaml', MANIFEST, 'kubernetes-nlb-without-alpn'],
    ] as const) {
      const uri = folder.uri(`here/there/${name}`);
      await folder.write(`here/there/${name}`, text);
      await editor.tellFiles({ [folder.uri('here')]: 'created' });
      await editor.settled();
      expect(rulesIn(editor, uri)).toEqual([rule]);
      await folder.remove('here');
      await editor.tellFiles({ [folder.uri('here')]: 'deleted' });
      await editor.settled();
      expect(editor.filesWithDiagnostics()).toEqual([]);
    }
  });

  it('is checked where one file is open without a folder, and that file alone', async () => {
    const folder = await temporaryFolder({ 'main.tf': TERRAFORM, 'other.tf': TERRAFORM });
    const editor = await editorFor({ folders: [] });
    const uri = folder.uri('main.tf');
    await editor.open(uri, TERRAFORM, 'terraform');
    await editor.settled();
    expect(rulesIn(editor, uri)).toEqual(['aws-nlb-tls-without-alpn']);
    expect(editor.filesWithDiagnostics()).toEqual([uri]);
  });

  it('of very many files is read behind the rest, with progress', async () => {
    const long = `${TERRAFORM}${'# What nobody reads.\n'.repeat(150)}`;
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`many/${i}/main.tf`, long]));
    const folder = await temporaryFolder({ ...many, 'nginx.conf': streamConfiguration(streamServer()) });
    const capabilities = { ...CAPABILITIES, window: { workDoneProgress: true } };
    const editor = await Editor.start({ folders: [folder.uri()], capabilities });
    onTestFinished(() => editor.stop());
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('nginx.conf')]);
    await editor.until(() => editor.progress.find(({ kind }) => kind === 'end'));
    expect(editor.filesWithDiagnostics()).toHaveLength(601);
    expect(editor.progress[0]).toMatchObject({ kind: 'begin', title: 'gRPC ALPN: reading the workspace' });
  });
});

describe('the bundled server', () => {
  /** A server made of its bundles and these files of dist, with Terraform and more in its folder. */
  async function serverOf(
    files: readonly string[],
    damaged: readonly string[] = [],
  ): Promise<{ readonly editor: Editor; readonly uri: string }> {
    const dist = await mkdtemp(path.join(tmpdir(), 'grpc-alpn-dist-'));
    for (const file of ['server.js', 'shared.js', ...files]) {
      await copyFile(path.join(import.meta.dirname, '../../dist', file), path.join(dist, file));
    }
    for (const file of damaged) await writeFile(path.join(dist, file), 'nothing that was compressed');
    const server = spawn(process.execPath, [path.join(dist, 'server.js'), '--stdio']);
    onTestFinished(async () => {
      server.kill();
      await rm(dist, { recursive: true });
    });
    const folder = await temporaryFolder({
      'main.tf': TERRAFORM,
      'nginx.conf': streamConfiguration(streamServer()),
      'service.yaml': MANIFEST,
    });
    const connection = createProtocolConnection(server.stdout, server.stdin);
    const editor = await Editor.start({ folders: [folder.uri()], connection });
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
    expect(rulesIn(editor, folder.uri('service.yaml'))).toEqual(['kubernetes-nlb-without-alpn']);
    return { editor, uri: folder.uri('main.tf') };
  }

  it('reads Terraform with nothing but the files beside it', async () => {
    const { editor, uri } = await serverOf(['web-tree-sitter.wasm.br', 'tree-sitter-hcl.wasm.br']);
    expect(rulesIn(editor, uri)).toEqual(['aws-nlb-tls-without-alpn']);
    expect(editor.status?.notes).toEqual([]);
  });

  it.each([
    ['tree-sitter-hcl.wasm is missing', []],
    ['tree-sitter-hcl.wasm.br is damaged', ['tree-sitter-hcl.wasm.br']],
  ])('says that %s, and checks all else', async (words, damaged) => {
    const { editor, uri } = await serverOf(['web-tree-sitter.wasm.br', 'tree-sitter-go.wasm.br'], damaged);
    expect(editor.diagnostics(uri)).toEqual([]);
    expect(editor.status?.notes.map(({ message }) => message)).toEqual([
      `has Terraform configuration, which is not read: ${words}`,
    ]);
    expect(editor.status?.failures).toEqual([]);
  });
});
