package creds

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc/credentials"
)

type serverTransport struct {
	config *tls.Config
}

func newServerTransport(read func() (tls.Certificate, error)) *serverTransport {
	s := &serverTransport{config: &tls.Config{MinVersion: tls.VersionTLS13, NextProtos: []string{"h2"}}}
	s.config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		certificate, err := read()
		if err != nil {
			return nil, err
		}
		config := &tls.Config{
          // ^^^^^^^^^^ error: go-getconfigforclient-without-h2 "credentials: cannot check peer: missing selected ALPN property"
			Certificates: []tls.Certificate{certificate},
			VerifyConnection: func(tls.ConnectionState) error {
				return nil
			},
		}
		return config, nil
	}
	return s
}

func (s *serverTransport) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	connection := tls.Server(raw, s.config)
	if err := connection.Handshake(); err != nil {
		return nil, nil, err
	}
	return connection, credentials.TLSInfo{State: connection.ConnectionState()}, nil
}
