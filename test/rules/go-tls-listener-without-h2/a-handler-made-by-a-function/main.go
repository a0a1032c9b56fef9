package office

import (
	"crypto/tls"
	"net"
	"net/http"
	"strings"

	"google.golang.org/grpc"
)

type desk struct{ settings *tls.Config }

func newDesk(cert tls.Certificate) *desk {
	return &desk{settings: &tls.Config{Certificates: []tls.Certificate{cert}}}
}

func (d *desk) Run(socket net.Listener) error {
	calls := grpc.NewServer()
	if d.settings != nil {
		socket = tls.NewListener(socket, d.settings)
        // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "credentials: cannot check peer: missing selected ALPN property"
	}
	pages := &http.Server{Handler: parted(calls, http.NewServeMux())}
	return pages.Serve(socket)
}

func parted(g *grpc.Server, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 && strings.Contains(r.Header.Get("Content-Type"), "application/grpc") {
			g.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}
