package main

import (
	"crypto/tls"
	"log"
	"os"

	"github.com/docker/go-connections/sockets"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	certificate, err := tls.LoadX509KeyPair(os.Getenv("TLS_CERT"), os.Getenv("TLS_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	listener, err := sockets.NewTCPSocket("localhost:"+os.Getenv("PORT"), &tls.Config{
               // ^^^^^^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "remote error: tls: no application protocol"
		Certificates: []tls.Certificate{certificate},
	})
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	healthpb.RegisterHealthServer(server, health.NewServer())
	log.Printf("listening on %s", listener.Addr())
	log.Fatal(server.Serve(listener))
}
