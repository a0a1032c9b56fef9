package main

import (
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	reloader := &reloader{certificate: "server.crt", key: "server.key"}
	listener, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	creds := credentials.NewTLS(reloader.config())
	log.Fatal(grpc.NewServer(grpc.Creds(creds)).Serve(listener))
}
