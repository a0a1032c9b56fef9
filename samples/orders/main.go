// Orders takes gRPC over TLS, and asks itself whether it is ready.
package main

import (
	"context"
	"crypto/tls"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	certificate, err := tls.LoadX509KeyPair("tls/orders.crt", "tls/orders.key")
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", ":50443")
	if err != nil {
		log.Fatal(err)
	}
	go ready()
	server := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	// No NextProtos, no protocol: clients with grpc-go >= 1.67 hang up, the one below as well.
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	log.Fatal(server.Serve(tls.NewListener(listener, config)))
}

func ready() {
	client, err := grpc.NewClient("localhost:50443", grpc.WithTransportCredentials(credentials.NewTLS(nil)))
	if err != nil {
		log.Fatal(err)
	}
	_, err = grpc_health_v1.NewHealthClient(client).Check(context.Background(), &grpc_health_v1.HealthCheckRequest{})
	log.Println("ready:", err)
}
