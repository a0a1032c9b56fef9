import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/commandLine.ts';
import { startClassServers, type ClassServer } from '../../scripts/classServers.mjs';

const NGINX = `# grpc-alpn: nginx=1.22.1
events {}
stream {
    server {
        listen 443 ssl;
        ssl_certificate     tls/server.crt;
        ssl_certificate_key tls/server.key;
        proxy_pass grpc-backend:9000;
    }
}
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-'));
  mkdirSync(path.join(folder, 'project/sub'), { recursive: true });
  mkdirSync(path.join(folder, 'fine'));
  writeFileSync(path.join(folder, 'project/nginx.conf'), NGINX);
  writeFileSync(path.join(folder, 'project/sub/other.conf'), NGINX);
  writeFileSync(path.join(folder, 'project/grpc-alpn.json'), '{}');
  mkdirSync(path.join(folder, 'binary'));
  writeFileSync(path.join(folder, 'binary/nginx.conf'), new Uint8Array([0, 1, 2]));
  writeFileSync(path.join(folder, 'fine/go.mod'), 'module fine\n\ngo 1.25.0\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function cli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly colours?: boolean; readonly interrupted?: AbortSignal } = {},
): Promise<Ran> {
  let [out, error] = ['', ''];
  const code = await run(args, {
    cwd: options.cwd ?? folder,
    out: (text) => (out += text),
    error: (text) => (error += text),
    input: () => Promise.resolve(''),
    progress: () => undefined,
    isScreen: false,
    colours: options.colours ?? false,
    interrupted: options.interrupted ?? new AbortController().signal,
  });
  return { code, out, error };
}

describe('check', () => {
  it('prints what is wrong, where, and what to do', async () => {
    const { code, out } = await cli(['check', 'project/nginx.conf']);
    expect(code).toBe(1);
    expect(out).toBe(`project/nginx.conf:5:9 warning nginx-stream-tls-without-alpn
  5 |         listen 443 ssl;
    |         ^^^^^^^^^^^^^^
  This listener ends TLS without selecting a protocol. A grpc-go client refuses that since 1.67.0 and prints "credentials: cannot check peer: missing selected ALPN property"; older ones still connect.
  gRPC: likely (proxy_pass grpc-backend:9000)
  fix: Add \`ssl_alpn h2;\` (look before you take it)

2 files, 2 listeners, 0 modules: 1 warning
`);
  });

  it('a folder is one project, reported as a whole', async () => {
    const { out } = await cli(['check', 'project']);
    expect(out).toContain('project/nginx.conf:5:9');
    expect(out).toContain('project/sub/other.conf:5:9');
    expect(out).toContain('2 files, 2 listeners, 0 modules: 2 warnings');
  });

  it('without a path takes the working directory, and names files as seen from there', async () => {
    const { out } = await cli(['check'], { cwd: path.join(folder, 'project/sub') });
    expect(out).toContain('other.conf:5:9');
    expect(out).not.toContain('sub/other.conf');
  });

  it('a file finds its project upwards', async () => {
    const { out } = await cli(['check', 'other.conf', '--format', 'json'], { cwd: path.join(folder, 'project/sub') });
    const { findings, summary } = JSON.parse(out) as { findings: { file: string }[]; summary: { files: number } };
    expect(findings.map(({ file }) => file)).toEqual(['other.conf']);
    expect(summary.files).toBe(2);
  });

  it('a file that is named is checked though .gitignore leaves it out', async () => {
    mkdirSync(path.join(folder, 'ignoring'));
    writeFileSync(path.join(folder, 'ignoring/.gitignore'), '*.conf\n');
    writeFileSync(path.join(folder, 'ignoring/grpc-alpn.json'), '{}');
    writeFileSync(path.join(folder, 'ignoring/nginx.conf'), NGINX);
    expect((await cli(['check', 'ignoring'])).out).toBe('0 files, 0 listeners, 0 modules: all fine\n');
    expect((await cli(['check', 'ignoring/nginx.conf'])).code).toBe(1);
  });

  it('grpc-alpn.json of the repository counts in a folder of it', async () => {
    mkdirSync(path.join(folder, 'repository/.git'), { recursive: true });
    mkdirSync(path.join(folder, 'repository/deploy'));
    writeFileSync(
      path.join(folder, 'repository/grpc-alpn.json'),
      '{ "rules": { "nginx-stream-tls-without-alpn": "hint" } }',
    );
    writeFileSync(path.join(folder, 'repository/deploy/nginx.conf'), NGINX);
    expect((await cli(['check', 'repository/deploy'])).out).toContain('1 hint');
  });

  it('is silent and clean where nothing is wrong', async () => {
    expect(await cli(['check', 'fine'])).toEqual({
      code: 0,
      out: '1 file, 0 listeners, 1 module: all fine\n',
      error: '',
    });
  });

  it('prints the JSON of the contract', async () => {
    const { code, out } = await cli(['check', 'project/nginx.conf', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      schema: 1,
      tool: { name: 'grpc-alpn', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string },
      findings: [
        {
          rule: 'nginx-stream-tls-without-alpn',
          severity: 'warning',
          message: expect.stringContaining('missing selected ALPN property') as string,
          file: 'project/nginx.conf',
          range: { start: { line: 4, character: 8 }, end: { line: 4, character: 22 } },
          evidence: { grpc: 'likely', because: ['proxy_pass grpc-backend:9000'] },
          related: [],
          fixes: [
            {
              title: 'Add `ssl_alpn h2;`',
              safety: 'unsafe',
              edits: [
                {
                  file: 'project/nginx.conf',
                  range: { start: { line: 6, character: 43 }, end: { line: 6, character: 43 } },
                  newText: '\n        ssl_alpn h2;',
                },
              ],
            },
          ],
        },
      ],
      notes: [],
      summary: { files: 2, listeners: 2, error: 0, warning: 1, information: 0, hint: 0 },
    });
  });

  it.each([
    ['error', 0],
    ['warning', 1],
    ['hint', 1],
  ])('--fail-on %s: exit code %i', async (level, code) => {
    expect((await cli(['check', 'project', '--fail-on', level])).code).toBe(code);
  });

  it('--nginx-version counts more than what files say', async () => {
    const { out } = await cli(['check', 'project', '--nginx-version', '1.20.2']);
    expect(out).toContain('Upgrade nginx');
    expect(out).not.toContain('fix:');
  });

  it('--assume-grpc-go makes findings less severe where it does not enforce', async () => {
    writeFileSync(
      path.join(folder, 'project/go.mod'),
      'module shop.example/orders\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.66.3\n',
    );
    const severities = async (version: string): Promise<readonly string[]> => {
      const { out } = await cli(['check', 'project', '--format', 'json', '--assume-grpc-go', version]);
      return (JSON.parse(out) as { findings: { severity: string }[] }).findings.map(({ severity }) => severity);
    };
    expect(await severities('v1.66.3')).toEqual(['information', 'information']);
    expect(await severities('1.67.0')).toEqual(['warning', 'warning', 'warning']);
    rmSync(path.join(folder, 'project/go.mod'));
  });

  it('colours only where they are wanted', async () => {
    expect((await cli(['check', 'project'])).out).not.toContain('\u001b');
    expect((await cli(['check', 'project'], { colours: true })).out).toContain('\u001b[33mwarning');
  });

  it('what stands in a file does not command the terminal', async () => {
    mkdirSync(path.join(folder, 'hostile'));
    writeFileSync(
      path.join(folder, 'hostile/nginx.conf'),
      NGINX.replace('listen 443 ssl;', 'listen 443 ssl; # \u001b[2J'),
    );
    const { out } = await cli(['check', 'hostile']);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('\\x1b[2J');
  });
});

