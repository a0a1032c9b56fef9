import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { opensslCommands } from '../../probe/index.ts';
import { classServers, tlsServer } from '../probe/servers.ts';

describe('the command of OpenSSL that a report gives', () => {
  it.each([
    ['A', 'ALPN protocol: h2'],
    ['B', 'No ALPN negotiated'],
    ['C', 'alert number 120'],
    ['D', 'bad extension'],
  ] as const)('shows class %s', async (name, expected) => {
    const port = (await classServers()).get(name) ?? 0;
    expect(await printedFor(port)).toContain(expected);
  });

  it('does not finish a handshake that grpc-go does not', async () => {
    const server = await tlsServer({
      ALPNProtocols: ['h2'],
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA',
    });
    const printed = await printedFor(server.port);
    expect(printed).toContain('alert number 40');
    expect(printed).not.toContain('ALPN protocol: h2');
  });
});

async function printedFor(port: number): Promise<string> {
  const [command = ''] = opensslCommands({ addresses: [], target: `127.0.0.1:${port}`, sni: null });
  const { stdout, stderr } = await run(command);
  return `${stdout}${stderr}`;
}

/** A refused handshake ends with an exit code: what is printed counts. */
function run(command: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) =>
    execFile('sh', ['-c', command], (_error, stdout, stderr) => resolve({ stdout, stderr })),
  );
}
