import { onTestFinished } from 'vitest';
import { Editor, type EditorOptions } from './editor.ts';
import { folderOnDisk, type FolderOnDisk } from './folderOnDisk.ts';

/** A folder for the running test; it is taken away when the test is over. */
export async function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<FolderOnDisk> {
  const folder = await folderOnDisk(files);
  onTestFinished(() => folder.dispose());
  return folder;
}

/** An editor with a server for the running test, which has checked everything; it is stopped when the test is over. */
export async function editorFor(options: EditorOptions): Promise<Editor> {
  const editor = await Editor.start(options);
  onTestFinished(() => editor.stop());
  return editor;
}

/** One folder and an editor that has it open. */
export async function editorOn(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Omit<EditorOptions, 'folders'> = {},
): Promise<{ readonly editor: Editor; readonly folder: FolderOnDisk }> {
  const folder = await temporaryFolder(files);
  return { folder, editor: await editorFor({ ...options, folders: [folder.uri()] }) };
}

/** A server block of a stream that ends TLS and selects no protocol, unless `ssl_alpn` is given. */
export function streamServer(
  options: { readonly indent?: string; readonly port?: number; readonly alpn?: string } = {},
): string {
  const { indent = '    ', port = 443, alpn } = options;
  const lines = [
    'server {',
    `    listen ${port} ssl;`,
    '    ssl_certificate a.crt;',
    '    ssl_certificate_key a.key;',
    ...(alpn === undefined ? [] : [`    ssl_alpn ${alpn};`]),
    '    proxy_pass 127.0.0.1:50051;',
    '}',
  ];
  return lines.map((line) => `${indent}${line}\n`).join('');
}

/** A main file: nginx 1.26.3, all of it gRPC, as its first two lines state. */
export function streamConfiguration(...servers: readonly string[]): string {
  return `# grpc-alpn: nginx=1.26.3\n# grpc-alpn: grpc=yes\nevents {}\nstream {\n${servers.join('')}}\n`;
}

/** What is found in `streamConfiguration(streamServer())`. */
export const NO_ALPN = 'error nginx-stream-tls-without-alpn 5:8-5:22';

/** The kinds of code actions that the server has. */
export const CODE_ACTION_KINDS = [
  'quickfix',
  'refactor.rewrite.grpcAlpn.passTlsThrough',
  'refactor.rewrite.grpcAlpn.serveWithGrpcPass',
  'source.fixAll.grpcAlpn',
];
