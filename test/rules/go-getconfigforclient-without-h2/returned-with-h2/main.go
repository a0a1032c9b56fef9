package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
)

const protocol = "h2"

func main() {
	listener, err := tls.Listen("tcp", ":8443", &tls.Config{
		GetConfigForClient: pick,
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(grpc.NewServer().Serve(listener))
}

func pick(*tls.ClientHelloInfo) (*tls.Config, error) {
	return &tls.Config{NextProtos: []string{protocol}}, nil
}
