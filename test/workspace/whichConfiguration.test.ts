import { describe, expect, it } from 'vitest';
import { formatNginxVersion } from '../../core/domains/nginxVersion.ts';
import { containersDomain } from '../../core/domains/containers/index.ts';
import { filePath, relativeTo, type FilePath } from '../../core/text/filePath.ts';
import type { FileContent } from '../../core/workspace/fileSource.ts';
import { Workspace, type Snapshot } from '../../core/workspace/workspace.ts';
import { memoryFileSource, textFiles, type MemoryLink } from '../support/memoryFileSource.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import { grammars } from '../support/grammars.ts';

type Texts = Readonly<Record<string, string>>;

interface Opened {
  readonly files: Map<FilePath, FileContent | MemoryLink>;
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
}

/** @param links names of links, and what they lead to */
async function open(texts: Texts, links: Texts = {}): Promise<Opened> {
  const files = textFiles(FOLDER, texts);
  for (const [name, to] of Object.entries(links)) files.set(at(name), { kind: 'link', to });
  const workspace = new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) });
  return { files, workspace, snapshot: await workspace.open() };
}

function at(name: string): FilePath {
  return filePath(`${FOLDER}/${name}`);
}

/** `configuration: file:port module` of every listener. */
function listeners({ project }: Snapshot): readonly string[] {
  return project.listeners.map(({ configuration, at: { file }, port, module }) => {
    const [root, own] = [configuration, file].map((it) => relativeTo(FOLDER, it));
    return `${root ?? ''}: ${own ?? ''}:${port ?? ''} ${module}`;
  });
}

function notes({ notes: all }: Snapshot): readonly string[] {
  return all.map(({ file, message }) => `${relativeTo(FOLDER, file)} ${message}`);
}

function versions({ project }: Snapshot): readonly string[] {
  return project.listeners.map(({ nginxVersion: it }) =>
    it === undefined ? 'unknown' : `${formatNginxVersion(it.value)} from ${it.from}`,
  );
}

const MAIN = 'events {}\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\nstream {\n  include stream.d/*.conf;\n}\n';

function http(port: number): string {
  return `server { listen ${port} ssl; location / { grpc_pass grpc://10.0.0.5:50051; } }\n`;
}

function stream(port: number): string {
  return `server { listen ${port} ssl; proxy_pass 10.0.0.5:50051; }\n`;
}

