package creds

import (
	"context"
	"crypto/tls"
	"net"

	"google.golang.org/grpc/credentials"
)

type transport struct{}

func (transport) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	config := &tls.Config{ServerName: authority, NextProtos: []string{"orders/1"}}
	connection := tls.Client(raw, config)
            // ^^^^^^^^^^ error: go-credentials-without-alpn "remote error: tls: no application protocol"
	if err := connection.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	return connection, credentials.TLSInfo{State: connection.ConnectionState()}, nil
}
