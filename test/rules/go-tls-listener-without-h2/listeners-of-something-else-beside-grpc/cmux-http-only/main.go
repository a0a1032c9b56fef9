package pages

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"

	"github.com/soheilhy/cmux"
)

func part(m cmux.CMux, settings *tls.Config, h http.Handler) {
	plain := m.Match(func(r io.Reader) bool { return settings == nil })
	go answer(plain, h)
	if settings != nil {
		secured := m.Match(cmux.Any())
		go answer(tls.NewListener(secured, settings), h)
	}
}

func answer(l net.Listener, h http.Handler) { _ = (&http.Server{Handler: h}).Serve(l) }

func Start(l net.Listener, cert tls.Certificate, h http.Handler) {
	m := cmux.New(l)
	part(m, &tls.Config{Certificates: []tls.Certificate{cert}}, h)
	_ = m.Serve()
}
