/** A module that requires this grpc-go. */
export function moduleOn(name: string, grpcGo: string, go = '1.25.0'): string {
  return `module shop.example/${name}\n\ngo ${go}\n\nrequire google.golang.org/grpc ${grpcGo}\n`;
}

/** A program that dials this target with credentials.NewTLS. */
export function clientOf(target: string): string {
  return `package main

import (
	"crypto/tls"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	connection, err := grpc.NewClient("${target}", grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{})))
	if err != nil {
		panic(err)
	}
	defer connection.Close()
}
`;
}

/** A program that serves gRPC on this port, on a TLS listener that selects no protocol. */
export function listenerWithoutH2(port: number): string {
  return `package main

import (
	"crypto/tls"

	"google.golang.org/grpc"
)

func main() {
	certificate, err := tls.LoadX509KeyPair("server.crt", "server.key")
	if err != nil {
		panic(err)
	}
	listener, err := tls.Listen("tcp", ":${port}", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		panic(err)
	}
	if err := grpc.NewServer().Serve(listener); err != nil {
		panic(err)
	}
}
`;
}

/** A program that serves gRPC on this port with credentials.NewTLS, whose `GetConfigForClient` returns a configuration without protocols. */
export function getConfigForClientServer(port: number): string {
  return `package main

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func serve(certificate func() *tls.Certificate) error {
	config := &tls.Config{
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{Certificates: []tls.Certificate{*certificate()}}, nil
		},
	}
	listener, err := net.Listen("tcp", ":${port}")
	if err != nil {
		return err
	}
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(config))).Serve(listener)
}
`;
}

/** A program that dials this target over TLS of its own, which offers nothing. */
export function clientWithOwnTls(target: string): string {
  return `package main

import (
	"context"
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func dialTLS(ctx context.Context, address string) (net.Conn, error) {
	dialer := tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12}}
	return dialer.DialContext(ctx, "tcp", address)
}

func main() {
	connection, err := grpc.NewClient("${target}", grpc.WithContextDialer(dialTLS), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	defer connection.Close()
}
`;
}
