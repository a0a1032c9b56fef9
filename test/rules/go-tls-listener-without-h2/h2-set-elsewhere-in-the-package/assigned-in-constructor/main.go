package names

import (
	"crypto/tls"
	"net"

	"golang.org/x/net/netutil"
	"google.golang.org/grpc"
)

type Zone struct{ TLSConfig *tls.Config }

type resolver struct {
	calls    *grpc.Server
	settings *tls.Config
}

func newResolver(zones []*Zone) *resolver {
	var settings *tls.Config
	for _, zone := range zones {
		settings = zone.TLSConfig
	}
	if settings != nil {
		settings.NextProtos = []string{"h2"}
	}
	return &resolver{settings: settings}
}

func (r *resolver) Serve(l net.Listener) error {
	r.calls = grpc.NewServer()
	if r.settings != nil {
		l = tls.NewListener(l, r.settings)
	}
	l = netutil.LimitListener(l, 200)
	return r.calls.Serve(l)
}
