package main

import (
	"crypto/tls"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func serve(useCreds bool, config *tls.Config) error {
	listener, err := net.Listen("tcp", ":8443")
	if err != nil {
		return err
	}
	var options []grpc.ServerOption
	if useCreds {
		options = append(options, grpc.Creds(credentials.NewTLS(config)))
	} else {
		listener = tls.NewListener(listener, config)
	}
	return grpc.NewServer(options...).Serve(listener)
}

func main() {
	log.Fatal(serve(true, &tls.Config{NextProtos: []string{"h2"}}))
}