describe('includes of a file that is put into an image', () => {
  it('find what is put beside it, wherever it stands in the repository', async () => {
    const { snapshot } = await open({
      'nginx/main.conf': MAIN,
      'sites/b.conf': http(2),
      'sites/a.conf': http(1),
      'more/api.txt': http(3),
      'tcp/x.conf': stream(4),
      'nginx/conf.d/not-copied.conf': http(9),
      Dockerfile: `FROM nginx:1.27.3
COPY nginx/main.conf /etc/nginx/nginx.conf
COPY sites /etc/nginx/conf.d
COPY more/api.txt /etc/nginx/conf.d/aa.conf
COPY tcp/*.conf /etc/nginx/stream.d/
`,
    });
    expect(listeners(snapshot).filter((it) => it.startsWith('nginx/main.conf'))).toEqual([
      // In the order of the names that nginx sees.
      'nginx/main.conf: sites/a.conf:1 http',
      'nginx/main.conf: more/api.txt:3 http',
      'nginx/main.conf: sites/b.conf:2 http',
      'nginx/main.conf: tcp/x.conf:4 stream',
    ]);
    expect(notes(snapshot)).toEqual([]);
  });

  it('see a later file over an earlier one', async () => {
    const { snapshot } = await open({
      'nginx.conf': MAIN,
      'a/x.conf': http(1),
      'a/y.conf': http(2),
      'b/x.conf': http(3),
      'compose.yaml': `services:
  web:
    image: nginx:1.27.3
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf
      - ./a:/etc/nginx/conf.d
      - ./b/x.conf:/etc/nginx/conf.d/x.conf
`,
    });
    expect(listeners(snapshot).filter((it) => it.startsWith('nginx.conf'))).toEqual([
      'nginx.conf: b/x.conf:3 http',
      'nginx.conf: a/y.conf:2 http',
    ]);
  });

  it('of two images are not mixed', async () => {
    const service = (name: string): string =>
      `  ${name}:\n    image: nginx:1.27.3\n    volumes: [ "./${name}.conf:/etc/nginx/nginx.conf", "./${name}.d:/etc/nginx/conf.d" ]\n`;
    const { snapshot } = await open({
      'a.conf': MAIN,
      'b.conf': MAIN,
      'a.d/x.conf': http(1),
      'b.d/x.conf': http(2),
      'compose.yaml': `services:\n${service('a')}${service('b')}`,
    });
    expect(listeners(snapshot)).toEqual(['a.conf: a.d/x.conf:1 http', 'b.conf: b.d/x.conf:2 http']);
  });

  it('find the files beside the main file, too, where only single files are put there', async () => {
    const { snapshot } = await open({
      'nginx.conf': MAIN,
      'conf.d/a.conf': http(1),
      'conf.d/b.conf': http(2),
      'other/a.conf': http(3),
      'other/z.conf': http(4),
      'compose.yaml': `services:
  web:
    image: nginx:1.27.3
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf
      - ./other/a.conf:/etc/nginx/conf.d/a.conf
      - ./other/z.conf:/etc/nginx/conf.d/z.conf
`,
    });
    expect(listeners(snapshot).filter((it) => it.startsWith('nginx.conf'))).toEqual([
      'nginx.conf: other/a.conf:3 http',
      'nginx.conf: conf.d/b.conf:2 http',
      'nginx.conf: other/z.conf:4 http',
    ]);
  });

  it('are as before where nothing says what stands there', async () => {
    const { snapshot } = await open({
      'nginx/nginx.conf': MAIN,
      'nginx/conf.d/a.conf': http(1),
      'nginx/stream.d/b.conf': stream(2),
      Dockerfile: 'FROM nginx:1.27.3\nCOPY nginx/nginx.conf /etc/nginx/nginx.conf\n',
    });
    expect(listeners(snapshot)).toEqual([
      'nginx/nginx.conf: nginx/conf.d/a.conf:1 http',
      'nginx/nginx.conf: nginx/stream.d/b.conf:2 stream',
    ]);
  });

  it('follow a Dockerfile that changes', async () => {
    const { files, workspace, snapshot } = await open({
      'nginx.conf': MAIN,
      'x/a.conf': http(1),
      'y/a.conf': http(2),
      Dockerfile: 'FROM nginx:1.27.3\nCOPY nginx.conf /etc/nginx/\nCOPY x /etc/nginx/conf.d\n',
    });
    const inMain = (it: Snapshot): readonly string[] => listeners(it).filter((line) => line.startsWith('nginx.conf'));
    expect(inMain(snapshot)).toEqual(['nginx.conf: x/a.conf:1 http']);
    files.set(at('Dockerfile'), {
      kind: 'text',
      text: 'FROM nginx:1.26.3\nCOPY nginx.conf /etc/nginx/\nCOPY y /etc/nginx/conf.d\n',
    });
    const next = await workspace.change({ paths: [at('Dockerfile')], structure: false });
    expect(inMain(next)).toEqual(['nginx.conf: y/a.conf:2 http']);
    expect(versions(next)[0]).toBe('1.26.3 from FROM nginx:1.26.3 in line 1 of Dockerfile');
    const anew = await new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) }).open();
    expect(listeners(next)).toEqual(listeners(anew));
  });
});

