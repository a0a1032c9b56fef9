import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  lstatSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../cli/commandLine.ts';
import { filePath } from '../../core/text/filePath.ts';
import { replaceText } from '../../disk/replaceText.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fix-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function cli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly isScreen?: boolean } = {},
): Promise<Ran> {
  let [out, error] = ['', ''];
  const code = await run(args, {
    cwd: options.cwd ?? folder,
    out: (text) => (out += text),
    error: (text) => (error += text),
    input: () => Promise.resolve(''),
    progress: () => undefined,
    isScreen: options.isScreen ?? false,
    colours: false,
    interrupted: new AbortController().signal,
  });
  return { code, out, error };
}

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

function read(name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

const HEAD = '# grpc-alpn: nginx=1.26.3\n# grpc-alpn: grpc=yes\nevents {}\nstream {\n';

function server(port: number, alpn = ''): string {
  return `    server {\n        listen ${port} ssl;\n        ssl_certificate a.crt;\n        ssl_certificate_key a.key;\n${alpn}        proxy_pass 10.0.0.5:50051;\n    }\n`;
}

const ALPN = '        ssl_alpn h2;\n';
const UNUSED = '        # grpc-alpn: ignore syntax -- it was broken\n';
const BROKEN = `${HEAD}${server(443)}}\n`;
const FIXED = `${HEAD}${server(443, ALPN)}}\n`;

describe('check --fix', () => {
  it('applies safe fixes, says so, and reports what is left', async () => {
    write('nginx.conf', `${HEAD}${server(443)}${server(444, '        ssl_alpn http/1.1;\n')}${server(445)}}\n`);
    write('other/nginx.conf', BROKEN);
    const { code, out, error } = await cli(['check', '--fix']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toBe('2 files, 4 listeners, 0 modules: all fine\nfixed 4 findings in 2 files\n');
    expect(read('nginx.conf')).toBe(
      `${HEAD}${server(443, ALPN)}${server(444, '        ssl_alpn h2 http/1.1;\n')}${server(445, ALPN)}}\n`,
    );
    expect(read('other/nginx.conf')).toBe(FIXED);
    const again = await cli(['check', '--fix']);
    expect(again).toEqual({
      code: 0,
      out: '2 files, 4 listeners, 0 modules: all fine\nfixed nothing: no finding has a single safe fix\n',
      error: '',
    });
  });

  it('leaves what is not safe, and shows it in the new text', async () => {
    write(
      'nginx.conf',
      `${HEAD}${server(443)}    server {\n        listen 444;\n        proxy_ssl on;\n        proxy_pass 10.0.0.5:50051;\n    }\n}\n`,
    );
    const { code, out } = await cli(['check', '--fix']);
    expect(code).toBe(1);
    expect(out).toContain('nginx.conf:14:9 error nginx-stream-upstream-without-alpn\n  14 |         proxy_ssl on;');
    expect(out).toContain('fixed 1 finding in 1 file\n');
  });

  it('reports what was fixed in JSON, by the places where it was', async () => {
    write('nginx.conf', `${HEAD}${server(443)}${server(444)}}\n`);
    const { out } = await cli(['check', '--fix', '--format', 'json']);
    const { findings, fixed, summary } = JSON.parse(out) as Record<'findings' | 'fixed' | 'summary', unknown>;
    expect(findings).toEqual([]);
    expect(summary).toMatchObject({ error: 0 });
    const at = (line: number): object => ({
      rule: 'nginx-stream-tls-without-alpn',
      message: expect.stringContaining('missing selected ALPN property') as string,
      file: 'nginx.conf',
      range: { start: { line, character: 8 }, end: { line, character: 22 } },
      title: 'Add `ssl_alpn h2;`',
    });
    expect(fixed).toEqual([at(5), at(11)]);
  });

  it('prints no "fixed" without --fix', async () => {
    write('nginx.conf', FIXED);
    const { out } = await cli(['check', '--format', 'json']);
    expect(JSON.parse(out)).not.toHaveProperty('fixed');
  });

  it('applies overlapping fixes one after the other', async () => {
    const comment =
      '        # grpc-alpn: ignore syntax, nginx-stream-alpn-without-h2, nginx-stream-tls-without-alpn -- old\n';
    write(
      'nginx.conf',
      `${HEAD}    server {\n${comment}        listen 443 ssl;\n        ssl_certificate a.crt;\n        ssl_certificate_key a.key;\n        proxy_pass 10.0.0.5:50051;\n    }\n}\n`,
    );
    expect((await cli(['check', '--fix'])).out).toContain('fixed 2 findings in 1 file\n');
    expect(read('nginx.conf')).toContain('        # grpc-alpn: ignore nginx-stream-tls-without-alpn -- old\n');
  });

  it('keeps line ends, a byte order mark in a file that has one, mode, and leaves nothing behind', async () => {
    const broken = BROKEN.replaceAll('\n', '\r\n');
    const file = write('nginx.conf', broken);
    write('sub/nginx.conf', `\uFEFF${broken}`);
    chmodSync(file, 0o640);
    expect((await cli(['check', '--fix'])).out).toContain('fixed ');
    expect(read('nginx.conf')).toBe(FIXED.replaceAll('\n', '\r\n'));
    expect(statSync(file).mode & 0o7777).toBe(0o640);
    expect(read('sub/nginx.conf')).toBe(`\uFEFF${FIXED.replaceAll('\n', '\r\n')}`);
    expect(readdirSync(folder).sort()).toEqual(['nginx.conf', 'sub']);
  });

  it('writes through a link to the file itself', async () => {
    write('sites/api.conf', `${HEAD.replace(/[^]*stream/, 'stream')}${server(443)}}\n`);
    write('nginx.conf', '# grpc-alpn: nginx=1.26.3\nevents {}\ninclude enabled/*;\n');
    write('sites/api.conf', `# grpc-alpn: grpc=yes\nstream {\n${server(443)}}\n`);
    mkdirSync(path.join(folder, 'enabled'));
    symlinkSync('../sites/api.conf', path.join(folder, 'enabled/api.conf'));
    const { out } = await cli(['check', '--fix']);
    expect(out).toContain('in 1 file\n');
    expect(lstatSync(path.join(folder, 'enabled/api.conf')).isSymbolicLink()).toBe(true);
    expect(read('sites/api.conf')).toBe(`# grpc-alpn: grpc=yes\nstream {\n${server(443, ALPN)}}\n`);
  });

  it('works in a folder that is reached through a link', async () => {
    write('real/nginx.conf', BROKEN);
    symlinkSync('real', path.join(folder, 'link'));
    const { out } = await cli(['check', '--diff'], { cwd: path.join(folder, 'link') });
    expect(out).toContain('--- a/nginx.conf\n');
    expect((await cli(['check', '--fix'], { cwd: path.join(folder, 'link') })).code).toBe(0);
    expect(read('real/nginx.conf')).toBe(FIXED);
  });

  it('leaves a read-only file alone, says so, and fixes the others', async () => {
    const file = write('a/nginx.conf', BROKEN);
    write('b/nginx.conf', BROKEN);
    chmodSync(file, 0o444);
    const { code, out, error } = await cli(['check', '--fix']);
    expect(code).toBe(2);
    expect(error).toBe('grpc-alpn: a/nginx.conf is read-only: not fixed\n');
    expect(out).toContain('a/nginx.conf:6:9 error');
    expect(out).toContain('fixed 1 finding in 1 file\n');
    expect([read('a/nginx.conf'), read('b/nginx.conf')]).toEqual([BROKEN, FIXED]);
  });

  it('leaves a file alone that is no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('# caf\u00e9\n', 'latin1'), Buffer.from(BROKEN)]);
    write('nginx.conf', bytes);
    const { code, error } = await cli(['check', '--fix']);
    expect({ code, error }).toEqual({ code: 2, error: 'grpc-alpn: nginx.conf is not UTF-8: not fixed\n' });
    expect(readFileSync(path.join(folder, 'nginx.conf')).equals(bytes)).toBe(true);
  });

  it('changes only the file that is named', async () => {
    write('.git/HEAD', '');
    write(
      'nginx.conf',
      '# grpc-alpn: nginx=1.26.3\n# grpc-alpn: grpc=yes\nevents {}\nstream {\n    include servers.conf;\n    ssl_certificate a.crt;\n    ssl_certificate_key a.key;\n}\n',
    );
    write('servers.conf', `# grpc-alpn: grpc=yes\n${server(443)}`);
    expect((await cli(['check', '--fix', 'nginx.conf'])).out).toContain('fixed nothing');
    expect(read('servers.conf')).toBe(`# grpc-alpn: grpc=yes\n${server(443)}`);
    expect((await cli(['check', '--fix', 'servers.conf'])).out).toContain('fixed 1 finding in 1 file');
  });

  it('fixes a file once that two arguments name', async () => {
    write('sub/nginx.conf', BROKEN);
    expect((await cli(['check', '--fix', '.', 'sub'])).out).toContain('fixed 1 finding in 1 file');
    expect(read('sub/nginx.conf')).toBe(FIXED);
  });
});

describe('check --diff', () => {
  it('prints what --fix would write, and writes nothing', async () => {
    write('sub/nginx.conf', BROKEN);
    const { code, out, error } = await cli(['check', '--diff']);
    expect({ code, error }).toEqual({ code: 1, error: '' });
    expect(out).toBe(`--- a/sub/nginx.conf
+++ b/sub/nginx.conf
@@ -6,6 +6,7 @@
         listen 443 ssl;
         ssl_certificate a.crt;
         ssl_certificate_key a.key;
+        ssl_alpn h2;
         proxy_pass 10.0.0.5:50051;
     }
 }
`);
    expect(read('sub/nginx.conf')).toBe(BROKEN);
  });

  it('is silent where nothing would change, though there are findings', async () => {
    write('nginx.conf', BROKEN.replace('# grpc-alpn: nginx=1.26.3\n', ''));
    expect(await cli(['check', '--diff'])).toEqual({ code: 0, out: '', error: '' });
  });

  it('tells of a file that could not be written', async () => {
    chmodSync(write('nginx.conf', BROKEN), 0o444);
    const { code, out, error } = await cli(['check', '--diff']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain('nginx.conf is read-only');
  });

  it('gives a program the lines as they are, and a terminal none that command it', async () => {
    write('nginx.conf', BROKEN.replace('ssl_certificate_key', '# \u001b[2J\tx\r\n        ssl_certificate_key'));
    expect((await cli(['check', '--diff'])).out).toContain('# \u001b[2J\tx\r\n');
    expect((await cli(['check', '--diff'], { isScreen: true })).out).toContain('# \\x1b[2J\tx\\x0d\n');
  });

  it.each([
    [['check', '--fix', '--diff'], "'--diff' cannot be used with option '--fix'"],
    [['check', '--diff', '--format', 'json'], "'--diff' cannot be used with option '--format"],
  ])('%j is refused', async (args, words) => {
    const { code, error } = await cli(args);
    expect(code).toBe(2);
    expect(error).toContain(words);
  });
});

describe('replacing a text', () => {
  it('refuses a file that has been changed since it was read', async () => {
    const file = filePath(write('a.conf', 'new'));
    expect(await replaceText({ file, folder: filePath(folder), before: 'old', after: 'x' })).toBe(
      'has been changed since it was read',
    );
    expect(read('a.conf')).toBe('new');
  });

  it('refuses a file that leads out of the folder', async () => {
    const outside = write('outside.conf', 'old');
    mkdirSync(path.join(folder, 'in'));
    symlinkSync(outside, path.join(folder, 'in/a.conf'));
    const problem = await replaceText({
      file: filePath(path.join(folder, 'in/a.conf')),
      folder: filePath(path.join(folder, 'in')),
      before: 'old',
      after: 'x',
    });
    expect(problem).toBe('leads outside of the folder that is checked');
    expect(readFileSync(outside, 'utf8')).toBe('old');
  });

  it('refuses a file that is gone', async () => {
    const file = filePath(path.join(folder, 'gone'));
    expect(await replaceText({ file, folder: filePath(folder), before: '', after: 'x' })).toBe(
      'cannot be written (ENOENT)',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('what is unused goes with --fix', async () => {
  write('nginx.conf', FIXED.replace('        listen', `${UNUSED}        listen`));
  expect((await cli(['check', '--fix', '--fail-on', 'information'])).code).toBe(0);
  expect(read('nginx.conf')).toBe(FIXED);
});
