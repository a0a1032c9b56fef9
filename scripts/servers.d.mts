export type ServerName =
  | 'HAProxy 2.6'
  | 'HAProxy 3.2'
  | 'Apache 2.4'
  | 'Apache 2.4 of forky'
  | 'stunnel 5'
  | 'stunnel 5 of forky'
  | 'Caddy 2.11'
  | 'Envoy 1.40';
export function findServer(name: ServerName): { readonly folder: string; readonly program: string };
export function ensureServers(): Promise<readonly string[]>;
