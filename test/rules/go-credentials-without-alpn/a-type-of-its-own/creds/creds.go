package creds

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"

	"google.golang.org/grpc/credentials"
)

type clientTransport struct {
	roots       *x509.CertPool
	certificate tls.Certificate
}

// NewClient makes credentials that present our certificate to every server.
func NewClient(roots *x509.CertPool, certificate tls.Certificate) credentials.TransportCredentials {
	return &clientTransport{roots, certificate}
}

func (t *clientTransport) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	host, _, err := net.SplitHostPort(authority)
	if err != nil {
		return nil, nil, err
	}
	connection := tls.Client(raw, &tls.Config{
            // ^^^^^^^^^^ error: go-credentials-without-alpn "error reading server preface: EOF"
		ServerName:   host,
		RootCAs:      t.roots,
		Certificates: []tls.Certificate{t.certificate},
	})
	if err := connection.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	return connection, credentials.TLSInfo{State: connection.ConnectionState()}, nil
}

func (t *clientTransport) ServerHandshake(net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errServer
}

func (t *clientTransport) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls"}
}

func (t *clientTransport) Clone() credentials.TransportCredentials { return t }

func (t *clientTransport) OverrideServerName(string) error { return nil }
