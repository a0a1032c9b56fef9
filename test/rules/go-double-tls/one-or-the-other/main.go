package main

import (
	"crypto/tls"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
	config := &tls.Config{NextProtos: []string{"h2"}}
	inner, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	go func() { _ = grpc.NewServer(grpc.Creds(credentials.NewTLS(config))).Serve(inner) }()
	server := grpc.NewServer(grpc.Creds(insecure.NewCredentials()))
	log.Fatal(server.Serve(tls.NewListener(inner, config)))
}
