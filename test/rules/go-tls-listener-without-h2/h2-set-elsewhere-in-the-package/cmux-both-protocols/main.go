package daemon

import (
	"crypto/tls"
	"net"

	"github.com/soheilhy/cmux"
	"google.golang.org/grpc"
)

func run(l net.Listener, cer tls.Certificate) error {
	c := &tls.Config{Certificates: []tls.Certificate{cer}, NextProtos: []string{"http/1.1", "h2"}}
	l = tls.NewListener(l, c)
	m := cmux.New(l)
	g := m.MatchWithWriters(cmux.HTTP2MatchHeaderFieldSendSettings("content-type", "application/grpc"))
	srv := grpc.NewServer()
	go func() { _ = srv.Serve(g) }()
	return m.Serve()
}
