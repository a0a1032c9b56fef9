package main

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

func harden(c *tls.Config) {
	c.MinVersion = tls.VersionTLS12
	c.NextProtos = append(c.NextProtos, "h2")
}

func run(l net.Listener, cert tls.Certificate) error {
	c := &tls.Config{Certificates: []tls.Certificate{cert}}
	harden(c)
	return grpc.NewServer().Serve(tls.NewListener(l, c))
}
