package main

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
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
		RootCAs:      roots(),
	}
	server := grpc.NewServer()
	healthpb.RegisterHealthServer(server, health.NewServer())
	log.Printf("listening on %s", listener.Addr())
	go ping(listener.Addr().String(), credentials.NewTLS(config))
	log.Fatal(server.Serve(tls.NewListener(listener, config)))
                     // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "cannot check peer: missing selected ALPN property"
}

// ping keeps a connection to ourselves, for the gateway.
func ping(address string, creds credentials.TransportCredentials) {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(creds))
	if err != nil {
		log.Fatal(err)
	}
	conn.Connect()
}

func roots() *x509.CertPool {
	text, err := os.ReadFile(os.Getenv("TLS_CA"))
	if err != nil {
		log.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return pool
}
