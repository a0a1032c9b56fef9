import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filePath, type FilePath } from '../../core/text/filePath.ts';
import { Workspace } from '../../core/workspace/workspace.ts';
import { BEGINNING_BYTES } from '../../core/workspace/fileSource.ts';
import { diskFileSource } from '../../disk/diskFileSource.ts';
import { grammars } from '../support/grammars.ts';

let base: string;
let folder: FilePath;

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'disk-'));
  mkdirSync(path.join(base, 'ws/conf.d'), { recursive: true });
  folder = filePath(path.join(base, 'ws'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): FilePath {
  const file = path.join(base, name);
  writeFileSync(file, content);
  return filePath(file);
}

describe('diskFileSource', () => {
  it('reads text, and takes invalid UTF-8 as what it is', async () => {
    const source = diskFileSource(folder);
    expect(await source.read(write('ws/a', 'größe\n'))).toEqual({ kind: 'text', text: 'größe\n' });
    expect(await source.read(write('ws/b', new Uint8Array([0x61, 0xff, 0x62])))).toEqual({
      kind: 'text',
      text: 'a\ufffdb',
    });
  });

  it('says why it does not read', async () => {
    const source = diskFileSource(folder);
    expect(await source.read(filePath(`${folder}/none`))).toEqual({ kind: 'missing' });
    expect(await source.read(filePath(`${folder}/conf.d`))).toMatchObject({ kind: 'unreadable' });
    expect(await source.read(write('ws/binary', new Uint8Array([1, 0, 2])))).toEqual({ kind: 'not-text' });
    const large = write('ws/large', '');
    truncateSync(large, 17 * 1024 * 1024);
    expect(await source.read(large)).toEqual({ kind: 'too-large', bytes: 17 * 1024 * 1024 });
  });

  it('reads no more than the beginning where that is asked for', async () => {
    const source = diskFileSource(folder);
    const whole = write('ws/whole.json', 'x'.repeat(BEGINNING_BYTES));
    expect(await source.read(whole, 'beginning')).toEqual({ kind: 'text', text: 'x'.repeat(BEGINNING_BYTES) });
    const longer = write('ws/longer.json', `${'x'.repeat(BEGINNING_BYTES - 1)}ö and more`);
    expect(await source.read(longer, 'beginning')).toEqual({
      kind: 'text',
      text: `${'x'.repeat(BEGINNING_BYTES - 1)}\ufffd`,
      isCut: true,
    });
    const binary = write('ws/binary.json', Buffer.concat([Buffer.from([0]), Buffer.alloc(BEGINNING_BYTES, 'x')]));
    expect(await source.read(binary, 'beginning')).toEqual({ kind: 'not-text' });
    const large = write('ws/large.json', '{');
    truncateSync(large, 17 * 1024 * 1024);
    expect(await source.read(large, 'beginning')).toEqual({ kind: 'too-large', bytes: 17 * 1024 * 1024 });
    expect(await source.read(filePath(`${folder}/none.json`), 'beginning')).toEqual({ kind: 'missing' });
  });

  it('does not wait at a named pipe', async () => {
    const pipe = filePath(path.join(base, 'ws/pipe'));
    execFileSync('mkfifo', [pipe]);
    expect(await diskFileSource(folder).read(pipe)).toEqual({ kind: 'unreadable', because: 'it is no file' });
  });

  it('follows links inside, and none that leaves', async () => {
    const secret = write('secret.conf', 'secret');
    write('ws/conf.d/real.conf', 'real');
    symlinkSync(secret, path.join(base, 'ws/conf.d/out.conf'));
    symlinkSync('real.conf', path.join(base, 'ws/conf.d/in.conf'));
    symlinkSync(base, path.join(base, 'ws/up'));
    const source = diskFileSource(folder);
    expect(await source.read(filePath(`${folder}/conf.d/in.conf`))).toEqual({ kind: 'text', text: 'real' });
    expect(await source.read(filePath(`${folder}/conf.d/out.conf`))).toEqual({ kind: 'outside' });
    expect(await source.read(filePath(`${folder}/up/secret.conf`))).toEqual({ kind: 'outside' });
    expect(await source.read(secret)).toEqual({ kind: 'outside' });
    expect(await source.entries(filePath(`${folder}/up`))).toEqual([]);
    expect(await source.entries(filePath(base))).toEqual([]);
  });

  it('follows none that came in the place of what was there', async () => {
    const secret = write('secret.conf', 'secret');
    const source = diskFileSource(folder);
    const file = write('ws/conf.d/a.conf', 'a');
    expect(await source.read(file)).toEqual({ kind: 'text', text: 'a' });
    rmSync(file);
    symlinkSync(secret, file);
    expect(await source.read(file)).toEqual({ kind: 'outside' });
    rmSync(path.join(base, 'ws/conf.d'), { recursive: true });
    symlinkSync(base, path.join(base, 'ws/conf.d'));
    expect(await source.read(filePath(`${folder}/conf.d/secret.conf`))).toEqual({ kind: 'outside' });
  });

  it('a workspace folder that is a link itself is read', async () => {
    write('ws/a', 'text');
    symlinkSync('ws', path.join(base, 'link'));
    const link = filePath(path.join(base, 'link'));
    expect(await diskFileSource(link).read(filePath(`${link}/a`))).toEqual({ kind: 'text', text: 'text' });
  });
});

it('an include that leaves the workspace through a link is told and not read', async () => {
  write('secret.conf', 'server { listen 443 ssl; proxy_pass grpc:1; }');
  write('ws/nginx.conf', 'events {}\nstream { include conf.d/*.conf; }\n');
  symlinkSync('../../secret.conf', path.join(base, 'ws/conf.d/out.conf'));
  const snapshot = await new Workspace({ folder, grammars, source: diskFileSource(folder) }).open();
  expect(snapshot.project.listeners).toEqual([]);
  expect(snapshot.notes).toContainEqual({
    kind: 'outside',
    file: `${folder}/nginx.conf`,
    message: 'includes out.conf, which is a link that leaves the workspace: not read',
  });
});

it('a link in sites-enabled brings the file that it leads to, once and under its own name', async () => {
  mkdirSync(path.join(base, 'ws/sites-available'));
  mkdirSync(path.join(base, 'ws/sites-enabled'));
  write('ws/sites-available/api', 'server { listen 443 ssl; location / { grpc_pass 10.0.0.5:1; } }\n');
  write('ws/sites-available/web', 'server { listen 444 ssl; location / { grpc_pass 10.0.0.5:1; } }\n');
  symlinkSync('../sites-available/api', path.join(base, 'ws/sites-enabled/api'));
  // As it stands on the machine; in a checkout it leads nowhere.
  symlinkSync('/etc/nginx/sites-available/web', path.join(base, 'ws/sites-enabled/web'));
  write('ws/nginx.conf', 'events {}\nhttp { include sites-enabled/*; }\n');
  const snapshot = await new Workspace({ folder, grammars, source: diskFileSource(folder) }).open();
  expect(snapshot.project.listeners.map(({ configuration, at }) => [configuration, at.file])).toEqual([
    [`${folder}/nginx.conf`, `${folder}/sites-available/api`],
    [`${folder}/nginx.conf`, `${folder}/sites-available/web`],
  ]);
  expect([...snapshot.texts.keys()].sort()).toEqual([
    `${folder}/nginx.conf`,
    `${folder}/sites-available/api`,
    `${folder}/sites-available/web`,
  ]);
  expect(snapshot.notes).toEqual([]);
});

it('links that lead in a circle, or to themselves, end', async () => {
  symlinkSync('b.conf', path.join(base, 'ws/conf.d/a.conf'));
  symlinkSync('a.conf', path.join(base, 'ws/conf.d/b.conf'));
  symlinkSync('self.conf', path.join(base, 'ws/conf.d/self.conf'));
  write('ws/nginx.conf', 'events {}\nhttp { include conf.d/*.conf; include conf.d/a.conf; }\n');
  const snapshot = await new Workspace({ folder, grammars, source: diskFileSource(folder) }).open();
  expect(snapshot.project.listeners).toEqual([]);
  expect([...snapshot.texts.keys()]).toEqual([`${folder}/nginx.conf`]);
});
