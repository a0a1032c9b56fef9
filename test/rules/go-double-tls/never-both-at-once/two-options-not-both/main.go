package gateway

import (
	"context"
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// Settings come from whoever starts the gateway: one of the two configurations, or none.
type Settings struct {
	Outer, Inner *tls.Config
}

type gateway struct {
	settings Settings
	calls    *grpc.Server
}

func (g *gateway) inner() credentials.TransportCredentials {
	if g.settings.Inner == nil {
		return nil
	}
	return credentials.NewTLS(g.settings.Inner)
}

func (g *gateway) prepare() {
	var options []grpc.ServerOption
	if own := g.inner(); own != nil {
		options = append(options, grpc.Creds(own))
	}
	g.calls = grpc.NewServer(options...)
}

func (g *gateway) open(ctx context.Context, address string) (net.Listener, error) {
	if outer := g.settings.Outer; outer != nil {
		return tls.Listen("tcp", address, outer)
	}
	return (&net.ListenConfig{}).Listen(ctx, "tcp", address)
}

// Run takes connections until the gateway is stopped.
func (g *gateway) Run(ctx context.Context, address string) error {
	g.prepare()
	listener, err := g.open(ctx, address)
	if err != nil {
		return err
	}
	return g.calls.Serve(listener)
}
