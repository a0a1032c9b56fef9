package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
)

// A server of the admin pages and one with gRPC; both are made by the same function.
func newServer(h http.Handler) *http.Server { return &http.Server{Handler: h} }

func start(a, b net.Listener, cert tls.Certificate, g *grpc.Server, admin http.Handler) {
	api := newServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.ServeHTTP(w, r) }))
	pages := newServer(admin)
	go func() {
		_ = api.Serve(tls.NewListener(a, &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"h2"}}))
	}()
	_ = pages.Serve(tls.NewListener(b, &tls.Config{Certificates: []tls.Certificate{cert}}))
}
