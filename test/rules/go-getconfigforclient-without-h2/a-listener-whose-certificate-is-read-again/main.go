package main

import (
	"crypto/tls"
	"log"
	"net"

	"google.golang.org/grpc"
)

func main() {
	inner, err := net.Listen("tcp", ":5557")
	if err != nil {
		log.Fatal(err)
	}
	config := &tls.Config{NextProtos: []string{"h2"}}
	config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		certificate, err := tls.LoadX509KeyPair("server.crt", "server.key")
		if err != nil {
			return nil, err
		}
		return &tls.Config{
       // ^^^^^^^^^^ error: go-getconfigforclient-without-h2 "credentials: cannot check peer: missing selected ALPN property"
			MinVersion:   tls.VersionTLS12,
			Certificates: []tls.Certificate{certificate},
		}, nil
	}
	log.Fatal(grpc.NewServer().Serve(tls.NewListener(inner, config)))
}
