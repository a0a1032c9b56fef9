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
	server := &http.Server{
		Handler:   grpc.NewServer(),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12}, // for the tests
          // ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: go-http2-disabled "error reading server preface: EOF"
	}
	log.Fatal(server.Serve(tls.NewListener(inner, &tls.Config{NextProtos: []string{"h2", "http/1.1"}})))
}
