package main

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func serve(certificate func() *tls.Certificate) error {
	config := &tls.Config{
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{Certificates: []tls.Certificate{*certificate()}}, nil
        // ^^^^^^^^^^ error: grpc-go-getconfigforclient
		},
	}
	listener, err := net.Listen("tcp", ":50051")
	if err != nil {
		return err
	}
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(config))).Serve(listener)
}
