package main

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

type option func(*tls.Config)

func withProtocols(ps ...string) option { return func(c *tls.Config) { c.NextProtos = ps } }

func newConfig(cert tls.Certificate, opts ...option) *tls.Config {
	c := &tls.Config{Certificates: []tls.Certificate{cert}}
	for _, o := range opts {
		o(c)
	}
	return c
}

func run(l net.Listener, cert tls.Certificate) error {
	return grpc.NewServer().Serve(tls.NewListener(l, newConfig(cert, withProtocols("h2"))))
}
