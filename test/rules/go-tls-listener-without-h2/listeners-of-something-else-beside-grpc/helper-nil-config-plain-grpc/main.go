package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
)

func listen(address string, c *tls.Config) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if c != nil {
		return tls.NewListener(l, c), nil
	}
	return l, nil
}

func serve(cert tls.Certificate, h http.Handler) error {
	gl, err := listen("127.0.0.1:1", nil)
	if err != nil {
		return err
	}
	go func() { _ = grpc.NewServer().Serve(gl) }()
	rl, err := listen(":2", &tls.Config{Certificates: []tls.Certificate{cert}})
	if err != nil {
		return err
	}
	return http.Serve(rl, h)
}
