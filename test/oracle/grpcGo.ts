import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { buildGrpcGo, type GrpcGoBuild } from './grpcGoBuild.ts';
export { BUILD_TIMEOUT, GRPC_GO_BUILDS, GRPC_GO_VERSIONS, type GrpcGoBuild } from './grpcGoBuild.ts';
import { testCertificate, type Certificate } from './certificates.ts';

/** How a client of these tests connects. */
export interface DialOptions {
  /** A port of 127.0.0.1, or a target as grpc-go takes it. */
  readonly target: number | string;
  /**
   * `newtls` (default): credentials.NewTLS without verification of the certificate; `insecure`: plain text; `own`: credentials that offer exactly
   * `nextProtos` and check nothing; `alpn-disabled`: NewTLSWithALPNDisabled of experimental/credentials, v1.85.0 only; `verifying`: credentials.NewTLS.
   */
  readonly credentials?: 'newtls' | 'insecure' | 'own' | 'alpn-disabled' | 'verifying';
  /** tls.Config.ServerName. `undefined`: what grpc-go makes of the target; for an IP address no SNI. */
  readonly serverName?: string | undefined;
  readonly nextProtos?: readonly string[];
  /** The client's own certificate. */
  readonly certificate?: Certificate | undefined;
  /** Whether to tell what TLS agreed upon, where the RPC succeeds. */
  readonly describe?: boolean;
  /** Milliseconds, default 10,000. */
  readonly timeout?: number;
  /** Milliseconds for one connection; default grpc-go's, 20,000. */
  readonly connectTimeout?: number;
}

/** What a TLS handshake agreed upon: `1.3`, and the cipher suite by IANA's name. */
export interface TlsAgreed {
  readonly version: string;
  readonly suite: string;
}

/** What one RPC (the standard health check, grpc.health.v1) came to. */
export type RpcResult =
  | { readonly ok: true; readonly tls?: TlsAgreed }
  /** `error` as `err.Error()` prints it: `rpc error: code = <code> desc = <message>`. */
  | { readonly ok: false; readonly error: string; readonly code: string; readonly message: string };

/** How a server of these tests accepts connections. */
export interface ServeOptions {
  /**
   * `newtls` (default): grpc.Creds(credentials.NewTLS(…)); `insecure`: plain text; `listener`: tls.NewListener below a server without credentials;
   * `http`: net/http with TLS, and no gRPC.
   */
  readonly credentials?: 'newtls' | 'insecure' | 'listener' | 'http';
  readonly nextProtos?: readonly string[];
  /** Whether tls.Config.GetConfigForClient is set, to a function whose configurations have no NextProtos. */
  readonly getConfigForClient?: boolean;
  /** Whether a client certificate is wanted (tls.RequireAnyClientCert). */
  readonly requireCertificate?: boolean;
  /** The only version; default 1.2 and 1.3. */
  readonly tls?: '1.2' | '1.3';
}

