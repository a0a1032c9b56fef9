package main

import (
	"crypto/tls"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	config := &tls.Config{NextProtos: []string{"h2"}}
	inner, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	creds := credentials.NewTLS(config)
	server := grpc.NewServer(grpc.Creds(creds))
	log.Fatal(server.Serve(tls.NewListener(inner, config)))
                     // ^^^^^^^^^^^^^^^ error: go-double-tls "error reading server preface: EOF"
}
