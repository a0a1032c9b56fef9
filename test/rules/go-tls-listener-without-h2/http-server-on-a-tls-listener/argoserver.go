package argoserver

import (
	"crypto/tls"
	"net"
	"net/http"
	"strings"

	"google.golang.org/grpc"
)

func serve(config *tls.Config, pages http.Handler) error {
	calls := grpc.NewServer()
	web := &http.Server{
		Addr: ":2746",
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ProtoMajor == 2 && strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc") {
				calls.ServeHTTP(w, r)
				return
			}
			pages.ServeHTTP(w, r)
		}),
	}
	socket, err := net.Listen("tcp", web.Addr)
	if err != nil {
		return err
	}
	return web.Serve(tls.NewListener(socket, config))
               // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "error reading server preface: http2: … frame too large"
}

// Run serves with a certificate.
func Run(certificate tls.Certificate) error {
	config := new(tls.Config)
	config.Certificates = []tls.Certificate{certificate}
	return serve(config, http.NotFoundHandler())
}
