package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
)

func main() {
	config := &tls.Config{NextProtos: []string{"h2"}}
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if hello.ServerName == "" {
			return nil, nil
		}
		clone := config.Clone()
		clone.ServerName = hello.ServerName
		return clone, nil
	}
	listener, err := tls.Listen("tcp", ":8443", config)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(grpc.NewServer().Serve(listener))
}
