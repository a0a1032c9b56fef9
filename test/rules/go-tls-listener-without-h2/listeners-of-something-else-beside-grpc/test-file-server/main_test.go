package main_test

import (
	"crypto/tls"
	"net/http/httptest"

	"google.golang.org/grpc"
)

func run(g *grpc.Server) *httptest.Server {
	s := httptest.NewUnstartedServer(g)
	s.TLS = &tls.Config{}
	s.EnableHTTP2 = true
	s.StartTLS()
	return s
}
