package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
)

func main() {
	// grpc-alpn: ignore go-tls-listener-without-h2 -- only our own old clients come here
	listener, err := tls.Listen(
		"tcp",
		":8443",
		&tls.Config{},
	)
	if err != nil {
		log.Fatal(err)
	}
	other, err := tls.Listen("tcp", ":8444", &tls.Config{}) // grpc-alpn: ignore go-tls-listener-without-h2 -- as above
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	go func() { _ = server.Serve(other) }()
	log.Fatal(server.Serve(listener))
}
