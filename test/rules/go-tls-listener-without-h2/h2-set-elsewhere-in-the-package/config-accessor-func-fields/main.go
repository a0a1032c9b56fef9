package loopd

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

type listenerCfg struct {
	grpcListener func(*tls.Config) (net.Listener, error)
}

func newListenerCfg(addr string) *listenerCfg {
	return &listenerCfg{grpcListener: func(c *tls.Config) (net.Listener, error) {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return nil, err
		}
		return tls.NewListener(l, c), nil
	}}
}

func reload(cert tls.Certificate) *tls.Config {
	c := &tls.Config{Certificates: []tls.Certificate{cert}}
	c.NextProtos = []string{"h2"}
	return c
}

func start(cfg *listenerCfg, cert tls.Certificate) error {
	l, err := cfg.grpcListener(reload(cert))
	if err != nil {
		return err
	}
	return grpc.NewServer().Serve(l)
}
