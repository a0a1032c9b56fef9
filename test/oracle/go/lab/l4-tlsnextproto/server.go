package main

import (
	"crypto/tls"
	"log"
	"net"
	"net/http"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	rpc := grpc.NewServer()
	healthpb.RegisterHealthServer(rpc, health.NewServer())
	listener, err := net.Listen("tcp", "localhost:"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{
		Handler:      rpc,
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
             // ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: go-http2-disabled "remote error: tls: no application protocol"
	}
	log.Printf("listening on %s", listener.Addr())
	log.Fatal(server.ServeTLS(listener, os.Getenv("TLS_CERT"), os.Getenv("TLS_KEY")))
}