describe('probe', () => {
  let servers: readonly ClassServer[];
  beforeAll(async () => {
    servers = await startClassServers();
  });
  afterAll(() => Promise.all(servers.map((it) => it.close())));

  it.each([
    ['A', 0],
    ['B', 1],
    ['C', 1],
    ['D', 1],
  ])('a server of class %s: exit code %i', async (name, code) => {
    const port = servers.find((it) => it.class === name)?.port ?? 0;
    const ran = await cli(['probe', `127.0.0.1:${port}`, '--format', 'json']);
    expect(ran.code).toBe(code);
    const report = JSON.parse(ran.out) as { targets: { addresses: { class: string }[] }[] };
    expect(report.targets[0]?.addresses[0]?.class).toBe(name);
  });

  it('says in words what each grpc-go gets', async () => {
    const port = servers.find((it) => it.class === 'B')?.port ?? 0;
    const { out } = await cli(['probe', `127.0.0.1:${port}`]);
    expect(out).toContain('without selecting a protocol');
    expect(out).toContain('missing selected ALPN property');
  });

  it('an interrupted probe says so', async () => {
    const port = servers.find((it) => it.class === 'A')?.port ?? 0;
    const ran = await cli(['probe', `127.0.0.1:${port}`], { interrupted: AbortSignal.abort(new Error('interrupted')) });
    expect(ran).toMatchObject({ code: 130, out: '' });
    expect(ran.error).toContain('interrupted');
  });
});

describe('what is wrong with a command line is said, with exit code 2', () => {
  it.each([
    [['check', 'none'], 'none: no such file or folder'],
    [['check', ''], 'an empty argument'],
    [['check', 'project/nginx.conf/x'], 'cannot be read (ENOTDIR)'],
    [['check', 'x'.repeat(300)], 'cannot be read (ENAMETOOLONG)'],
    [['check', 'binary/nginx.conf'], 'binary/nginx.conf is no text'],
    [['check', 'x\u001b[31mred'], 'x\\x1b[31mred: no such file'],
    [['check', 'project/grpc-alpn.json'], 'neither nginx configuration nor a file that says something about one'],
    [['check', '--format', 'xml'], 'Allowed choices are text, json'],
    [['check', '--fail-on', 'never'], 'Allowed choices'],
    [['check', '--nginx-version', 'newest'], 'A version looks like 1.26.3'],
    [['check', '--assume-grpc-go', 'master'], 'A version looks like v1.67.0'],
    [['check', '--fix-it'], "unknown option '--fix-it'"],
    [['probe'], 'no target: name host:port'],
    [['probe', 'host:99999'], '"99999" is no port'],
    [['probe', 'h:1', '--timeout', '0'], 'above 0'],
    [['probe', 'h:1', '--sni', '10.0.0.1'], 'IP address'],
    [['probe', 'h:1', '--ca', 'none.pem'], '--ca none.pem cannot be read (ENOENT)'],
    [['probe', 'h:1', '--cert', 'project/nginx.conf'], 'cert'],
    [['lsp'], "required option '--stdio'"],
    [['chek'], "unknown command 'chek'"],
  ])('%j', async (args, words) => {
    const { code, out, error } = await cli(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(words);
  });
});

it.each([['--help'], ['check', '--help'], ['--version']])('%s ends with exit code 0', async (...args) => {
  const { code, out, error } = await cli(args);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out.length).toBeGreaterThan(0);
});
