package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
)

func wrap(l net.Listener, c *tls.Config) net.Listener { return tls.NewListener(l, c) }

func serve(a, b net.Listener, cert tls.Certificate, h http.Handler) {
	go func() {
		_ = grpc.NewServer().Serve(wrap(a, &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"h2"}}))
	}()
	_ = http.Serve(wrap(b, &tls.Config{Certificates: []tls.Certificate{cert}}), h)
}
