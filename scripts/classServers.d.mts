import type { Server } from 'node:net';

export interface ClassServer {
  readonly class: 'A' | 'B' | 'C' | 'D';
  readonly port: number;
  readonly close: () => Promise<void>;
}

export function loopbackCertificate(): Promise<{ readonly key: string; readonly cert: string }>;
export function listen(
  server: Server,
  host: string,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }>;
export function unofferedServerHello(): Buffer;
export function startClassServers(options?: { readonly host?: '127.0.0.1' | '::1' }): Promise<readonly ClassServer[]>;
