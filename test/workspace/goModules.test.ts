import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../core/workspace/workspace.ts';
import { Workspace } from '../../core/workspace/workspace.ts';
import { filePath } from '../../core/text/filePath.ts';
import { grammars } from '../support/grammars.ts';
import { memoryFileSource, textFiles } from '../support/memoryFileSource.ts';
import { FOLDER } from '../support/openWorkspace.ts';

const GRPC = 'google.golang.org/grpc';
const HASH = 'h1:xzBzYyoB1mTWhCvn4LEAXLGeSyQZCPTVPDHuOvS9BDs=';
const at = (name: string): ReturnType<typeof filePath> => filePath(`${FOLDER}/${name}`);

function selected({ project }: Snapshot): string {
  const [module] = project.modules;
  return module?.grpc === undefined ? 'none' : `${module.grpc.certainty} ${module.grpc.version.text}`;
}

describe('files beside go.mod', () => {
  it('are read though nothing else in vendor is, and taken in when they come, change and go', async () => {
    const files = textFiles(FOLDER, {
      'go.mod': 'module a\ngo 1.16\nrequire b v1.0.0\n',
      'vendor/b/go.mod': 'module b\n',
    });
    const workspace = new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) });
    const first = await workspace.open();
    expect(selected(first)).toBe('none');
    expect(first.project.modules).toHaveLength(1);
    expect([...first.project.goFiles.keys()]).toEqual([at('go.mod')]);

    files.set(at('go.sum'), { kind: 'text', text: `${GRPC} v1.66.3 ${HASH}\n` });
    expect(workspace.concerns(at('go.sum'))).toBe(true);
    expect(selected(await workspace.change({ paths: [at('go.sum')], structure: true }))).toBe('exact v1.66.3');

    files.set(at('go.sum'), { kind: 'text', text: `${GRPC} v1.68.0 ${HASH}\n` });
    expect(selected(await workspace.change({ paths: [at('go.sum')], structure: false }))).toBe('exact v1.68.0');

    const vendored = `# b v1.0.0\n## explicit\nb\n# ${GRPC} v1.70.0\n${GRPC}\n`;
    files.set(at('vendor/modules.txt'), { kind: 'text', text: vendored });
    expect(workspace.concerns(at('vendor/modules.txt'))).toBe(true);
    const withVendor = await workspace.change({ paths: [at('vendor')], structure: true });
    expect(selected(withVendor)).toBe('exact v1.70.0');
    expect(withVendor.project.modules).toHaveLength(1);

    files.delete(at('vendor/modules.txt'));
    expect(selected(await workspace.change({ paths: [at('vendor')], structure: true }))).toBe('exact v1.68.0');
  });

  it('cost no note where they are not there', async () => {
    const files = textFiles(FOLDER, { 'go.mod': `module a\ngo 1.22\nrequire ${GRPC} v1.68.0\n` });
    const snapshot = await new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) }).open();
    expect(selected(snapshot)).toBe('exact v1.68.0');
    expect(snapshot.notes).toEqual([]);
  });
});
