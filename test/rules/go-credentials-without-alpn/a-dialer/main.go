package main

import (
	"context"
	"crypto/tls"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
	connection, err := grpc.NewClient("orders.example:443",
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, address string) (net.Conn, error) {
			return tls.Dial("tcp", address, nil)
       // ^^^^^^^^ error: go-credentials-without-alpn "error reading server preface: EOF"
		}))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
}
