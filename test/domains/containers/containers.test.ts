import { describe, expect, it } from 'vitest';
import { nginxImage } from '../../../core/domains/containers/image.ts';
import { containersDomain } from '../../../core/domains/containers/index.ts';
import { expand } from '../../../core/domains/containers/variables.ts';
import { formatNginxVersion } from '../../../core/domains/nginxVersion.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { containers, placements, words } from './placements.ts';

describe('the version of an image', () => {
  it.each([
    ['nginx:1.27.3', '1.27.3'],
    ['nginx:1.27.3-alpine3.20-slim', '1.27.3'],
    ['nginx:1.27.3@sha256:0123', '1.27.3'],
    ['library/nginx:1.18.0-alpine', '1.18.0'],
    ['docker.io/library/nginx:1.24.0', '1.24.0'],
    ['public.ecr.aws/docker/library/nginx:1.25.1', '1.25.1'],
    ['registry.example.com:5000/nginx:1.27.3', '1.27.3'],
    ['localhost/nginx:1.27.3', '1.27.3'],
    ['$PROXY/nginx:1.27.3', '1.27.3'],
    ['nginxinc/nginx-unprivileged:1.26.3-alpine', '1.26.3'],
    ['ghcr.io/nginxinc/nginx-unprivileged:1.26.3', '1.26.3'],
    ['openresty/openresty:1.27.1.1-jammy', '1.27.1'],
    // A line of releases: the last one of those that have ended.
    ['nginx:1.19', '1.19.10'],
    ['nginx:1.26-alpine', '1.26.3'],
  ])('%s is %s', (reference, version) => {
    const { version: found } = nginxImage(reference) ?? {};
    expect(found && formatNginxVersion(found)).toBe(version);
  });

  it.each([
    'nginx',
    'nginx:latest',
    'nginx:stable-alpine',
    'nginx:mainline',
    'nginx:1',
    'nginx:1.99',
    'nginx@sha256:0123',
  ])('%s does not say', (reference) => {
    expect(nginxImage(reference)).toEqual({ version: undefined });
  });

  it.each([
    'mynginx:1.27.3',
    'acme/nginx:1.4.2',
    'nginx-proxy:1.6.4',
    'nginxproxy/nginx-proxy:1.6.4',
    'nginx/nginx-ingress:3.7.1',
    'alpine:3.20',
    '',
  ])('%s is another image', (reference) => {
    expect(nginxImage(reference)).toBeUndefined();
  });
});

describe('variables', () => {
  it.each([
    ['a$B-c', { B: 'x' }, 'ax-c'],
    ['${B}', {}, undefined],
    ['${B:-1.27.3}-alpine', {}, '1.27.3-alpine'],
    ['${B-1.27.3}', { B: '' }, ''],
    ['${B:-1.27.3}', { B: '' }, '1.27.3'],
    ['${B:-${C:-d}}', {}, 'd'],
    ['${B:+y}', { B: 'x' }, 'y'],
    ['${B:?needed}', { B: 'x' }, 'x'],
    ['${B:?needed}', {}, undefined],
    ['$$B \\$B', {}, '$B $B'],
    ['${B', {}, undefined],
    ['${}', {}, undefined],
    ['$', {}, '$'],
  ])('%s', (text, values: Readonly<Record<string, string>>, expected) => {
    expect(expand(text, (name) => values[name])).toBe(expected);
  });

  it('that hold each other end', () => {
    expect(expand('${A:-'.repeat(1_000) + '}'.repeat(1_000), () => undefined)).toBeUndefined();
  });
});

