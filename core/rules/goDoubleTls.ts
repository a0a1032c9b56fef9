import type { GoServing } from '../domains/goSource/facts.ts';

/** Whether a server of grpc-go that does TLS itself gets its connections from a TLS listener. Where it may be one of several servers, others may be meant. */
export function isDoubleTls({ kind, consumer, credentials, servers = [] }: GoServing): boolean {
  const doesTls =
    credentials?.kind === 'tls' || credentials?.kind === 'alpn-disabled' || credentials?.kind === 'advancedtls';
  return kind === 'listener' && consumer !== 'http' && doesTls && servers.length <= 1;
}
