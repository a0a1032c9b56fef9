package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
)

// endpoint is used for both kinds of servers.
type endpoint struct {
	listener net.Listener
	serve    func(net.Listener) error
}

func start(a, b net.Listener, cert tls.Certificate, g *grpc.Server, h *http.Server) {
	rest := &endpoint{listener: tls.NewListener(b, &tls.Config{Certificates: []tls.Certificate{cert}}), serve: h.Serve}
	rpc := &endpoint{listener: a, serve: g.Serve}
	go func() { _ = rest.serve(rest.listener) }()
	_ = rpc.serve(rpc.listener)
	_ = g.Serve(rpc.listener)
}
