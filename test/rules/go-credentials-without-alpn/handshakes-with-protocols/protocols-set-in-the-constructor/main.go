package rotation

import (
	"context"
	"crypto/tls"
	"net"
	"sync/atomic"

	"google.golang.org/grpc/credentials"
)

var wanted = []string{"h2"}

// rotating has the newest certificates of a node; what it offers is set once, when it is made.
type rotating struct {
	current *tls.Config
	uses    atomic.Int64
}

func rotate(first *tls.Config) credentials.TransportCredentials {
	made := first
	if made == nil {
		made = &tls.Config{MinVersion: tls.VersionTLS13}
	}
	kept := &rotating{current: made}
	kept.current.NextProtos = wanted
	return kept
}

func (r *rotating) ClientHandshake(ctx context.Context, _ string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	r.uses.Add(1)
	secured := tls.Client(raw, r.current)
	return secured, nil, secured.HandshakeContext(ctx)
}

func (r *rotating) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	secured := tls.Server(raw, r.current)
	return secured, nil, secured.Handshake()
}

func (r *rotating) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls"}
}
func (r *rotating) Clone() credentials.TransportCredentials { return r }
func (r *rotating) OverrideServerName(string) error         { return nil }