/** A grpc-go server with the health service. */
export interface GrpcGoServer {
  /** Of 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/** A running program with one version of grpc-go in it; it can dial and serve many times, also at once. */
export interface GrpcGo {
  readonly version: GrpcGoBuild;
  /** `grpc.Version` and `runtime.Version()` as the program itself says them: `1.66.3`, `go1.26.8`. */
  readonly about: { readonly grpcGo: string; readonly go: string };
  dial(options: DialOptions): Promise<RpcResult>;
  serve(options: ServeOptions): Promise<GrpcGoServer>;
  /** What grpc-go logged since this was last asked, at level info and verbosity 2. */
  logs(): Promise<readonly string[]>;
  /** Ends the program with all its servers. */
  stop(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly ok: boolean;
  readonly error?: string;
  readonly code?: string;
  readonly message?: string;
  readonly tls?: string;
  readonly suite?: string;
  readonly port?: number;
  readonly grpcGo?: string;
  readonly go?: string;
  readonly lines?: readonly string[];
  readonly problem?: string;
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'number' && 'ok' in value;
}

/**
 * Starts the program of a version, after building it where that has not been done (minutes with empty caches: give `beforeAll` the
 * timeout BUILD_TIMEOUT).
 * @param options.environment its whole environment, for instance `{ GRPC_ENFORCE_ALPN_ENABLED: 'false' }`; default empty
 */
export async function startGrpcGo(
  version: GrpcGoBuild,
  options: { readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<GrpcGo> {
  const child = spawn(await buildGrpcGo(version), [], { env: { ...options.environment }, stdio: 'pipe' });
  const ask = conversation(child);
  const about = await ask({ op: 'about' });
  return {
    version,
    about: { grpcGo: about.grpcGo ?? '', go: about.go ?? '' },
    dial: async (options) => {
      const { target, credentials = 'newtls', serverName = '', nextProtos = [], timeout = 10_000 } = options;
      const address = typeof target === 'number' ? `127.0.0.1:${target}` : target;
      const answer = await ask({
        op: 'dial',
        target: address,
        credentials,
        serverName,
        nextProtos,
        timeoutMs: timeout,
        connectMs: options.connectTimeout ?? 0,
        describe: options.describe ?? false,
        ...options.certificate,
      });
      const { tls: version, suite } = answer;
      if (answer.ok)
        return version === undefined || suite === undefined ? { ok: true } : { ok: true, tls: { version, suite } };
      return { ok: false, error: answer.error ?? '', code: answer.code ?? '', message: answer.message ?? '' };
    },
    serve: async (options) => {
      const { credentials = 'newtls', nextProtos = [], getConfigForClient = false } = options;
      const { port = 0 } = await ask({
        op: 'serve',
        credentials,
        nextProtos,
        getConfigForClient,
        requireCertificate: options.requireCertificate ?? false,
        tls: options.tls ?? '',
        ...(await testCertificate()),
      });
      return { port, stop: () => ask({ op: 'stop', port }).then(() => undefined) };
    },
    logs: async () => (await ask({ op: 'logs' })).lines ?? [],
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve();
        child.once('exit', () => resolve());
        child.stdin.end();
      }),
  };
}

/** Sends commands and gives each its answer. */
function conversation(child: ChildProcessWithoutNullStreams): (command: object) => Promise<Answer> {
  const waiting = new Map<
    number,
    { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }
  >();
  let last = 0;
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer: unknown = JSON.parse(line);
    if (!isAnswer(answer)) throw new Error(`no answer: ${line}`);
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.problem === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(answer.problem));
  });
  const ended = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  child.on('error', ended);
  child.on('exit', (code) => ended(new Error(`the grpc-go program ended with ${String(code)}: ${stderr}`)));
  child.stdin.on('error', ended);
  return (command) =>
    new Promise((resolve, reject) => {
      if (child.exitCode !== null) reject(new Error(`the grpc-go program has ended: ${stderr}`));
      const id = ++last;
      waiting.set(id, { resolve, reject });
      child.stdin.write(`${JSON.stringify({ id, ...command })}\n`);
    });
}

/**
 * What `err.Error()` of an RPC is whose connection failed for this reason, as core/alpn words reasons: behind "authentication handshake
 * failed", or, where it came after the handshake, by itself (grpc-go, internal/transport: ConnectionError prints with %q).
 */
export function printedError(cause: string): string {
  const description = cause.startsWith('error reading')
    ? cause
    : `transport: authentication handshake failed: ${cause}`;
  return `rpc error: code = Unavailable desc = connection error: desc = ${JSON.stringify(description)}`;
}

/** The ways in which a client notices that its connection went away; which one it is differs from run to run. */
export type LostConnection = 'EOF' | 'connection reset' | 'broken pipe';

/** Which of them an error text tells of. `undefined` = none: it failed in some other way. */
export function lostConnection(error: string): LostConnection | undefined {
  if (!error.startsWith('rpc error: code = Unavailable desc = ')) return undefined;
  if (/: connection reset by peer\b/.test(error)) return 'connection reset';
  if (/: broken pipe\b/.test(error)) return 'broken pipe';
  return /\bEOF\b|connection closed before server preface received|error reading server preface: http2: client connection lost/.test(
    error,
  )
    ? 'EOF'
    : undefined;
}
