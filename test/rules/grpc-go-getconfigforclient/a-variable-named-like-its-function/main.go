package control

import (
	"crypto/tls"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// The options are returned, and used in another package: they are server options, so the credentials are a server's.
func serverOptions(plain bool) []grpc.ServerOption {
	opts := []grpc.ServerOption{grpc.MaxConcurrentStreams(1_000)}
	if !plain {
		settings := settings()
		creds := credentials.NewTLS(settings)
		opts = append(opts, grpc.Creds(creds))
	}
	return opts
}

func settings() *tls.Config {
	reload := func() (*tls.Config, error) {
		cert, err := tls.LoadX509KeyPair("a", "b")
		if err != nil {
			return nil, err
		}
		return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
       // ^^^^^^^^^^ warning: grpc-go-getconfigforclient "1.68.0"
	}
	if _, err := reload(); err != nil {
		panic(err)
	}
	return &tls.Config{
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return reload()
		},
	}
}