describe('a Dockerfile', () => {
  const NGINX = { 'nginx.conf': '', 'conf.d/a.conf': '' };

  it('puts files and folders into nginx, in the version of its tag', async () => {
    const texts = {
      ...NGINX,
      Dockerfile: 'FROM nginx:1.27.3-alpine\nCOPY nginx.conf /etc/nginx/nginx.conf\nCOPY conf.d/ /etc/nginx/conf.d/\n',
    };
    expect(await placements(texts)).toEqual([
      'nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3',
      'conf.d -> /etc/nginx/conf.d nginx 1.27.3',
    ]);
    expect(await words(texts)).toEqual([
      'FROM nginx:1.27.3-alpine in line 1 of Dockerfile',
      'COPY in line 2 of Dockerfile',
    ]);
  });

  it.each([
    ['into a folder', 'COPY nginx.conf /etc/nginx/'],
    ['into a folder that the image has', 'COPY nginx.conf /etc/nginx'],
    ['from where the image works', 'WORKDIR /etc\nWORKDIR nginx\nCOPY nginx.conf .'],
    ['by ADD and with flags', 'ADD --chown=nginx:nginx --chmod=0644 ./nginx.conf /etc/nginx/nginx.conf'],
    ['as JSON', 'COPY ["nginx.conf", "/etc/nginx/nginx.conf"]'],
    ['as JSON with flags', 'COPY --link ["nginx.conf", "/etc/nginx/nginx.conf"]'],
    ['over several lines', 'COPY \\\n  # main\n  nginx.conf \\\n  /etc/nginx/'],
    ['by variables', 'ARG NAME=nginx.conf\nENV TO=/etc/nginx\nCOPY ${NAME} $TO/nginx.conf'],
    ['by a pattern', 'COPY ngin?.c* /etc/nginx/'],
    ['in words of any case', 'copy nginx.conf /etc/nginx/nginx.conf'],
    [
      'through another stage',
      'FROM alpine AS base\nWORKDIR /app\nCOPY . .\nFROM nginx:1.27.3\nCOPY --from=base /app/nginx.conf /etc/nginx/nginx.conf',
    ],
    ['from a name from the root of the context', 'COPY /nginx.conf /etc/nginx/nginx.conf'],
  ])('copies %s', async (_, lines) => {
    const dockerfile = lines.startsWith('FROM') ? lines : `FROM nginx:1.27.3\n${lines}`;
    expect(await placements({ ...NGINX, Dockerfile: dockerfile })).toContain(
      'nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3',
    );
  });

  it('takes the version from its arguments', async () => {
    const Dockerfile =
      'ARG V=1.26.3\nARG IMAGE=nginx:${V}-alpine\nFROM --platform=linux/amd64 ${IMAGE} AS web\nCOPY nginx.conf /etc/nginx/nginx.conf\n';
    expect(await placements({ ...NGINX, Dockerfile })).toEqual(['nginx.conf -> /etc/nginx/nginx.conf nginx 1.26.3']);
    const unset = 'ARG V\nFROM nginx:$V\nCOPY nginx.conf /etc/nginx/nginx.conf\n';
    expect(await placements({ ...NGINX, Dockerfile: unset })).toEqual(['nginx.conf -> /etc/nginx/nginx.conf']);
  });

  it('of several stages is what no other stage begins with', async () => {
    const Dockerfile = `FROM nginx:1.25.1 AS base
COPY nginx.conf /etc/nginx/nginx.conf
FROM golang:1.26 AS build
COPY . /src
FROM base
COPY conf.d /etc/nginx/conf.d
`;
    expect(await placements({ ...NGINX, Dockerfile })).toEqual([
      'nginx.conf -> /etc/nginx/nginx.conf nginx 1.25.1',
      'conf.d -> /etc/nginx/conf.d nginx 1.25.1',
    ]);
  });

  it('of many stages that copy from one another is read once for each stage', async () => {
    const steps = Array.from({ length: 30 }, (_, i) => {
      const copies = [1, 2, 3, 4].map((n) => `COPY --from=s${i} /etc/nginx/nginx.conf /copy${n}/nginx.conf\n`).join('');
      return `FROM alpine AS s${i + 1}\n${copies}COPY nginx.conf /etc/nginx/nginx.conf\n`;
    });
    const first = 'FROM alpine AS s0\nCOPY nginx.conf /etc/nginx/nginx.conf\n';
    const last = 'FROM nginx:1.27.3\nCOPY --from=s30 /etc/nginx/nginx.conf /etc/nginx/nginx.conf\n';
    expect(await placements({ ...NGINX, Dockerfile: `${first}${steps.join('')}${last}` })).toContain(
      'nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3',
    );
  });

  it('of another image tells where files stand, not which nginx it is', async () => {
    const Dockerfile =
      'FROM debian:12\nRUN apt-get install -y nginx\nCOPY nginx.conf /etc/nginx/nginx.conf\nCOPY . /srv\n';
    expect(await placements({ ...NGINX, Dockerfile })).toEqual(['nginx.conf -> /etc/nginx/nginx.conf']);
  });

  it('is built in the folder where what it copies is', async () => {
    const Dockerfile = 'FROM nginx:1.27.3\nCOPY deploy/nginx/nginx.conf /etc/nginx/nginx.conf\n';
    expect(await placements({ 'deploy/nginx/nginx.conf': '', 'deploy/nginx/Dockerfile': Dockerfile })).toEqual([
      'deploy/nginx/nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3',
    ]);
  });

  it('never reaches above the workspace', async () => {
    const Dockerfile =
      'FROM nginx:1.27.3\nCOPY ../../nginx.conf /etc/nginx/nginx.conf\nCOPY https://example.com/x /etc/nginx/x\nCOPY gone /etc/nginx/gone\n';
    expect(await placements({ Dockerfile, 'nginx.conf': '' })).toEqual([
      'nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3',
    ]);
  });

  it('whose nginx.conf comes from elsewhere has not that of the image', async () => {
    const rest = 'COPY conf.d /etc/nginx/conf.d\n';
    const known = await placements({ ...NGINX, Dockerfile: `FROM nginx:1.27.3\n${rest}` });
    expect(known).toEqual(['conf.d -> /etc/nginx/conf.d nginx 1.27.3']);
    for (const line of [
      'COPY --from=other /nginx.conf /etc/nginx/nginx.conf',
      'COPY made/nginx.conf /etc/nginx/',
      'COPY <<EOF /etc/nginx/nginx.conf\nevents {}\nEOF',
    ]) {
      const other = await placements({ ...NGINX, Dockerfile: `FROM nginx:1.27.3\n${line}\n${rest}` });
      expect(other, line).toEqual(['conf.d -> /etc/nginx/conf.d 1.27.3']);
    }
  });
});

