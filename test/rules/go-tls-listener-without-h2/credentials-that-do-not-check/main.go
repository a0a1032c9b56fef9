package main

import (
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/alts"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/credentials/local"
)

func main() {
	for address, option := range map[string]grpc.ServerOption{
		":7001": grpc.Creds(insecure.NewCredentials()),
		":7002": grpc.Creds(local.NewCredentials()),
		":7003": grpc.Creds(alts.NewServerCreds(alts.DefaultServerOptions())),
	} {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			log.Fatal(err)
		}
		go func() { _ = grpc.NewServer(option).Serve(listener) }()
	}
	select {}
}
