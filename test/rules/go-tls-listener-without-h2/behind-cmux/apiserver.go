package apiserver

import (
	"crypto/tls"
	"net"
	"net/http"

	"github.com/soheilhy/cmux"
	"google.golang.org/grpc"
)

type server struct {
	address string
	grpc    *grpc.Server
	web     *http.Server
	plain   *http.Server
	get     func(*tls.ClientHelloInfo) (*tls.Certificate, error)
}

// run serves pages and gRPC on one port, with and without TLS.
func (s *server) run() error {
	socket, err := net.Listen("tcp", s.address)
	if err != nil {
		return err
	}
	connections := cmux.New(socket)
	redirects := connections.Match(cmux.HTTP1Fast())
	secure := tls.NewListener(connections.Match(cmux.Any()), &tls.Config{
        // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "credentials: cannot check peer: missing selected ALPN property"
		MinVersion:     tls.VersionTLS12,
		GetCertificate: s.get,
	})
	parted := cmux.New(secure)
	pages := parted.Match(cmux.HTTP1Fast())
	calls := parted.MatchWithWriters(cmux.HTTP2MatchHeaderFieldSendSettings("content-type", "application/grpc"))
	go func() { _ = s.plain.Serve(redirects) }()
	go func() { _ = s.web.Serve(pages) }()
	go func() { _ = s.grpc.Serve(calls) }()
	go func() { _ = parted.Serve() }()
	return connections.Serve()
}

func newServer(address string) *server {
	return &server{address: address, grpc: grpc.NewServer(), web: &http.Server{}, plain: &http.Server{}}
}
