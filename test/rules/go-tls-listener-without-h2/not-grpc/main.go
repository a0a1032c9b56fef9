package main

import (
	"crypto/tls"
	"log"
	"net"
	"net/http"

	"google.golang.org/grpc"
)

// tlsish has the names of another package.
type tlsish struct{}

func (tlsish) NewListener(inner net.Listener, _ *tls.Config) net.Listener { return inner }

func main() {
	inner, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	go func() { _ = http.Serve(tls.NewListener(inner, &tls.Config{}), http.NotFoundHandler()) }()
	config := &tls.Config{}
	{
		tls := tlsish{}
		log.Fatal(grpc.NewServer().Serve(tls.NewListener(inner, config)))
	}
}
