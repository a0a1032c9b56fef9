package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	var config tls.Config
	config.MinVersion = tls.VersionTLS13
	creds := credentials.NewTLS(&config)
	go dial(creds)
	listener, err := tls.Listen("tcp", ":8443", &config)
               // ^^^^^^^^^^ error: go-tls-listener-without-h2 "credentials: cannot check peer: missing selected ALPN property"
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(grpc.NewServer().Serve(listener))
}

func dial(creds credentials.TransportCredentials) {
	_, _ = grpc.NewClient("peer.example:8443", grpc.WithTransportCredentials(creds))
}
