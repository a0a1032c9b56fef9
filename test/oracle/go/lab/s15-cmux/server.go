package main

import (
	"crypto/tls"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/soheilhy/cmux"
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
	mux := cmux.New(tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}}))
              // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "cannot check peer: missing selected ALPN property"
	grpcListener := mux.MatchWithWriters(cmux.HTTP2MatchHeaderFieldSendSettings("content-type", "application/grpc"))
	httpListener := mux.Match(cmux.HTTP1Fast())

	server := grpc.NewServer()
	healthpb.RegisterHealthServer(server, health.NewServer())
	go server.Serve(grpcListener)
	go http.Serve(httpListener, http.NotFoundHandler())

	log.Printf("listening on %s", listener.Addr())
	log.Fatal(mux.Serve())
}
