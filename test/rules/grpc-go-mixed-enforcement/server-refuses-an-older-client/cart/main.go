package main

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
     // ^^^^^^^^^^^^^^^^^^ error: go-credentials-without-alpn
}

func main() {
	connection, err := grpc.NewClient("passthrough:///orders:50051", grpc.WithContextDialer(dialTLS), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	defer connection.Close()
}
