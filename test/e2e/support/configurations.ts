/** The directives of a TLS listener that every configuration here needs. */
const CERTIFICATE = `ssl_certificate server.crt;
        ssl_certificate_key server.key;`;

/** The statements that make a finding's severity and fixes certain. */
const STATEMENTS = `# grpc-alpn: nginx=1.31.5
# grpc-alpn: grpc=yes`;

/** A stream server of this body, in a main configuration. */
export function streamServer(...lines: readonly string[]): string {
  return `${STATEMENTS}
events {}
stream {
    server {
        ${lines.join('\n        ')}
        ${CERTIFICATE}
    }
}
`;
}

/** An http server that passes to gRPC, in a main configuration. */
export function grpcServer(...lines: readonly string[]): string {
  return `${STATEMENTS}
events {}
http {
    server {
        ${lines.join('\n        ')}
        ${CERTIFICATE}
        location / {
            grpc_pass grpc://127.0.0.1:50051;
        }
    }
}
`;
}

/** Class B: TLS ended, no protocol selected. */
export const WITHOUT_ALPN = streamServer('listen 8443 ssl;', 'proxy_pass 127.0.0.1:50051;');

/** The same, cured. */
export const WITH_ALPN = streamServer('listen 8443 ssl;', 'ssl_alpn h2;', 'proxy_pass 127.0.0.1:50051;');

/** A module that requires this grpc-go. */
export function goMod(version: string): string {
  return `module example.com/service

go 1.25.0

require google.golang.org/grpc ${version}
`;
}

/** A server of grpc-go behind a TLS listener that selects nothing, and a client of it. */
export const GO_SERVER = `package main

import (
	"crypto/tls"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:9443")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := grpc.NewClient("localhost:9443", grpc.WithTransportCredentials(credentials.NewTLS(nil))); err != nil {
		log.Fatal(err)
	}
	config := &tls.Config{}
	log.Fatal(grpc.NewServer().Serve(tls.NewListener(listener, config)))
}
`;
