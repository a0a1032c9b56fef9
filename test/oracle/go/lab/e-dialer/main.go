package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"net"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	config := &tls.Config{RootCAs: roots()}
	dial := func(ctx context.Context, address string) (net.Conn, error) {
		dialer := &tls.Dialer{Config: config}
		return dialer.DialContext(ctx, "tcp", address)
      // ^^^^^^^^^^^^^^^^^^ error: go-credentials-without-alpn "error reading server preface: EOF"
	}
	conn, err := grpc.NewClient("passthrough:///"+os.Getenv("TARGET"),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(dial))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	answer, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Status)
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
