package main

import (
	"crypto/tls"
	"log"

	"golang.org/x/net/http2"
	"google.golang.org/grpc"
)

func main() {
	config := &tls.Config{}
	config.NextProtos = append(config.NextProtos, http2.NextProtoTLS)
	listener, err := tls.Listen("tcp", ":8443", config)
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	log.Fatal(server.Serve(listener))
}
