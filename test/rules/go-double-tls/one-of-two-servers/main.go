package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func newServer(secure bool, config *tls.Config) *grpc.Server {
	if secure {
		return grpc.NewServer(grpc.Creds(credentials.NewTLS(config)))
	}
	return grpc.NewServer()
}

func main() {
	config := &tls.Config{NextProtos: []string{"h2"}}
	listener, err := tls.Listen("tcp", ":8443", config)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(newServer(false, config).Serve(listener))
}
