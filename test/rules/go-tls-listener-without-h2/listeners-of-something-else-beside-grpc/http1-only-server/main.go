package httpserver

import (
	"crypto/tls"
	"net"
	"net/http"
)

func serve(ln net.Listener, h http.Handler, c *tls.Config) error {
	s := &http.Server{Handler: h, TLSNextProto: make(map[string]func(*http.Server, *tls.Conn, http.Handler))}
	return s.Serve(tls.NewListener(ln, c))
}
