package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log"
	"net"

	"google.golang.org/grpc/credentials"
)

// traced logs who connects.
type traced struct {
	config *tls.Config
}

func (t *traced) ClientHandshake(context.Context, string, net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errors.New("traced is for servers")
}

func (t *traced) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn := tls.Server(raw, t.config)
      // ^^^^^^^^^^ error: go-credentials-without-alpn "cannot check peer: missing selected ALPN property"
	if err := conn.Handshake(); err != nil {
		conn.Close()
		return nil, nil, err
	}
	log.Printf("%s connected", raw.RemoteAddr())
	return conn, credentials.TLSInfo{State: conn.ConnectionState()}, nil
}

func (t *traced) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls"}
}

func (t *traced) Clone() credentials.TransportCredentials {
	return &traced{config: t.config.Clone()}
}

func (t *traced) OverrideServerName(string) error {
	return errors.New("traced is for servers")
}
