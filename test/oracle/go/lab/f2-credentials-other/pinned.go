package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net"

	"google.golang.org/grpc/credentials"
)

// pinned shakes hands itself, so that a connection may be traced.
type pinned struct {
	config *tls.Config
}

func (p *pinned) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	config := p.config.Clone()
	if config.ServerName == "" {
		host, _, err := net.SplitHostPort(authority)
		if err != nil {
			host = authority
		}
		config.ServerName = host
	}
	conn := tls.Client(raw, config)
      // ^^^^^^^^^^ error: go-credentials-without-alpn "remote error: tls: no application protocol"
	if err := conn.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, nil, err
	}
	return conn, credentials.TLSInfo{
		State:          conn.ConnectionState(),
		CommonAuthInfo: credentials.CommonAuthInfo{SecurityLevel: credentials.PrivacyAndIntegrity},
	}, nil
}

func (p *pinned) ServerHandshake(net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errors.New("pinned is for clients")
}

func (p *pinned) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls", ServerName: p.config.ServerName}
}

func (p *pinned) Clone() credentials.TransportCredentials {
	return &pinned{config: p.config.Clone()}
}

func (p *pinned) OverrideServerName(name string) error {
	p.config.ServerName = name
	return nil
}
