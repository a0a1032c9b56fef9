package nodes

import (
	"context"
	"crypto/tls"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

type service struct{ cert tls.Certificate }

func (s *service) newServer(ctx context.Context) *grpc.Server {
	tlsConfig := &tls.Config{
		GetConfigForClient: s.configs(ctx),
	}
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(tlsConfig)))
}

func (s *service) configs(ctx context.Context) func(*tls.ClientHelloInfo) (*tls.Config, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return &tls.Config{Certificates: []tls.Certificate{s.cert}, ClientAuth: tls.RequestClientCert}, nil
       // ^^^^^^^^^^ warning: grpc-go-getconfigforclient "1.68.0"
	}
}
