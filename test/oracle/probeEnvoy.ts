import { join } from 'node:path';
import { findServer, type ServerName } from '../../scripts/servers.mjs';
import type { Launch, Place } from './probeServers.ts';

/** A listener of Envoy. */
export interface EnvoyEndpoint {
  /** `tcp`: a tcp_proxy; `http`: an HTTP connection manager that takes HTTP/1.1 and HTTP/2. */
  readonly mode: 'tcp' | 'http';
  readonly alpn?: readonly string[];
  readonly tls?: 'TLSv1_2' | 'TLSv1_3';
  readonly requiresCertificate?: boolean;
  /** The only SNI for which there is a filter chain. */
  readonly serverNames?: readonly string[];
  /** `http`: no HTTP/2, whatever was negotiated. */
  readonly isHttp1?: boolean;
}

/** Envoy: a listener for each endpoint, a gRPC server behind all. */
export function envoy(name: ServerName): (place: Place<EnvoyEndpoint>) => Launch {
  return (place) => ({
    files: { 'envoy.json': JSON.stringify(envoyConfiguration(place)) },
    command: [
      ...[findServer(name).program, '-c', join(place.folder, 'envoy.json')],
      ...['--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning'],
    ],
  });
}

const ENVOY = 'type.googleapis.com/envoy.extensions';

function envoyConfiguration({ certificateFile, keyFile, endpoints, upstream }: Place<EnvoyEndpoint>): object {
  const address = (port: number): object => ({ socket_address: { address: '127.0.0.1', port_value: port } });
  const file = (filename: string): object => ({ filename });
  return {
    static_resources: {
      listeners: endpoints.map(
        ({ mode, alpn, tls, serverNames, requiresCertificate = false, isHttp1 = false, port }) => ({
          name: `on${port}`,
          address: address(port),
          listener_filters: [{ name: 'sni', typed_config: TLS_INSPECTOR }],
          filter_chains: [
            {
              ...(serverNames !== undefined && { filter_chain_match: { server_names: serverNames } }),
              transport_socket: {
                name: 'tls',
                typed_config: {
                  '@type': `${ENVOY}.transport_sockets.tls.v3.DownstreamTlsContext`,
                  require_client_certificate: requiresCertificate,
                  common_tls_context: {
                    ...(requiresCertificate && { validation_context: { trusted_ca: file(certificateFile) } }),
                    ...(alpn !== undefined && { alpn_protocols: alpn }),
                    ...(tls !== undefined && {
                      tls_params: { tls_minimum_protocol_version: tls, tls_maximum_protocol_version: tls },
                    }),
                    tls_certificates: [{ certificate_chain: file(certificateFile), private_key: file(keyFile) }],
                  },
                },
              },
              filters: [mode === 'tcp' ? TCP_PROXY : connectionManager(isHttp1 ? 'HTTP1' : 'AUTO')],
            },
          ],
        }),
      ),
      clusters: [
        {
          name: 'grpc',
          typed_extension_protocol_options: {
            'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
              '@type': `${ENVOY}.upstreams.http.v3.HttpProtocolOptions`,
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          load_assignment: {
            cluster_name: 'grpc',
            endpoints: [{ lb_endpoints: [{ endpoint: { address: address(upstream.plain) } }] }],
          },
        },
      ],
    },
  };
}

const TLS_INSPECTOR = { '@type': `${ENVOY}.filters.listener.tls_inspector.v3.TlsInspector` };

const TCP_PROXY = {
  name: 'tcp',
  typed_config: {
    '@type': `${ENVOY}.filters.network.tcp_proxy.v3.TcpProxy`,
    stat_prefix: 'tcp',
    cluster: 'grpc',
  },
};

function connectionManager(codec: 'AUTO' | 'HTTP1'): object {
  const routes = [{ match: { prefix: '/' }, route: { cluster: 'grpc' } }];
  const router = { '@type': `${ENVOY}.filters.http.router.v3.Router` };
  return {
    name: 'http',
    typed_config: {
      '@type': `${ENVOY}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
      stat_prefix: 'http',
      codec_type: codec,
      route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes }] },
      http_filters: [{ name: 'router', typed_config: router }],
    },
  };
}
