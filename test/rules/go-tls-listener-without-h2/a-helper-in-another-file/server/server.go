package server

import (
	"crypto/tls"

	"google.golang.org/grpc"
)

// Run serves orders until something goes wrong.
func Run(options Options) error {
	config, err := serverConfig(options)
	if err != nil {
		return err
	}
	listener, err := tls.Listen("tcp", options.Address, config)
               // ^^^^^^^^^^ error: go-tls-listener-without-h2 "credentials: cannot check peer: missing selected ALPN property"
	if err != nil {
		return err
	}
	return grpc.NewServer().Serve(listener)
}
