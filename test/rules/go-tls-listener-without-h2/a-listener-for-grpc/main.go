package main

import (
	"crypto/tls"
	"log"
	"net"

	"google.golang.org/grpc"
)

func main() {
	certificate, err := tls.LoadX509KeyPair("server.crt", "server.key")
	if err != nil {
		log.Fatal(err)
	}
	inner, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	listener := tls.NewListener(inner, &tls.Config{Certificates: []tls.Certificate{certificate}})
          // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "credentials: cannot check peer: missing selected ALPN property"
	server := grpc.NewServer()
	log.Fatal(server.Serve(listener))
}
