package grpcserver

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

type Options struct {
	Address   string
	TLSConfig *tls.Config
}

type node struct {
	srv  *grpc.Server
	opts Options
}

func (g *node) Start() error {
	config := g.opts
	var (
		ts  net.Listener
		err error
	)
	if tc := config.TLSConfig; tc != nil {
		ts, err = tls.Listen("tcp", config.Address, tc)
	} else {
		ts, err = net.Listen("tcp", config.Address)
	}
	if err != nil {
		return err
	}
	go func() {
		if err := g.srv.Serve(ts); err != nil {
			panic(err)
		}
	}()
	return nil
}
