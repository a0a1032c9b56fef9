package main

import (
	"crypto/tls"
	"log"

	"google.golang.org/grpc"
)

func main() {
	listener, err := tls.Listen("tcp", ":8443", &tls.Config{})
               // ^^^^^^^^^^ error: go-double-tls "error reading server preface: EOF"
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer(options()...)
	log.Fatal(server.Serve(listener))
}
