package main

import (
	"crypto/tls"
	"log"
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

var (
	server = grpc.NewServer()
	config tls.Config
)

func main() {
	certificate, err := tls.LoadX509KeyPair(os.Getenv("TLS_CERT"), os.Getenv("TLS_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	config.Certificates = []tls.Certificate{certificate}
	plain, err := net.Listen("tcp", "localhost:"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	healthpb.RegisterHealthServer(server, health.NewServer())
	log.Printf("listening on %s", plain.Addr())
	if err := server.Serve(tls.NewListener(plain, &config)); err != nil {
                     // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "cannot check peer: missing selected ALPN property"
		log.Fatal(err)
	}
}
