package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	cfg := &tls.Config{}
	srv := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)))
	gl, _ := net.Listen("tcp", ":1")
	go srv.Serve(gl)
	hl, _ := tls.Listen("tcp", ":2", cfg)
	mux := http.NewServeMux()
	mux.HandleFunc("/metrics", func(w http.ResponseWriter, r *http.Request) {})
	_ = http.Serve(hl, mux)
}
