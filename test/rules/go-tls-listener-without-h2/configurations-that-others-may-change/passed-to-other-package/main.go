package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"example.com/tlsutil"
	"golang.org/x/net/http2"
	"google.golang.org/grpc"
)

func a(l net.Listener, cert tls.Certificate) error {
	c := &tls.Config{Certificates: []tls.Certificate{cert}}
	tlsutil.Harden(c)
	return grpc.NewServer().Serve(tls.NewListener(l, c))
}

func b(l net.Listener, cert tls.Certificate, g *grpc.Server) error {
	s := &http.Server{Handler: http.HandlerFunc(g.ServeHTTP), TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}}
	if err := http2.ConfigureServer(s, nil); err != nil { // adds h2 to s.TLSConfig.NextProtos
		return err
	}
	return s.Serve(tls.NewListener(l, s.TLSConfig))
}
