package main

import (
	"crypto/tls"

	"google.golang.org/grpc"
)

func main() {
	certificate, err := tls.LoadX509KeyPair("server.crt", "server.key")
	if err != nil {
		panic(err)
	}
	listener, err := tls.Listen("tcp", ":50051", &tls.Config{Certificates: []tls.Certificate{certificate}})
               // ^^^^^^^^^^ error: go-tls-listener-without-h2
	if err != nil {
		panic(err)
	}
	if err := grpc.NewServer().Serve(listener); err != nil {
		panic(err)
	}
}
