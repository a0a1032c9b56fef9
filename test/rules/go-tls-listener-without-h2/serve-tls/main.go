package main

import (
	"crypto/tls"
	"log"
	"net/http"

	"google.golang.org/grpc"
)

func main() {
	server := &http.Server{Addr: ":8443", Handler: grpc.NewServer(), TLSConfig: &tls.Config{}}
	log.Fatal(server.ListenAndServeTLS("server.crt", "server.key"))
}
