package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"github.com/improbable-eng/grpc-web/go/grpcweb"
	"google.golang.org/grpc"
)

// grpc-web runs over HTTP/1.1, too: browsers need no h2. But the handler also lets native gRPC through.
func run(l net.Listener, g *grpc.Server, cert tls.Certificate) error {
	wrapped := grpcweb.WrapServer(g)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wrapped.IsGrpcWebRequest(r) {
			wrapped.ServeHTTP(w, r)
			return
		}
		http.NotFound(w, r)
	})
	return http.Serve(tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}}), handler)
}
