import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/commandLine.ts';
import { classServers, closedPort, rawServer, tlsServer } from '../probe/servers.ts';
import { alert } from '../probe/wire.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-probe-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Options {
  readonly input?: string;
  readonly interrupted?: AbortSignal;
  readonly onProgress?: (line: string, out: string) => void;
}

async function probe(
  args: readonly string[],
  { input = '', interrupted = new AbortController().signal, onProgress }: Options = {},
): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  let [out, error] = ['', ''];
  const code = await run(['probe', ...args], {
    cwd: folder,
    out: (text) => (out += text),
    error: (text) => (error += text),
    input: (most) => Promise.resolve(input.length > most ? undefined : input),
    progress: (line) => onProgress?.(line, out),
    isScreen: false,
    colours: false,
    interrupted,
  });
  return { code, out, error };
}

/** The targets of a text report, in its order. */
function targetsIn(text: string): readonly string[] {
  return [...text.matchAll(/^(\S+) \((?:no )?SNI/gm)].map(([, target = '']) => target);
}

function listed(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return name;
}

/** A port whose server refuses h2 as soon as it is told to. */
async function holding(): Promise<{ readonly target: string; readonly release: () => void }> {
  const held: Socket[] = [];
  let isReleased = false;
  const answer = (socket: Socket): void => void socket.end(alert(120));
  const server = await rawServer((socket) => {
    socket.once('data', () => (isReleased ? answer(socket) : held.push(socket)));
  });
  return {
    target: `127.0.0.1:${server.port}`,
    release: () => {
      isReleased = true;
      for (const socket of held) answer(socket);
    },
  };
}

describe('a list of targets', () => {
  it('stands behind the arguments, in its order, each target once', async () => {
    const [a, b, c] = [await closedPort(), await closedPort(), await closedPort()].map((it) => `127.0.0.1:${it}`);
    const file = listed('targets', `\ufeff# first\r\n${b} # second\r\n\r\n\t${a}\r\n${c}\n${b}\n   # end`);
    const { code, out } = await probe([a ?? '', '--targets', file]);
    expect(code).toBe(1);
    expect(targetsIn(out)).toEqual([a, b, c]);
    expect(out).toContain('3 endpoints');
  });

  it('can come from standard input', async () => {
    const port = await closedPort();
    const { out } = await probe(['--targets', '-'], { input: `127.0.0.1:${port}\n` });
    expect(targetsIn(out)).toEqual([`127.0.0.1:${port}`]);
  });

  it('names the server name to send; the same host under two names is two targets, its own name is none', async () => {
    const port = await closedPort();
    const lines = [
      `localhost:${port} sni=a.example`,
      `localhost:${port} sni=b.example`,
      `localhost:${port}`,
      `localhost:${port} sni=LOCALHOST`,
    ];
    const { out } = await probe(['--targets', listed('names', lines.join('\n')), '--format', 'json']);
    const { targets } = JSON.parse(out) as { targets: { sni: string }[] };
    expect(targets.map(({ sni }) => sni)).toEqual(['a.example', 'b.example', 'localhost']);
  });

  it('--sni is for the targets that name none', async () => {
    const port = await closedPort();
    const file = listed('some', `127.0.0.1:${port} sni=a.example\n127.0.0.1:${port}\n`);
    const { out } = await probe(['--targets', file, '--sni', 'all.example', '--format', 'json']);
    const { targets } = JSON.parse(out) as { targets: { sni: string }[] };
    expect(targets.map(({ sni }) => sni)).toEqual(['a.example', 'all.example']);
  });

  it.each([
    ['a.example:443\nhost:99999\n', 'list:2: "99999" is no port'],
    ['a.example:443\n\n# x\nb.example:443 name=c\n', 'list:4: "name=c" is not understood'],
    ['a.example:443 sni=b.example c.example:443', 'list:1: "c.example:443" is not understood'],
    ['a.example:443 sni=10.0.0.1', 'list:1: sni: "10.0.0.1" is an IP address'],
    ['a.example:443 sni=', 'list:1: sni: no server name is given'],
    ['http://a.example', 'list:1: "http://a.example" means a connection without TLS'],
    ['a.example:443\u0000', 'list:1: "a.example:443\\x00" contains blanks or characters that cannot be seen'],
    ['\u001b]0;x\u0007:443', 'cannot be seen'],
    ['x'.repeat(5000), 'list:1: the target is too long'],
    [
      Array.from({ length: 10_001 }, (_, at) => `h${at}.example:443`).join('\n'),
      '10002 targets are more than one run takes (10000)',
    ],
    ['#'.repeat(17 * 1024 * 1024), 'larger than a list of targets can be (16 MiB)'],
  ])('%#: what is wrong is said before anything is sent', async (text, words) => {
    const server = await rawServer((socket) => void socket.destroy());
    const { code, out, error } = await probe([`127.0.0.1:${server.port}`, '--targets', listed('list', text)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(words);
    expect(server.accepted()).toBe(0);
  });

  it.each(['', '# nothing\n'])('%j names no target, which is fine behind one that is named', async (text) => {
    const file = listed('empty', text);
    const { code, error } = await probe(['--targets', file]);
    expect(code).toBe(2);
    expect(error).toContain('--targets empty names no target');
    expect((await probe([`127.0.0.1:${await closedPort()}`, '--targets', file])).code).toBe(1);
  });

  it.each([
    [['--targets', 'none'], '--targets none cannot be read (ENOENT)'],
    [['--targets', '.'], '--targets . cannot be read (EISDIR)'],
    [[], 'no target: name host:port, or a file with --targets'],
    [['h:1', '--parallel', '0'], 'from 1 to 256'],
    [['h:1', '--parallel', '1.5'], 'from 1 to 256'],
    [['h:1', '--grpc-go', 'newest'], 'A version looks like v1.67.0'],
    [['h:1', '--project', 'none'], '--project: none: no such file or folder'],
    [['h:1', '--format', 'xml'], 'Allowed choices are text, json, openmetrics'],
  ])('%j', async (args, words) => {
    const { code, out, error } = await probe(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(words);
  });

  it('standard input that is too large', async () => {
    const { code, error } = await probe(['--targets', '-'], { input: '#'.repeat(17 * 1024 * 1024) });
    expect(code).toBe(2);
    expect(error).toContain('standard input is larger than a list of targets can be');
  });
});

describe('what is printed', () => {
  it('comes in the order of the arguments, though the second is finished first', async () => {
    const [first, second] = [await holding(), `127.0.0.1:${await closedPort()}`];
    const whileHeld: string[] = [];
    const { code, out } = await probe([first.target, second], {
      onProgress: (line, so) => {
        if (!line.startsWith('1 of 2')) return;
        whileHeld.push(so);
        first.release();
      },
    });
    expect(code).toBe(1);
    expect(whileHeld).toEqual(['']);
    expect(targetsIn(out)).toEqual([first.target, second]);
  });

  it('is not disturbed by warnings of Node, however many are probed at the same time', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const ports = await Promise.all(Array.from({ length: 20 }, closedPort));
    await probe(ports.map((port) => `127.0.0.1:${port}`));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('comes as soon as a target is finished, though others are not', async () => {
    const [first, second] = [`127.0.0.1:${await closedPort()}`, await holding()];
    const whileHeld: (readonly string[])[] = [];
    await probe([first, second.target], {
      onProgress: (line, so) => {
        if (!line.startsWith('1 of 2')) return;
        whileHeld.push(targetsIn(so));
        second.release();
      },
    });
    expect(whileHeld).toEqual([[first]]);
  });

  it.each([
    ['text', 'the report is incomplete'],
    ['json', 'nothing is printed'],
    ['openmetrics', 'nothing is printed'],
  ])('an interrupted probe tells in %s what was finished, and says so', async (format, words) => {
    const [first, second] = [await holding(), `127.0.0.1:${await closedPort()}`];
    const controller = new AbortController();
    const { code, out, error } = await probe([first.target, second, '--format', format], {
      interrupted: controller.signal,
      onProgress: (line) => {
        if (line.startsWith('1 of 2')) controller.abort(new Error('interrupted'));
      },
    });
    expect(code).toBe(130);
    expect(error).toBe(`grpc-alpn: interrupted, ${words}: 1 of 2 targets were finished\n`);
    expect(targetsIn(out)).toEqual(format === 'text' ? [second] : []);
    if (format !== 'text') expect(out).toBe('');
  });

  it('a probe that is interrupted before it begins sends nothing', async () => {
    const server = await tlsServer({ ALPNProtocols: ['h2'] });
    const interrupted = AbortSignal.abort(new Error('interrupted'));
    const { code, out, error } = await probe([`127.0.0.1:${server.port}`], { interrupted });
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(error).toContain('0 of 1 targets were finished');
    expect(server.accepted()).toBe(0);
  });
});

it('a server that selects h2 and does not speak it is no reason for exit code 0, once it is asked', async () => {
  const server = await tlsServer({ ALPNProtocols: ['h2'] }, (socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  const target = `127.0.0.1:${server.port}`;
  expect((await probe([target])).code).toBe(0);
  expect((await probe([target, '--http2'])).code).toBe(1);
});

describe('versions of grpc-go that are asked for', () => {
  it('are told beside the bands: as text, JSON and OpenMetrics', async () => {
    const target = `127.0.0.1:${(await classServers()).get('B') ?? 0}`;
    const args = [target, '--grpc-go', 'v1.66.2', '--grpc-go', '1.72.0'];
    const { out } = await probe(args);
    expect(out).toContain('- grpc-go v1.66.2: works\n');
    expect(out).toContain('- grpc-go v1.72.0: fails: credentials: cannot check peer: missing selected ALPN property.');
    const report = JSON.parse((await probe([...args, '--format', 'json'])).out) as {
      targets: { addresses: { clients: object[] }[] }[];
    };
    expect(report.targets[0]?.addresses[0]?.clients).toMatchObject([
      { side: 'client', grpcGo: 'v1.66.2', result: 'works', brokeAt: null, error: null, cures: [] },
      { side: 'client', grpcGo: 'v1.72.0', result: 'fails', brokeAt: '1.67.0', printedBy: 'client' },
    ]);
    const metrics = (await probe([...args, '--format', 'openmetrics'])).out;
    expect(metrics).toMatch(/^grpc_alpn_works\{.*grpc_go="v1\.66\.2"\} 1$/m);
    expect(metrics).toMatch(/^grpc_alpn_works\{.*grpc_go="v1\.72\.0"\} 0$/m);
    expect(metrics.endsWith('\n# EOF\n')).toBe(true);
  });
});

describe('a project', () => {
  const conf = (port: number, alpn: string): string => `# grpc-alpn: nginx=1.26.3
events {}
stream {
    server {
        listen 127.0.0.1:${port} ssl;
        ssl_certificate     tls/server.crt;
        ssl_certificate_key tls/server.key;${alpn}
        proxy_pass grpc-backend:9000;
    }
}
`;
  const project = (port: number, alpn = ''): string => {
    mkdirSync(path.join(folder, 'project'), { recursive: true });
    listed('project/nginx.conf', conf(port, alpn));
    listed('project/go.mod', 'module shop.example/orders\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.72.0\n');
    return 'project';
  };

  it('tells what its files predict, and what its modules get', async () => {
    const port = (await classServers()).get('B') ?? 0;
    const { out } = await probe([`127.0.0.1:${port}`, '--project', project(port)]);
    expect(out).toContain('project/nginx.conf:5');
    expect(out).toMatch(/shop\.example\/orders, grpc-go v1\.72\.0: fails \(.* \(project\/go\.mod:5\)\n/);
    const json = JSON.parse((await probe([`127.0.0.1:${port}`, '--project', 'project', '--format', 'json'])).out) as {
      targets: { workspace: unknown }[];
    };
    expect(json.targets[0]?.workspace).toMatchObject({
      predictions: [
        { file: 'project/nginx.conf', range: { start: { line: 4, character: 8 } }, class: 'B', result: 'agrees' },
      ],
      modules: [{ module: 'shop.example/orders', grpcGo: 'v1.72.0', certainty: 'exact', file: 'project/go.mod' }],
    });
  });

  it('says where what answers is not what is written', async () => {
    const port = (await classServers()).get('B') ?? 0;
    const { code, out } = await probe([`127.0.0.1:${port}`, '--project', project(port, ' ssl_alpn h2;')]);
    expect(code).toBe(1);
    expect(out).toMatch(/project\/nginx\.conf:5.*does not answer as it is written/);
  });

  it('opens no connection while it is read', async () => {
    const server = await rawServer((socket) => void socket.destroy());
    const accepted: number[] = [];
    await probe([`127.0.0.1:${server.port}`, '--project', project(server.port)], {
      onProgress: (line) => {
        if (line.startsWith('Reading') || line === '') accepted.push(server.accepted());
      },
    });
    expect(accepted.slice(0, 2)).toEqual([0, 0]);
    expect(server.accepted()).toBeGreaterThan(0);
  });
});
