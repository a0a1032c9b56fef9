package mail

import (
	"context"
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

type session struct{}

// ClientHandshake greets a mail server.
func (session) ClientHandshake(ctx context.Context, host string, raw net.Conn) (net.Conn, error) {
	connection := tls.Client(raw, &tls.Config{ServerName: host})
	return connection, connection.HandshakeContext(ctx)
}

var server = grpc.NewServer()