describe("fragments that nginx's own nginx.conf includes", () => {
  it('are one configuration, in http', async () => {
    const { snapshot } = await open({
      'b.conf': 'server { listen 443 ssl; }\n',
      'a.conf': 'server { listen 443 ssl; ssl_certificate x; }\n',
      Dockerfile: 'FROM nginx:1.27.3\nCOPY a.conf b.conf /etc/nginx/conf.d/\n',
    });
    expect(listeners(snapshot)).toEqual(['a.conf: a.conf:443 http', 'a.conf: b.conf:443 http']);
    expect(snapshot.project.listeners.map(({ isDefault }) => isDefault)).toEqual([true, false]);
    expect(versions(snapshot)[0]).toBe('1.27.3 from FROM nginx:1.27.3 in line 1 of Dockerfile');
    expect(snapshot.project.listeners[0]?.server.context?.because).toBe(
      "nginx.conf of nginx's image includes /etc/nginx/conf.d/a.conf, where it is put (COPY in line 2 of Dockerfile)",
    );
  });

  it('may be templates that the image fills in', async () => {
    const { snapshot } = await open({
      'templates/api.conf.template': 'server { listen ${PORT} ssl; }\n',
      'compose.yaml': 'services:\n  web:\n    image: nginx\n    volumes: [ "./templates:/etc/nginx/templates:ro" ]\n',
    });
    expect(listeners(snapshot)).toEqual(['templates/api.conf.template: templates/api.conf.template: http']);
  });

  it('are not taken for http where they hold what only stream has', async () => {
    const { snapshot } = await open({
      'a.conf': stream(1),
      Dockerfile: 'FROM nginx:1.27.3\nCOPY a.conf /etc/nginx/conf.d/\n',
    });
    expect(listeners(snapshot)).toEqual([]);
  });

  it('are fragments as others where the nginx.conf is another one', async () => {
    for (const line of ['COPY --from=x /n /etc/nginx/nginx.conf', 'COPY nginx.conf /etc/nginx/nginx.conf']) {
      const { snapshot } = await open({
        'nginx.conf': 'events {}\nhttp {}\n',
        'a.conf': 'server { listen 443 ssl; }\n',
        Dockerfile: `FROM nginx:1.27.3\n${line}\nCOPY a.conf /etc/nginx/conf.d/\n`,
      });
      expect(listeners(snapshot), line).toEqual([]);
    }
  });

  it('are read whatever their names are', async () => {
    const { snapshot } = await open({
      'my-site': http(1),
      Dockerfile: 'FROM nginxinc/nginx-unprivileged:1.27.3\nCOPY my-site /etc/nginx/conf.d/default.conf\n',
    });
    expect(listeners(snapshot)).toEqual(['my-site: my-site:1 http']);
  });
});

describe('the version of nginx', () => {
  const PLACED = 'COPY nginx.conf /etc/nginx/nginx.conf\n';
  const CONF = `events {}\nhttp { ${http(1)} }\n`;

  it.each<readonly [string, Texts, string]>([
    [
      'of the image',
      { Dockerfile: `FROM nginx:1.27.3\n${PLACED}` },
      '1.27.3 from FROM nginx:1.27.3 in line 1 of Dockerfile',
    ],
    [
      'of an image in a compose file',
      {
        'deploy/compose.yaml':
          'services:\n  web:\n    image: nginx:1.25.1\n    volumes: [ "../nginx.conf:/etc/nginx/nginx.conf" ]\n',
      },
      '1.25.1 from image: nginx:1.25.1 in line 3 of deploy/compose.yaml',
    ],
    [
      'of two images that agree',
      { 'a.Dockerfile': `FROM nginx:1.27.3\n${PLACED}`, 'b.Dockerfile': `FROM nginx:1.27.3-alpine\n${PLACED}` },
      '1.27.3 from FROM nginx:1.27.3 in line 1 of a.Dockerfile',
    ],
    [
      'of two images that differ',
      { 'a.Dockerfile': `FROM nginx:1.27.3\n${PLACED}`, 'b.Dockerfile': `FROM nginx:1.26.3\n${PLACED}` },
      'unknown',
    ],
    [
      'of two images, one of which does not say',
      { 'a.Dockerfile': `FROM nginx:1.27.3\n${PLACED}`, 'b.Dockerfile': `FROM nginx:latest\n${PLACED}` },
      'unknown',
    ],
    [
      'of an image that only serves the folder',
      { Dockerfile: 'FROM nginx:1.27.3\nCOPY . /usr/share/nginx/html\n' },
      'unknown',
    ],
    [
      'of a comment, above the image',
      { Dockerfile: `FROM nginx:1.27.3\n${PLACED}`, 'nginx.conf': `# grpc-alpn: nginx=1.18.0\n${CONF}` },
      '1.18.0 from the comment in line 1 of nginx.conf',
    ],
    [
      'of grpc-alpn.json, above the comment',
      {
        'grpc-alpn.json': '{ "nginx": { "configurations": [{ "main": "nginx.conf", "version": "1.24.0" }] } }',
        'nginx.conf': `# grpc-alpn: nginx=1.18.0\n${CONF}`,
      },
      '1.24.0 from grpc-alpn.json',
    ],
    [
      'of the header',
      { 'nginx.conf': `# production\n# nginx 1.24.0\n${CONF}` },
      '1.24.0 from the comment in line 2 of nginx.conf',
    ],
    [
      'of the header, as nginx -v writes it',
      { 'nginx.conf': `# nginx version: nginx/1.24.0\n${CONF}` },
      '1.24.0 from the comment in line 1 of nginx.conf',
    ],
    [
      'of the image, above the header',
      { Dockerfile: `FROM nginx:1.27.3\n${PLACED}`, 'nginx.conf': `# nginx-1.24.0\n${CONF}` },
      '1.27.3 from FROM nginx:1.27.3 in line 1 of Dockerfile',
    ],
    ['that is only needed', { 'nginx.conf': `# needs nginx 1.24.0 or newer\n${CONF}` }, 'unknown'],
    [
      "of a generator's default",
      { 'nginx.conf': `# generated 2026-01-01, Mozilla Guideline v5.7, nginx 1.17.7, intermediate\n${CONF}` },
      'unknown',
    ],
    ['behind the first directive', { 'nginx.conf': `${CONF}# nginx 1.24.0\n` }, 'unknown'],
  ])('%s', async (_, texts, expected) => {
    const { snapshot } = await open({ 'nginx.conf': CONF, ...texts });
    expect(versions(snapshot)).toEqual([expected]);
  });
});