describe('a compose file', () => {
  it('mounts files, folders and configs', async () => {
    const texts = {
      'deploy/nginx.conf': '',
      'deploy/conf.d/a.conf': '',
      'stream.conf': '',
      'deploy/compose.yaml': `services:
  web:
    image: nginx:\${NGINX_VERSION:-1.27.3}-alpine
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
      - type: bind
        source: conf.d
        target: /etc/nginx/conf.d
        read_only: true
      - data:/var/cache/nginx
      - /etc/ssl:/etc/ssl
    configs:
      - source: stream
        target: /etc/nginx/stream.conf
configs:
  stream:
    file: ../stream.conf
volumes:
  data:
`,
    };
    expect(await placements(texts)).toEqual([
      'deploy/nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3',
      'deploy/conf.d -> /etc/nginx/conf.d nginx 1.27.3',
      'stream.conf -> /etc/nginx/stream.conf nginx 1.27.3',
    ]);
    expect(await words(texts)).toEqual([
      'image: nginx:1.27.3-alpine in line 3 of deploy/compose.yaml',
      'volumes in line 5 of deploy/compose.yaml',
    ]);
  });

  it('builds', async () => {
    const texts = {
      'nginx/nginx.conf': '',
      'nginx/web.df': 'ARG V=1.18.0\nFROM nginx:$V AS web\nCOPY nginx/nginx.conf /etc/nginx/nginx.conf\nFROM alpine\n',
      'conf.d/a.conf': '',
      'docker-compose.yml': `services:
  web:
    image: acme/web:2.0.0
    build:
      context: .
      dockerfile: nginx/web.df
      target: web
      args:
        V: "1.26.3"
    volumes: [ "./conf.d:/etc/nginx/conf.d" ]
`,
    };
    expect(await placements(texts)).toEqual([
      'nginx/nginx.conf -> /etc/nginx/nginx.conf nginx 1.26.3',
      'conf.d -> /etc/nginx/conf.d nginx 1.26.3',
    ]);
    expect(await containers(texts)).toHaveLength(1);
  });

  it('builds a folder, and its Dockerfile is no image of its own', async () => {
    const texts = {
      'nginx/nginx.conf': '',
      'nginx/Dockerfile': 'FROM nginx:1.27.3\nCOPY nginx.conf /etc/nginx/nginx.conf\n',
      'compose.yml':
        'services:\n  web:\n    build: ./nginx\n  other:\n    build:\n      context: nginx\n      args: [ "A=b" ]\n',
    };
    expect(await placements(texts)).toEqual([
      'nginx/nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3',
      'nginx/nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3',
    ]);
    expect(await containers(texts)).toHaveLength(2);
  });

  it('that lies over another one has its image', async () => {
    const texts = {
      'nginx.conf': '',
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.27.3\n',
      'compose.prod.yaml': 'services:\n  web:\n    volumes: [ "./nginx.conf:/etc/nginx/nginx.conf" ]\n',
    };
    expect(await placements(texts)).toEqual(['nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3']);
  });

  it('repeats itself by anchors', async () => {
    const texts = {
      'nginx.conf': '',
      'compose.yaml': `x-web: &web
  image: nginx:1.27.3
  volumes: &volumes
    - ./nginx.conf:/etc/nginx/nginx.conf
services:
  a:
    <<: *web
  b:
    image: nginx:1.26.3
    volumes: *volumes
`,
    };
    expect(await placements(texts)).toEqual([
      'nginx.conf -> /etc/nginx/nginx.conf nginx 1.27.3',
      'nginx.conf -> /etc/nginx/nginx.conf nginx 1.26.3',
    ]);
  });

  it.each([
    ['nothing', ''],
    ['a word', 'services'],
    ['a list', 'services: [a, b]'],
    ['a service that is a word', 'services: { web: nginx }'],
    ['values of wrong kinds', 'services: { web: { image: [nginx], volumes: { a: b }, build: [] } }'],
    ['anchors in a circle', 'services: &a { web: *a, b: { <<: *a, image: *gone } }'],
    ['a list that holds itself', 'a: &a [*a, *a]\nservices: *a'],
    ['an open quote', 'services:\n  web:\n   image: "nginx'],
    ['a tab', '\tservices:'],
    ['very many brackets', '{'.repeat(20_000)],
    ['very many aliases', `a: &a x\nservices: [${'*a, '.repeat(20_000)}]`],
    ['a name many times', `services:\n${'  a: { image: nginx }\n'.repeat(5_000)}`],
    ['several documents', '--- a\n--- b\n'],
  ])('of %s says nothing', async (_, text) => {
    expect(await placements({ 'compose.yaml': text })).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['Dockerfile', true],
    ['deploy/dockerfile', true],
    ['Dockerfile.prod', true],
    ['web.Dockerfile', true],
    ['Containerfile', true],
    ['compose.yaml', true],
    ['docker-compose.yml', true],
    ['docker-compose.override.yml', true],
    ['compose-dev.yaml', true],
    ['Dockerfile.md', false],
    ['dockerfile.go', false],
    ['.dockerignore', false],
    ['Dockerfile.dockerignore', false],
    ['compose.go', false],
    ['values.yaml', false],
  ])('%s: %s', (name, expected) => {
    expect(containersDomain.candidate(filePath(`/ws/${name}`))).toBe(expected);
  });
});

