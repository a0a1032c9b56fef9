package run

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

type Server struct{}

func (s *Server) runGRPC(cert func(*tls.ClientHelloInfo) (*tls.Certificate, error)) error {
	srv := grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{GetCertificate: cert})))
	lis, err := net.Listen("tcp", ":8081")
	if err != nil {
		return err
	}
	return srv.Serve(lis)
}

func (s *Server) runHTTP(ctx context.Context, conn *grpc.ClientConn, cert func(*tls.ClientHelloInfo) (*tls.Certificate, error)) error {
	mux := runtime.NewServeMux()
	handler := http.Handler(mux)
	httpServer := &http.Server{Addr: ":8080", Handler: handler}
	listener, err := net.Listen("tcp", ":8080")
	if err != nil {
		return err
	}
	listener = tls.NewListener(listener, &tls.Config{GetCertificate: cert})
	return httpServer.Serve(listener)
}
