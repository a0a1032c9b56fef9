package main

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

type suite struct {
	listener net.Listener
	config   *tls.Config
	server   *grpc.Server
}

// Two set-ups of one struct: with TLS in the listener, and with TLS in grpc-go.
func (s *suite) inListener() {
	l, _ := net.Listen("tcp", ":0")
	s.listener = tls.NewListener(l, s.config)
	s.server = grpc.NewServer()
}

func (s *suite) inServer() {
	s.listener, _ = net.Listen("tcp", ":0")
	s.server = grpc.NewServer(grpc.Creds(credentials.NewTLS(s.config)))
}

func (s *suite) run() { _ = s.server.Serve(s.listener) }
