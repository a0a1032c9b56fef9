package creds

import (
	"context"
	"crypto/tls"
	"errors"
	"net"

	"google.golang.org/grpc/credentials"
)

type Fresh struct{ Base *tls.Config }

func (f *Fresh) now() *tls.Config { return f.Base.Clone() }
func (f *Fresh) ClientHandshake(ctx context.Context, a string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return credentials.NewTLS(f.now()).ClientHandshake(ctx, a, raw)
}
func (f *Fresh) ServerHandshake(net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errors.New("no")
}
func (f *Fresh) Info() credentials.ProtocolInfo          { return credentials.NewTLS(f.now()).Info() }
func (f *Fresh) Clone() credentials.TransportCredentials { return credentials.NewTLS(f.now()) }
func (f *Fresh) OverrideServerName(n string) error       { f.Base.ServerName = n; return nil }
