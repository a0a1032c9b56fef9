package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
)

func main() {
	listener, err := tls.Listen("tcp", ":8443", &tls.Config{MinVersion: tls.VersionTLS12})
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(grpc.NewServer().Serve(listener))
}
