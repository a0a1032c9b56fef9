package ca

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

const wanted = "h2"

var protocolList = []string{wanted}

func run(cert tls.Certificate) error {
	l, err := tls.Listen("tcp", "localhost:0", &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: protocolList})
	if err != nil {
		return err
	}
	return serve(l)
}

func serve(l net.Listener) error { return grpc.NewServer().Serve(l) }
