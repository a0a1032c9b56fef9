package creds

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc/credentials"
)

type serverTransport struct {
	config *tls.Config
}

func newServerTransport(certificate tls.Certificate) *serverTransport {
	return &serverTransport{config: &tls.Config{Certificates: []tls.Certificate{certificate}}}
}

func (s *serverTransport) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	connection := tls.Server(raw, s.config)
            // ^^^^^^^^^^ error: go-credentials-without-alpn "credentials: cannot check peer: missing selected ALPN property"
	if err := connection.Handshake(); err != nil {
		return nil, nil, err
	}
	return connection, credentials.TLSInfo{State: connection.ConnectionState()}, nil
}
