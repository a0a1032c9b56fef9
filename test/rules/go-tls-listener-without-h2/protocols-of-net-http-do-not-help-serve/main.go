package store

import (
	"crypto/tls"
	"net/http"
	"strings"

	"google.golang.org/grpc"
)

type store struct {
	calls    *grpc.Server
	pages    http.Server
	settings *tls.Config
}

func newStore(cert tls.Certificate, h http.Handler) *store {
	s := new(store)
	s.settings = &tls.Config{Certificates: []tls.Certificate{cert}}
	s.calls = grpc.NewServer()
	s.pages = http.Server{Handler: h}
	s.pages.Handler = s.parted(s.calls, h)
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	s.pages.Protocols = protocols
	return s
}

func (s *store) parted(g *grpc.Server, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 && strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc") {
			g.ServeHTTP(w, r)
		} else {
			h.ServeHTTP(w, r)
		}
	})
}

func (s *store) Listen() error {
	l, err := tls.Listen("tcp", ":1", s.settings)
        // ^^^^^^^^^^ error: go-tls-listener-without-h2 "missing selected ALPN property"
	if err != nil {
		return err
	}
	return s.pages.Serve(l)
}
