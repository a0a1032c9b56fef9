package main

import (
	"crypto/tls"
	"log"
	"net"
	"net/http"

	"google.golang.org/grpc"
)

func main() {
	listener, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Handler: grpc.NewServer(), TLSConfig: &tls.Config{}}
	server.TLSNextProto = make(map[string]func(*http.Server, *tls.Conn, http.Handler))
                    // ^^^^ error: go-http2-disabled "remote error: tls: no application protocol"
	log.Fatal(server.ServeTLS(listener, "server.crt", "server.key"))
}
