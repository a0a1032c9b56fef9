package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func secured(cert tls.Certificate) ([]grpc.ServerOption, *tls.Config) {
	c := &tls.Config{Certificates: []tls.Certificate{cert}}
	tc := credentials.NewTLS(c)
	return []grpc.ServerOption{grpc.Creds(tc)}, c
}

func run(cert tls.Certificate) error {
	opts, c := secured(cert)
	calls := grpc.NewServer(opts...)
	l, err := tls.Listen("tcp", ":8443", c)
        // ^^^^^^^^^^ error: go-tls-listener-without-h2 "missing selected ALPN property"
	if err != nil {
		return err
	}
	answer(l, handler(calls))
	second, err := net.Listen("tcp", ":10000")
	if err != nil {
		return err
	}
	return calls.Serve(second)
}

func handler(g *grpc.Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.ServeHTTP(w, r) })
}

func answer(l net.Listener, h http.Handler) { go func() { _ = http.Serve(l, h) }() }
