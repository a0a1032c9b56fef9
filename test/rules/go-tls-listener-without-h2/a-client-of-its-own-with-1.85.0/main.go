package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
)

func main() {
	listener, err := tls.Listen("tcp", "127.0.0.1:7443", &tls.Config{})
               // ^^^^^^^^^^ error: go-tls-listener-without-h2 "credentials: cannot check peer: missing selected ALPN property"
	if err != nil {
		log.Fatal(err)
	}
	go gateway()
	log.Fatal(grpc.NewServer().Serve(listener))
}