describe('bad input', () => {
  const DOCKERFILE = `# syntax=docker/dockerfile:1
# escape=\`
ARG V="1.27.3"
FROM --platform=$P reg.io/library/nginx:\${V:-1.0.0} AS web
WORKDIR "/etc/nginx"
COPY --chown=a:b ["a b.conf", "/x/"]
COPY --from=web <<EOF <<-E2 /etc/nginx/
server {}
EOF
x
E2
ENV A b c
ENV D=e F='g h'
ADD a b \\
  c/
ONBUILD COPY x /etc/nginx/
`;

  it('every part of a Dockerfile is read to its end', () => {
    const path = filePath('/ws/Dockerfile');
    for (let i = 0; i <= DOCKERFILE.length; i++) {
      expect(containersDomain.parse(DOCKERFILE.slice(0, i), path).problems).toEqual([]);
      expect(containersDomain.parse(DOCKERFILE.slice(0, i) + DOCKERFILE.slice(i + 3), path).problems).toEqual([]);
    }
  });

  it('costs no more than its length', () => {
    const path = filePath('/ws/Dockerfile');
    const parts = [
      'FROM nginx AS a\nCOPY a b\n',
      'COPY <<E /x\n',
      'COPY ["a",',
      'a \\\n',
      '${',
      '"',
      'ARG A=$A\n',
      '\n',
      '#\n',
      '`\n',
    ];
    for (const part of parts) {
      const text = `FROM nginx\nCOPY ${part.repeat(Math.floor(100_000 / part.length))}`;
      const started = performance.now();
      expect(containersDomain.parse(text, path).problems).toEqual([]);
      expect(performance.now() - started, part).toBeLessThan(5_000);
    }
  });
});
