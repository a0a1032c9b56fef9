import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { testCertificate } from './certificates.ts';
import { goProgram } from './goProgram.ts';

/** A TLS listener in front of a gRPC server, as load balancers have them (test/oracle/go/edge). */
export interface EdgeAnswers {
  /** What it selects, the first that the client offers, too; `[]`: it knows no ALPN. */
  readonly protocols: readonly string[];
  /** Without a common protocol none is selected, or the handshake is refused with alert 120. */
  readonly otherwise: 'none' | 'alert';
  /**
   * Behind the handshake bytes are passed on to the gRPC server, or all is answered in HTTP/1.1, or in HTTP/2 with status 464. `raw`: there is no
   * handshake, bytes are passed on from the first.
   */
  readonly then: 'bytes' | 'http1' | '464' | 'raw';
}

/** Running listeners. */
export interface EdgeServers {
  /** Of 127.0.0.1, in the order in which they were asked for. */
  readonly ports: readonly number[];
  stop(): Promise<void>;
}

/**
 * Builds the program (it needs nothing but Go's own packages) and starts all listeners in one process.
 * @param servers gRPC servers without and with TLS: `127.0.0.1:20001`
 */
export async function startEdges(
  listeners: readonly EdgeAnswers[],
  servers: { readonly plain: string; readonly tls: string },
): Promise<EdgeServers> {
  const folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-edges-'));
  const program = await goProgram('edge');
  const { certificate, key } = await testCertificate();
  const [certificateFile, keyFile] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  await writeFile(certificateFile, certificate);
  await writeFile(keyFile, key, { mode: 0o600 });
  const places = listeners.map((it) =>
    JSON.stringify({ ...it, target: it.then === 'raw' ? servers.tls : servers.plain }),
  );
  const child = spawn(program, [certificateFile, keyFile, ...places], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the listeners ended with ${String(code)}`)));
  });
  const ports: unknown = JSON.parse(line);
  if (!Array.isArray(ports) || !ports.every((it) => typeof it === 'number')) throw new Error(`no ports: ${line}`);
  return {
    ports,
    stop: async () => {
      child.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
