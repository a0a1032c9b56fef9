package main

import (
	"crypto/tls"
	"log"
	"net"
	"net/http"

	"google.golang.org/grpc"
)

func main() {
	inner, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	protocols := []string{"http/1.1"}
	secure := tls.NewListener(inner, &tls.Config{NextProtos: protocols, MinVersion: tls.VersionTLS12})
        // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "remote error: tls: no application protocol"
	server := grpc.NewServer()
	log.Fatal(http.Serve(secure, server))
}
