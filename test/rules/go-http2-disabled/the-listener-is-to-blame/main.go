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
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	server := &http.Server{Handler: grpc.NewServer(), TLSConfig: config}
	log.Fatal(server.Serve(tls.NewListener(inner, config)))
                     // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "error reading server preface: http2: … frame too large"
}