describe('links', () => {
  const SITES = { 'nginx.conf': 'events {}\nhttp { include sites-enabled/*; }\n', 'sites-available/a': http(1) };
  const IN_MAIN = ['nginx.conf: sites-available/a:1 http'];

  it.each([
    ['relative', '../sites-available/a'],
    ['absolute on the machine', '/etc/nginx/sites-available/a'],
    ['absolute in the workspace', '/ws/sites-available/a'],
  ])('%s bring the real file, once', async (_, to) => {
    const { snapshot } = await open(SITES, { 'sites-enabled/a': to });
    expect(listeners(snapshot)).toEqual(IN_MAIN);
    expect([...snapshot.texts.keys()].sort()).toEqual([at('nginx.conf'), at('sites-available/a')]);
    expect(notes(snapshot)).toEqual([]);
  });

  it('that are included by name, and links to links, lead to the same file', async () => {
    const { snapshot } = await open(
      { ...SITES, 'nginx.conf': 'events {}\nhttp { include sites-enabled/a; }\n' },
      { 'sites-enabled/a': 'b', 'sites-enabled/b': '../sites-available/a' },
    );
    expect(listeners(snapshot)).toEqual(IN_MAIN);
  });

  it('that nobody includes are the file that they lead to', async () => {
    const { snapshot } = await open({ 'sites/real.txt': http(1) }, { 'conf.d/a.conf': '../sites/real.txt' });
    expect(listeners(snapshot)).toEqual(['sites/real.txt: sites/real.txt:1 http']);
  });

  it('that lead nowhere or in a circle are told or left out', async () => {
    const { snapshot } = await open(SITES, {
      'sites-enabled/a': 'b',
      'sites-enabled/b': 'a',
      'sites-enabled/gone': '/etc/nginx/sites-available/gone',
      'sites-enabled/out': '/srv/other/site',
    });
    expect(listeners(snapshot).filter((it) => it.startsWith('nginx.conf'))).toEqual([]);
    expect(notes(snapshot)).toEqual([
      'nginx.conf includes gone, which is not there: what it says is unknown',
      'nginx.conf includes site, which is a link that leaves the workspace: not read',
    ]);
  });

  it('count anew when they come or go', async () => {
    const { files, workspace, snapshot } = await open(SITES);
    const loose = ['sites-available/a: sites-available/a:1 http'];
    expect(listeners(snapshot)).toEqual(loose);
    files.set(at('sites-enabled/a'), { kind: 'link', to: '../sites-available/a' });
    const linked = await workspace.change({ paths: [at('sites-enabled/a')], structure: true });
    expect(listeners(linked)).toEqual(IN_MAIN);
    expect(linked.links).toEqual(new Map([[at('sites-enabled/a'), at('sites-available/a')]]));
    files.delete(at('sites-enabled/a'));
    expect(listeners(await workspace.change({ paths: [at('sites-enabled/a')], structure: true }))).toEqual(loose);
  });
});

