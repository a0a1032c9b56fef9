import { describe, expect, it } from 'vitest';
import { analyze } from '../../core/analyze.ts';
import { filePath, relativeTo, type FilePath } from '../../core/text/filePath.ts';
import type { FileContent } from '../../core/workspace/fileSource.ts';
import { Workspace, type Snapshot } from '../../core/workspace/workspace.ts';
import { memoryFileSource, textFiles, type MemoryLink } from '../support/memoryFileSource.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import { grammars } from '../support/grammars.ts';

const SERVER = `server {
    listen 443 ssl;
    ssl_certificate     tls/server.crt;
    ssl_certificate_key tls/server.key;
    proxy_pass grpc-backend:9000;
}
`;

function main(inside: string): string {
  return `# grpc-alpn: nginx=1.22.1\nevents {}\nstream {\n${inside}}\n`;
}

/** `file rule` of every finding. */
function found({ project }: Snapshot): readonly string[] {
  return analyze(project).findings.map(({ at, rule }) => `${relativeTo(FOLDER, at.file)} ${rule}`);
}

function notes(snapshot: Snapshot): readonly string[] {
  return snapshot.notes.map(({ file, kind, message }) => `${relativeTo(FOLDER, file)} ${kind}: ${message}`);
}

function at(name: string): FilePath {
  return filePath(`${FOLDER}/${name}`);
}

interface Opened {
  readonly files: Map<FilePath, FileContent | MemoryLink>;
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
}

async function open(texts: Readonly<Record<string, string>>): Promise<Opened> {
  const files = textFiles(FOLDER, texts);
  const workspace = new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) });
  return { files, workspace, snapshot: await workspace.open() };
}

const TLS_WITHOUT_ALPN = 'nginx-stream-tls-without-alpn';

