package main

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

type settings struct {
	Protocols []string `yaml:"alpn"`
}

func run(l net.Listener, s settings, cert tls.Certificate) error {
	c := &tls.Config{Certificates: []tls.Certificate{cert}}
	if len(s.Protocols) > 0 {
		c.NextProtos = s.Protocols
	}
	return grpc.NewServer().Serve(tls.NewListener(l, c))
}