describe('fragments that nobody includes', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['a location', http(1), ['a.conf: a.conf:1 http']],
    ['proxy_pass in the server', stream(1), ['a.conf: a.conf:1 stream']],
    ['ssl_alpn', 'server { listen 1 ssl; ssl_alpn h2; }', ['a.conf: a.conf:1 stream']],
    ['http2 behind listen', 'server { listen 1 ssl http2; }', ['a.conf: a.conf:1 http']],
    ['udp behind listen', 'server { listen 1 udp; listen 2; }', ['a.conf: a.conf:2 stream']],
    [
      'what stands beside the server',
      'proxy_cache_path /c keys_zone=a:1m;\nserver { listen 1; }',
      ['a.conf: a.conf:1 http'],
    ],
    [
      'an upstream of http',
      'upstream a { server b:1; keepalive_time 1h; }\nserver { listen 1; }',
      ['a.conf: a.conf:1 http'],
    ],
    ['nothing', 'server { listen 1 ssl; ssl_certificate x; }', []],
    ['signs of both', 'server { listen 1 ssl; proxy_pass a:1; location / { } }', []],
    ['signs of both, in two servers', `${http(1)}${stream(2)}`, []],
    ['signs of mail', 'server { listen 1; protocol imap; }', []],
    ['bare locations', 'location / { grpc_pass a:1; }', []],
    ['directives alone', 'proxy_pass a:1;\nlisten 443 ssl;', []],
    ['a comment', '# grpc-alpn: context=stream\nserver { listen 1 ssl; }', ['a.conf: a.conf:1 stream']],
    ['a comment, against all signs', `# grpc-alpn: context=stream\n${http(1)}`, ['a.conf: a.conf:1 stream']],
    ['a comment that is not understood', '# grpc-alpn: context=mail\nserver { listen 1 ssl; }', []],
  ])('are what %s says', async (_, text, expected) => {
    const { snapshot } = await open({ 'conf.d/a.conf': text, 'conf.d/empty.conf': 'server {}' });
    expect(listeners(snapshot)).toEqual(expected.map((it) => it.replaceAll('a.conf', 'conf.d/a.conf')));
  });
});

describe('what is kept', () => {
  it('a keystroke in one nginx file has no other file read or parsed', async () => {
    const files = textFiles(FOLDER, {
      'nginx.conf': `events {}\nstream { ${stream(1)} }\n`,
      Dockerfile: 'FROM nginx:1.27.3\nCOPY nginx.conf /etc/nginx/nginx.conf\n',
      'main.go': 'package main\nimport "google.golang.org/grpc"\nfunc main() { grpc.NewServer() }\n',
      'other/other.go': 'package other\n',
    });
    const source = memoryFileSource(files);
    const asked: string[] = [];
    const workspace = new Workspace({
      folder: FOLDER,
      grammars,
      source: {
        entries(folder) {
          asked.push(folder);
          return source.entries(folder);
        },
        read(path) {
          asked.push(path);
          return source.read(path);
        },
      },
    });
    const before = await workspace.open();
    expect([...before.texts.keys()].sort()).toEqual([at('Dockerfile'), at('main.go'), at('nginx.conf')]);
    asked.length = 0;
    files.set(at('nginx.conf'), { kind: 'text', text: `events {}\nstream { ${stream(2)} }\n` });
    const after = await workspace.change({ paths: [at('nginx.conf')], structure: false });
    expect(asked).toEqual([at('nginx.conf')]);
    expect(listeners(after)).toEqual(['nginx.conf: nginx.conf:2 stream']);
    expect(versions(after)).toEqual(versions(before));
  });

  it('a Dockerfile that is named by its path alone is one', async () => {
    const path = at('web.df');
    const text = 'FROM nginx:1.27.3\nCOPY nginx.conf /etc/nginx/nginx.conf\n';
    expect(containersDomain.candidate(path)).toBe(false);
    const { snapshot } = await open({
      'web.df': text,
      'nginx.conf': `events {}\nhttp { ${http(1)} }\n`,
      'compose.yaml': 'services: { web: { build: { context: ., dockerfile: web.df } } }\n',
    });
    expect(versions(snapshot)).toEqual(['1.27.3 from FROM nginx:1.27.3 in line 1 of web.df']);
  });
});