describe('what is read', () => {
  it('an included file is nginx configuration whatever its name', async () => {
    const { snapshot } = await open({ 'nginx.conf': main('include extra/orders.txt;\n'), 'extra/orders.txt': SERVER });
    expect(found(snapshot)).toEqual([`extra/orders.txt ${TLS_WITHOUT_ALPN}`]);
  });

  it('comes in one order, in whatever order folders are listed', async () => {
    const files = textFiles(FOLDER, { 'b/go.mod': 'module b\n', 'a/go.mod': 'module a\n', 'c/go.mod': 'module c\n' });
    const source = memoryFileSource(files);
    const late = at('a');
    const entries = async (folder: FilePath) => {
      const listed = await source.entries(folder);
      // Its folder is the first to be asked for, and the last to answer.
      if (folder === late) await new Promise(setImmediate);
      return listed;
    };
    const { project } = await new Workspace({ folder: FOLDER, grammars, source: { ...source, entries } }).open();
    expect(project.modules.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  });

  it('a file that nobody includes is checked by itself', async () => {
    const { snapshot } = await open({ 'conf.d/orders.conf': SERVER });
    expect(found(snapshot)).toEqual([`conf.d/orders.conf ${TLS_WITHOUT_ALPN}`]);
  });

  it('a fragment resolves its includes as the main file above it does', async () => {
    const { snapshot } = await open({
      'nginx.conf': 'events {}\nhttp {}\n',
      'sites/spare.nginx': 'include tls.inc;\ninclude gone.inc;\n',
      'tls.inc': SERVER,
    });
    expect(found(snapshot)).toEqual([`tls.inc ${TLS_WITHOUT_ALPN}`]);
    expect(notes(snapshot)).toEqual([]);
  });

  it('a file that two configurations include is checked in both', async () => {
    const { snapshot } = await open({
      'a/nginx.conf': main('ssl_alpn h2;\ninclude ../shared.inc;\n'),
      'b/nginx.conf': main('include ../shared.inc;\n'),
      'shared.inc': SERVER,
    });
    expect(
      snapshot.project.listeners.map(({ configuration, alpn }) => `${relativeTo(FOLDER, configuration)} ${alpn.kind}`),
    ).toEqual(['a/nginx.conf selects', 'b/nginx.conf ignores']);
    expect(found(snapshot)).toEqual([`shared.inc ${TLS_WITHOUT_ALPN}`]);
  });

  it('what .gitignore, node_modules, vendor and exclude leave out is not read', async () => {
    const { snapshot } = await open({
      '.gitignore': '/build/\n*.local.conf\n!keep.local.conf\n',
      'build/nginx.conf': main(SERVER),
      'conf.d/a.local.conf': SERVER,
      'conf.d/keep.local.conf': SERVER,
      'node_modules/x/nginx.conf': main(SERVER),
      'vendor/x/nginx.conf': main(SERVER),
      'old/nginx.conf': main(SERVER),
      'grpc-alpn.json': '{ "exclude": ["old"] }',
    });
    expect([...snapshot.texts.keys()].map((it) => relativeTo(FOLDER, it))).toEqual(['conf.d/keep.local.conf']);
  });

  it('other *.conf files stay unread as configuration', async () => {
    const { snapshot } = await open({ 'supervisord.conf': '[program:x]\ncommand=x\n', 'redis.conf': 'port 6379\n' });
    expect(snapshot.texts.size).toBe(0);
    expect(notes(snapshot)).toEqual([]);
  });
});

describe('bad input', () => {
  it('an include cycle ends where it closes, and is told', async () => {
    const { snapshot } = await open({
      'nginx.conf': main('include a.inc;\n'),
      'a.inc': 'include b.inc;\n',
      'b.inc': `include a.inc;\n${SERVER}`,
    });
    expect(found(snapshot)).toEqual([`b.inc ${TLS_WITHOUT_ALPN}`]);
    expect(notes(snapshot)).toEqual([expect.stringMatching(/^b\.inc cycle: includes a\.inc/)]);
  });

  it('files that all include each other end in bounded work', async () => {
    const texts: Record<string, string> = { 'nginx.conf': main('include parts/*.inc;\n') };
    for (let i = 0; i < 12; i++) texts[`parts/${i}.inc`] = 'include /ws/parts/*.inc;\n';
    const { snapshot } = await open(texts);
    expect(notes(snapshot).some((it) => it.includes('cycle'))).toBe(true);
    expect(notes(snapshot).some((it) => it.includes('includes more than'))).toBe(true);
  });

  it('an include that leaves the workspace is not followed', async () => {
    const files = textFiles(FOLDER, { 'nginx.conf': main('include ../../secret.conf;\ninclude /srv/secret.conf;\n') });
    const asked: string[] = [];
    const source = memoryFileSource(files);
    const workspace = new Workspace({
      folder: FOLDER,
      grammars,
      source: {
        entries: (folder) => source.entries(folder),
        read: (path) => {
          asked.push(path);
          return source.read(path);
        },
      },
    });
    const snapshot = await workspace.open();
    expect(asked.filter((it) => !it.startsWith(`${FOLDER}/`))).toEqual([]);
    expect(notes(snapshot)).toEqual([
      'nginx.conf outside: includes ../../secret.conf, which is outside of the workspace: not read',
      'nginx.conf outside: includes /srv/secret.conf, which is outside of the workspace: not read',
    ]);
  });

  it('a missing include is a note, one that nginx brings along is not', async () => {
    const { snapshot } = await open({
      'nginx.conf': main('include gone.conf;\ninclude mime.types;\ninclude none/*.conf;\n'),
    });
    expect(notes(snapshot)).toEqual([
      'nginx.conf missing: includes gone.conf, which is not there: what it says is unknown',
    ]);
  });

  it('a glob that matches 10,000 files is read', async () => {
    const texts: Record<string, string> = { 'nginx.conf': main('include many/*.inc;\n') };
    for (let i = 0; i < 10_000; i++)
      texts[`many/${i}.inc`] = `server { listen ${20_000 + i}; proxy_pass 10.0.0.5:9000; }\n`;
    const { snapshot } = await open(texts);
    expect(snapshot.project.listeners).toHaveLength(10_000);
    // In byte order, as nginx reads them: 10 before 9.
    expect(snapshot.project.listeners.slice(0, 3).map(({ port }) => port)).toEqual([20_000, 20_001, 20_010]);
  });

  it('a glob that links make endless is cut, and that is told', async () => {
    const source = memoryFileSource(textFiles(FOLDER, { 'nginx.conf': main('include */*/*/*/*/*/*/*.inc;\n') }));
    const names = Array.from({ length: 10 }, (_, i) => ({ name: `link${i}`, kind: 'folder', link: true }) as const);
    const looping = new Workspace({
      folder: FOLDER,
      grammars,
      source: {
        entries: async (folder) => [...(await source.entries(folder)), ...names],
        read: (path) => source.read(path),
      },
    });
    expect(notes(await looping.open())).toEqual([
      '. not-understood: has more files that */*/*/*/*/*/*/*.inc matches than are read: the rest is left out',
    ]);
  });

  it('a file that is no text, too large or unreadable is a note and nothing else', async () => {
    const files = textFiles(FOLDER, { 'ok/nginx.conf': main(SERVER) });
    files.set(at('nginx.conf'), { kind: 'not-text' });
    files.set(at('big/nginx.conf'), { kind: 'too-large', bytes: 99_000_000 });
    files.set(at('closed/nginx.conf'), { kind: 'unreadable', because: 'EACCES' });
    files.set(at('picture.conf'), { kind: 'not-text' });
    const snapshot = await new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) }).open();
    expect(found(snapshot)).toEqual([`ok/nginx.conf ${TLS_WITHOUT_ALPN}`]);
    expect([...notes(snapshot)].sort()).toEqual([
      'big/nginx.conf too-large: has 99000000 bytes: too large to be read',
      'closed/nginx.conf unreadable: could not be read: EACCES',
      'nginx.conf not-text: is no text: not read',
    ]);
  });

  it('a stated configuration that is not there is told', async () => {
    const { snapshot } = await open({
      'grpc-alpn.json': '{ "nginx": { "configurations": [{ "main": "deploy/nginx.conf" }] } }',
    });
    expect(notes(snapshot)).toEqual([
      'deploy/nginx.conf missing: is stated as an nginx configuration and is not there',
    ]);
  });

  it('a chain of 5,000 includes is cut', async () => {
    const texts: Record<string, string> = { 'nginx.conf': main('include 0.inc;\n') };
    for (let i = 0; i < 5_000; i++) texts[`${i}.inc`] = `include ${i + 1}.inc;\n`;
    const { snapshot } = await open(texts);
    expect(notes(snapshot)).toEqual([expect.stringContaining('files deep')]);
  });

  it('listens on all ports, a hundred times, are bounded', async () => {
    const servers = 'server { listen 1-65535 ssl; proxy_pass grpc:1; }\n'.repeat(100);
    const { snapshot } = await open({ 'nginx.conf': main(servers) });
    expect(snapshot.project.listeners.length).toBeLessThan(100_000);
  });

  it('a go.mod of zero bytes is a module that says nothing', async () => {
    const { snapshot } = await open({ 'go.mod': '' });
    expect(snapshot.project.modules.map(({ grpc }) => grpc)).toEqual([undefined]);
    expect(found(snapshot)).toEqual([]);
  });

  it('a file that disappears while it is read is as if it had never been there', async () => {
    const files = textFiles(FOLDER, { 'nginx.conf': main('include a.inc;\n'), 'a.inc': SERVER });
    const source = memoryFileSource(files);
    const workspace = new Workspace({
      folder: FOLDER,
      grammars,
      source: {
        entries: (folder) => source.entries(folder),
        read: (path) => {
          files.delete(at('a.inc'));
          return source.read(path);
        },
      },
    });
    const snapshot = await workspace.open();
    expect(found(snapshot)).toEqual([]);
    expect(notes(snapshot)).toEqual([
      'nginx.conf missing: includes a.inc, which is not there: what it says is unknown',
    ]);
  });

  it('locations nested beyond measure are no stack overflow', async () => {
    const depth = 100_000;
    const { snapshot } = await open({
      'nginx.conf': `events {}\nhttp { server { ${'location / { '.repeat(depth)}${'}'.repeat(depth)} } }\n`,
    });
    expect(snapshot.project.listeners).toHaveLength(1);
  });

  it('a rule that throws silences no other', async () => {
    const { snapshot } = await open({ 'nginx.conf': main(SERVER) });
    const broken = {
      id: 'broken',
      summary: '',
      check: () => {
        throw new Error('on purpose');
      },
    };
    const all = analyze(snapshot.project);
    const { rules } = await import('../../core/rules/index.ts');
    const withBroken = analyze(snapshot.project, [broken, ...rules]);
    expect(withBroken.findings).toEqual(all.findings);
    expect(withBroken.failures).toEqual([{ rule: 'broken', error: new Error('on purpose') }]);
  });
});

