package creds

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"

	"google.golang.org/grpc/credentials"
)

type clientCreds struct {
	roots   *x509.CertPool
	clients []tls.Certificate
}

func (tc *clientCreds) ClientHandshake(ctx context.Context, addr string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, nil, err
	}
	conn := tls.Client(raw, &tls.Config{
      // ^^^^^^^^^^ error: go-credentials-without-alpn "error reading server preface: EOF"
		ServerName:   host,
		RootCAs:      tc.roots,
		Certificates: tc.clients,
	})
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	return conn, nil, nil
}
func (tc *clientCreds) ServerHandshake(net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errors.New("no")
}
func (tc *clientCreds) Info() credentials.ProtocolInfo          { return credentials.ProtocolInfo{} }
func (tc *clientCreds) Clone() credentials.TransportCredentials { return tc }
func (tc *clientCreds) OverrideServerName(string) error         { return nil }

type serverCreds struct{ config *tls.Config }

// NewforServers takes a config that the caller makes.
func NewforServers(c *tls.Config) credentials.TransportCredentials { return &serverCreds{c} }

func (tc *serverCreds) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn := tls.Server(raw, tc.config)
	if err := conn.Handshake(); err != nil {
		return nil, nil, err
	}
	return conn, credentials.TLSInfo{State: conn.ConnectionState()}, nil
}
func (tc *serverCreds) ClientHandshake(context.Context, string, net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errors.New("no")
}
func (tc *serverCreds) Info() credentials.ProtocolInfo          { return credentials.ProtocolInfo{} }
func (tc *serverCreds) Clone() credentials.TransportCredentials { return tc }
func (tc *serverCreds) OverrideServerName(string) error         { return nil }
