import fc from 'fast-check';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Editor } from './editor.ts';
import { folderOnDisk, type FolderOnDisk } from './folderOnDisk.ts';
import { streamConfiguration, streamServer } from './workspace.ts';

const NAMES = [
  'nginx.conf',
  'edge/nginx.conf',
  'parts/a.txt',
  'parts/b',
  'go.mod',
  'grpc-alpn.json',
  '.gitignore',
] as const;

const TEXTS = [
  '',
  streamConfiguration(streamServer()),
  streamConfiguration('include parts/a.txt;\n', streamServer({ alpn: 'h2' })),
  'events {}\nstream {\n    include parts/*;\n    include ../parts/b;\n',
  `# grpc-alpn: grpc=yes\n${streamServer({ alpn: 'http/1.1' })}`,
  streamServer({ port: 50051 }),
  'module example.com/orders\n\ngo 1.23\n\nrequire google.golang.org/grpc v1.68.1\n',
  'module example.com/orders\n\nrequire (\n',
  '{"rules": {"nginx-stream-tls-without-alpn": "hint"}}',
  '{"nginx": {"configurations": [{"main": "parts/b", "version": "1.20.0"}]}}',
  'edge/\n',
] as const;

type Step =
  | { readonly kind: 'open' | 'write'; readonly name: string; readonly text: string }
  | { readonly kind: 'type'; readonly name: string; readonly text: string; readonly at: number }
  | { readonly kind: 'close' | 'remove'; readonly name: string }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  | { readonly kind: 'wait' };

const name = fc.constantFrom(...NAMES);
const text = fc.constantFrom(...TEXTS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('open' as const, 'write' as const), name, text }),
  fc.record({
    kind: fc.constant('type' as const),
    name,
    text: fc.constantFrom('}', '#', ' ssl', '\n'),
    at: fc.nat(400),
  }),
  fc.record({ kind: fc.constantFrom('close' as const, 'remove' as const), name }),
  fc.record({ kind: fc.constant('rename' as const), name, to: name }),
  fc.constant({ kind: 'wait' as const }),
);

describe('after any changes', () => {
  it('what is shown is what a fresh server would show', async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(steps, async (changes) => {
        const folder = await folderOnDisk({ 'nginx.conf': TEXTS[2], 'parts/a.txt': TEXTS[5] });
        const editor = await Editor.start({ folders: [folder.uri()] });
        const open = new Set<string>();
        for (const it of changes) await take(it, { editor, folder, open });
        await editor.settled();
        const fresh = await Editor.startUnchecked({ folders: [folder.uri()] });
        for (const it of open) await fresh.open(folder.uri(it), editor.text(folder.uri(it)));
        await fresh.settled();
        const [shown, wanted] = [shownBy(editor, folder), shownBy(fresh, folder)];
        await Promise.all([editor.stop(), fresh.stop(), folder.dispose()]);
        expect(shown).toEqual(wanted);
      }),
      { numRuns: 60, seed: 3 },
    );
  });
});

async function take(
  change: Step,
  { editor, folder, open }: { readonly editor: Editor; readonly folder: FolderOnDisk; readonly open: Set<string> },
): Promise<void> {
  if (change.kind === 'wait') return editor.settled();
  const uri = folder.uri(change.name);
  const isThere = (it: string): boolean => existsSync(path.join(folder.path, it));
  switch (change.kind) {
    case 'open':
      if (open.has(change.name)) return;
      open.add(change.name);
      return editor.open(uri, change.text);
    case 'type':
      if (!open.has(change.name)) return;
      return editor.type(uri, Math.min(change.at, editor.text(uri).length), change.text);
    case 'close':
      if (!open.delete(change.name)) return;
      return editor.close(uri);
    case 'write': {
      const kind = isThere(change.name) ? 'changed' : 'created';
      await folder.write(change.name, change.text);
      return editor.tellFiles({ [uri]: kind });
    }
    case 'remove':
      if (!isThere(change.name)) return;
      await folder.remove(change.name);
      return editor.tellFiles({ [uri]: 'deleted' });
    case 'rename': {
      if (!isThere(change.name) || change.name === change.to) return;
      const kind = isThere(change.to) ? 'changed' : 'created';
      if (!isThere(path.dirname(change.to))) return;
      await folder.rename(change.name, change.to);
      return editor.tellFiles({ [uri]: 'deleted', [folder.uri(change.to)]: kind });
    }
  }
}

function shownBy(editor: Editor, folder: FolderOnDisk): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(NAMES.map((it) => [it, editor.diagnostics(folder.uri(it))]));
}
