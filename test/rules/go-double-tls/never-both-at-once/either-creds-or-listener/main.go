package main

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func run(mux bool, c *tls.Config) error {
	l, err := net.Listen("tcp", ":1")
	if err != nil {
		return err
	}
	var opts []grpc.ServerOption
	if mux {
		l = tls.NewListener(l, c)
	} else {
		opts = append(opts, grpc.Creds(credentials.NewTLS(c)))
	}
	return grpc.NewServer(opts...).Serve(l)
}
