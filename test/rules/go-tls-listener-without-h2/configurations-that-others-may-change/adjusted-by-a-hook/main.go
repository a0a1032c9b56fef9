package office

import (
	"crypto/tls"
	"net"

	"github.com/soheilhy/cmux"
	"google.golang.org/grpc"
)

type desk struct {
	adjust func(*tls.Config)
	calls  net.Listener
}

func (d *desk) open(socket net.Listener, srv *grpc.Server) {
	outer := cmux.New(socket)
	ended := outer.Match(cmux.Any())
	settings := tls.Config{}
	settings.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil }
	if d.adjust != nil {
		d.adjust(&settings)
	}
	ended = tls.NewListener(ended, &settings)
	inner := cmux.New(ended)
	d.calls = inner.MatchWithWriters(cmux.HTTP2MatchHeaderFieldSendSettings("content-type", "application/grpc"))
	go func() { _ = srv.Serve(d.calls) }()
}
