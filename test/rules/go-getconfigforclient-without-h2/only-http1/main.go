package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
)

func main() {
	config := &tls.Config{
		NextProtos: []string{"h2"},
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{NextProtos: []string{"http/1.1"}}, nil
        // ^^^^^^^^^^ error: go-getconfigforclient-without-h2 "remote error: tls: no application protocol"
		},
	}
	listener, err := tls.Listen("tcp", ":8443", config)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(grpc.NewServer().Serve(listener))
}
