package main

import (
	"crypto/tls"
	"log"
	"net/http"

	"golang.org/x/net/http2"
	"google.golang.org/grpc"
)

func main() {
	next := map[string]func(*http.Server, *tls.Conn, http.Handler){}
	plain := &http.Server{Addr: ":8080", Handler: http.NotFoundHandler(), TLSNextProto: next}
	go func() { _ = plain.ListenAndServe() }()
	server := &http.Server{Addr: ":8443", Handler: grpc.NewServer()}
	if err := http2.ConfigureServer(server, nil); err != nil {
		log.Fatal(err)
	}
	log.Fatal(server.ListenAndServeTLS("server.crt", "server.key"))
}
