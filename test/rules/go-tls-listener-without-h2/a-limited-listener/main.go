package names

import (
	"crypto/tls"
	"net"

	"golang.org/x/net/netutil"
	"google.golang.org/grpc"
)

type resolver struct {
	calls    *grpc.Server
	settings *tls.Config
}

func newResolver(cert tls.Certificate) *resolver {
	settings := &tls.Config{Certificates: []tls.Certificate{cert}}
	return &resolver{settings: settings}
}

func (r *resolver) Serve(l net.Listener) error {
	r.calls = grpc.NewServer()
	if r.settings != nil {
		l = tls.NewListener(l, r.settings)
   // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "missing selected ALPN property"
	}
	l = netutil.LimitListener(l, 200)
	return r.calls.Serve(l)
}
