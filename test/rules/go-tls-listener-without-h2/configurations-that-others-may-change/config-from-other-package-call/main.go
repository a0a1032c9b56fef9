package main

import (
	"crypto/tls"
	"net"

	"example.com/tlsutil"
	"google.golang.org/grpc"
)

func run(l net.Listener) error {
	c, err := tlsutil.NewServerConfig()
	if err != nil {
		return err
	}
	c.MinVersion = tls.VersionTLS13
	return grpc.NewServer().Serve(tls.NewListener(l, c))
}
