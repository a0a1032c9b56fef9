package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func listen(address string, c *tls.Config) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if c != nil {
		l = tls.NewListener(l, c)
	}
	return l, nil
}

func serve(cert tls.Certificate, h http.Handler) error {
	c := &tls.Config{Certificates: []tls.Certificate{cert}}
	gl, err := listen(":1", nil)
	if err != nil {
		return err
	}
	go func() { _ = grpc.NewServer(grpc.Creds(credentials.NewTLS(c))).Serve(gl) }()
	rl, err := listen(":2", c)
	if err != nil {
		return err
	}
	return http.Serve(rl, h)
}
