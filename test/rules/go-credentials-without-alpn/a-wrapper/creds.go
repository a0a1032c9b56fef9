package creds

import (
	"context"
	"crypto/tls"
	"net"

	"google.golang.org/grpc/credentials"
)

type counting struct {
	credentials.TransportCredentials
	count int
}

func newCounting() *counting {
	return &counting{TransportCredentials: credentials.NewTLS(&tls.Config{})}
}

func (c *counting) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	c.count++
	return c.TransportCredentials.ClientHandshake(ctx, authority, raw)
}
