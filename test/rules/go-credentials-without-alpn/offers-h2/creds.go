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

func newTransport() *transport {
	config := &tls.Config{}
	config.NextProtos = []string{"h2"}
	return &transport{config}
}

func (t *transport) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	config := t.config.Clone()
	config.ServerName = authority
	connection := tls.Client(raw, config)
	if err := connection.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	return connection, credentials.TLSInfo{State: connection.ConnectionState()}, nil
}
