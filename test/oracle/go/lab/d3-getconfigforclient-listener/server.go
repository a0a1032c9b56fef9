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

func main() {
	certificate, err := tls.LoadX509KeyPair(os.Getenv("TLS_CERT"), os.Getenv("TLS_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "localhost:"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	config := &tls.Config{
		Certificates: []tls.Certificate{certificate},
		NextProtos:   []string{"h2"},
	}
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		log.Printf("%s asks for %q", hello.Conn.RemoteAddr(), hello.ServerName)
		return &tls.Config{Certificates: []tls.Certificate{certificate}}, nil
       // ^^^^^^^^^^ error: go-getconfigforclient-without-h2 "cannot check peer: missing selected ALPN property"
	}
	server := grpc.NewServer()
	healthpb.RegisterHealthServer(server, health.NewServer())
	log.Printf("listening on %s", listener.Addr())
	log.Fatal(server.Serve(tls.NewListener(listener, config)))
}