describe('changes', () => {
  it('a new text gives a new snapshot and leaves the old one as it was', async () => {
    const { files, workspace, snapshot } = await open({
      'nginx.conf': main('include conf.d/*.conf;\n'),
      'conf.d/a.conf': SERVER,
      'go.mod': 'module a\n',
    });
    files.set(at('conf.d/a.conf'), { kind: 'text', text: SERVER.replace('ssl;', 'ssl;\n    ssl_alpn h2;') });
    const next = await workspace.change({ paths: [at('conf.d/a.conf')], structure: false });
    expect(found(snapshot)).toHaveLength(1);
    expect(found(next)).toEqual([]);
    const tree = ({ project }: Snapshot, name: string): unknown => project.nginxFiles.get(at(name))?.tree;
    expect(tree(next, 'nginx.conf')).toBe(tree(snapshot, 'nginx.conf'));
    expect(tree(next, 'conf.d/a.conf')).not.toBe(tree(snapshot, 'conf.d/a.conf'));
    expect(next.project.goFiles.get(at('go.mod'))).toBe(snapshot.project.goFiles.get(at('go.mod')));
  });

  it('a file that a glob matches comes and goes', async () => {
    const { files, workspace } = await open({ 'nginx.conf': main('include parts/*;\n') });
    files.set(at('parts/a'), { kind: 'text', text: SERVER });
    expect(found(await workspace.change({ paths: [at('parts/a')], structure: true }))).toEqual([
      `parts/a ${TLS_WITHOUT_ALPN}`,
    ]);
    files.delete(at('parts/a'));
    expect(found(await workspace.change({ paths: [at('parts/a')], structure: true }))).toEqual([]);
  });

  it('a renamed folder takes its files along', async () => {
    const { files, workspace } = await open({ 'old/nginx.conf': main(SERVER) });
    files.delete(at('old/nginx.conf'));
    files.set(at('new/nginx.conf'), { kind: 'text', text: main(SERVER) });
    expect(found(await workspace.change({ paths: [at('old'), at('new')], structure: true }))).toEqual([
      `new/nginx.conf ${TLS_WITHOUT_ALPN}`,
    ]);
  });

  it('a file that was missing appears', async () => {
    const { files, workspace, snapshot } = await open({ 'nginx.conf': main('include orders;\n') });
    expect(notes(snapshot)).toHaveLength(1);
    files.set(at('orders'), { kind: 'text', text: SERVER });
    const next = await workspace.change({ paths: [at('orders')], structure: true });
    expect(found(next)).toEqual([`orders ${TLS_WITHOUT_ALPN}`]);
    expect(notes(next)).toEqual([]);
  });

  it('a file that is no longer included is let go', async () => {
    const { files, workspace } = await open({ 'nginx.conf': main('include orders;\n'), orders: SERVER });
    files.set(at('nginx.conf'), { kind: 'text', text: main('') });
    const next = await workspace.change({ paths: [at('nginx.conf')], structure: false });
    expect([...next.texts.keys()]).toEqual([at('nginx.conf')]);
  });

  it('grpc-alpn.json counts as soon as it is there', async () => {
    const { files, workspace } = await open({ 'nginx.conf': main(SERVER) });
    files.set(at('grpc-alpn.json'), { kind: 'text', text: `{ "rules": { "${TLS_WITHOUT_ALPN}": "off" } }` });
    expect(found(await workspace.change({ paths: [at('grpc-alpn.json')], structure: true }))).toEqual([]);
    files.delete(at('grpc-alpn.json'));
    expect(found(await workspace.change({ paths: [at('grpc-alpn.json')], structure: true }))).toHaveLength(1);
  });

  it('every change leads where opening anew leads', async () => {
    const { files, workspace } = await open({
      'nginx.conf': main('include conf.d/*.conf;\ninclude extra;\n'),
      'conf.d/a.conf': SERVER,
    });
    const steps: readonly (readonly [string, string | undefined])[] = [
      ['conf.d/b.conf', SERVER.replace('443', '444')],
      ['extra', SERVER.replace('443', '445')],
      ['nginx.conf', main('include conf.d/b*.conf;\n')],
      ['conf.d/a.conf', undefined],
      ['go.mod', 'module a\n\ngo 1.25\n\nrequire google.golang.org/grpc v1.85.0\n'],
      ['nginx.conf', undefined],
      ['sub/nginx.conf', main('include ../conf.d/*;\n')],
    ];
    for (const [name, text] of steps) {
      if (text === undefined) files.delete(at(name));
      else files.set(at(name), { kind: 'text', text });
      const changed = await workspace.change({ paths: [at(name)], structure: true });
      const anew = await new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) }).open();
      expect(found(changed), name).toEqual(found(anew));
      expect([...changed.texts.keys()].sort(), name).toEqual([...anew.texts.keys()].sort());
      expect(notes(changed), name).toEqual(notes(anew));
    }
  });
});
