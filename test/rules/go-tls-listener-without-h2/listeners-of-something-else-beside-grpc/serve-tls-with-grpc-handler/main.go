package main

import (
	"crypto/tls"
	"net/http"

	"google.golang.org/grpc"
)

func run(g *grpc.Server, cert tls.Certificate) error {
	s := &http.Server{Addr: ":1", Handler: g, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}}
	return s.ListenAndServeTLS("", "")
}
