import { once } from 'node:events';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { STREAM_SERVERS_SINCE } from '../../core/domains/nginx/alpnWords.ts';
import { nginx as versionNumber } from '../../core/domains/nginxVersion.ts';
import { nginxesUnderTest, startNginx, type RunningNginx } from './nginx.ts';

const TLS = 'ssl_certificate a.crt; ssl_certificate_key a.key;';

/** What a client reads that offers h2, asks for grpc.example, and sends the preface of HTTP/2. */
async function answerTo(running: RunningNginx): Promise<string> {
  const socket = connect({
    ...running.at(8443),
    servername: 'grpc.example',
    ALPNProtocols: ['h2'],
    rejectUnauthorized: false,
  });
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', ({ message }: Error) => (text += message));
  socket.once('secureConnect', () => socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'));
  await once(socket, 'close');
  return text;
}

/** Starts a stream block, and gives what a client reads and what nginx logs. */
async function talk(stream: string, nginx: Awaited<ReturnType<typeof nginxesUnderTest>>[number]): Promise<string> {
  const running = await startNginx({ nginx, files: `events {}\nstream {\n${stream}\n}\n` });
  try {
    const answer = await answerTo(running);
    return answer + running.log();
  } finally {
    await running.stop();
  }
}

const binaries = await nginxesUnderTest();

describe.each(binaries)('nginx $version', (nginx) => {
  const hasAlpn = versionNumber(nginx.version) >= versionNumber('1.21.4');
  const alpn = hasAlpn ? 'ssl_alpn h2;' : '';

  it('has nothing in $ssl_preread_… behind `listen … ssl`, and what was asked for in the others', async () => {
    const variables = ['preread_server_name', 'preread_alpn_protocols', 'preread_protocol', 'server_name'];
    if (hasAlpn) variables.push('alpn_protocol');
    const text = variables.map((it) => `${it}=[$ssl_${it}]`).join(' ');
    const answer = await talk(`server { listen 8443 ssl; ${TLS} ${alpn} ssl_preread on; return "${text}"; }`, nginx);
    expect(answer).toContain('preread_server_name=[] preread_alpn_protocols=[] preread_protocol=[]');
    expect(answer).toContain(' server_name=[grpc.example]');
    if (hasAlpn) expect(answer).toContain(' alpn_protocol=[h2]');
  });

  it('takes the default of a map over them', async () => {
    const map = 'map $ssl_preread_server_name $who { grpc.example named; default otherwise; }';
    const answer = await talk(`${map} server { listen 8443 ssl; ${TLS} ssl_preread on; return "[$who]"; }`, nginx);
    expect(answer).toContain('[otherwise]');
  });

  it('finds no upstream that they are to name', async () => {
    const answer = await talk(
      `server { listen 8443 ssl; ${TLS} ssl_preread on; proxy_pass $ssl_preread_server_name:9; }`,
      nginx,
    );
    expect(answer).toContain('no host in upstream ":9"');
  });
});

describe.each(binaries.filter(({ version }) => versionNumber(version) >= STREAM_SERVERS_SINCE))(
  'nginx $version',
  (nginx) => {
    it('hands nothing on that was preread', async () => {
      const inner = 'server { listen 127.0.0.1:8090; return "[handed on]"; }';
      const outer = (preread: string): string => `server { listen 8443 ssl; ${TLS} ${preread} pass 127.0.0.1:8090; }`;
      expect(await talk(`${inner} ${outer('')}`, nginx)).toContain('[handed on]');
      const answer = await talk(`${inner} ${outer('ssl_preread on;')}`, nginx);
      expect(answer).toContain('cannot pass connection with preread data');
      expect(answer).not.toContain('[handed on]');
    });
  },
);
