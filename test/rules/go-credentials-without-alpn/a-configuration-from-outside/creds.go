package creds

import (
	"context"
	"crypto/tls"
	"net"

	"google.golang.org/grpc/credentials"
)

type transport struct {
	config *tls.Config
}

// New makes credentials of any configuration.
func New(config *tls.Config) *transport {
	return &transport{config}
}

func (t *transport) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	connection := tls.Client(raw, t.config)
	if err := connection.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	return connection, credentials.TLSInfo{State: connection.ConnectionState()}, nil
}
