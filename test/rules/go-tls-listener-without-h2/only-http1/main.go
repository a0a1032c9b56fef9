package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
)

func main() {
	config := &tls.Config{
		NextProtos: []string{"http/1.1"}, // as the web server has it
		Rand:       nil,                  // the usual one
	}
	listener, err := tls.Listen("tcp", ":8443", config)
               // ^^^^^^^^^^ error: go-tls-listener-without-h2 "remote error: tls: no application protocol"
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(grpc.NewServer().Serve(listener))
}
