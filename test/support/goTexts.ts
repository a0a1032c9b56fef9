/** A go.mod that requires this grpc-go. */
export function goMod(version: string, path = 'shop.example/orders'): string {
  return `module ${path}\n\ngo 1.25.0\n\nrequire google.golang.org/grpc ${version}\n`;
}

/** A Go file with these statements in `main`, and what such a file imports. */
export function goMain(...statements: readonly string[]): string {
  return `package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/alts"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
${statements.map((it) => `\t${it}\n`).join('')}}
`;
}

/** A server of grpc-go behind a TLS listener that selects nothing. */
export const BARE_SERVER: readonly string[] = [
  'listener, _ := net.Listen("tcp", ":9443")',
  'server := grpc.NewServer()',
  'server.Serve(tls.NewListener(listener, &tls.Config{}))',
];

/** A client with `credentials.NewTLS`. */
export function goClient(target: string, config = 'nil'): string {
  return `grpc.NewClient("${target}", grpc.WithTransportCredentials(credentials.NewTLS(${config})))`;
}
