package apiserver

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

type Options struct{ TLSConfig *tls.Config }
type server struct {
	tlsConfig *tls.Config
}

func New(o Options) *server { return &server{tlsConfig: o.TLSConfig} }

func (s *server) Run(l net.Listener) error {
	if s.tlsConfig != nil {
		l = tls.NewListener(l, s.tlsConfig)
	}
	return grpc.NewServer().Serve(l)
}
