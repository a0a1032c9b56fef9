package main

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

type App struct {
	TLS struct {
		Config *tls.Config
	}
	base tls.Config
}

func (a *App) init(cert tls.Certificate) {
	a.base.Certificates = append(a.base.Certificates, cert)
	a.base.NextProtos = append(a.base.NextProtos, "h2", "http/1.1")
	a.TLS.Config = &tls.Config{Certificates: a.base.Certificates}
	a.TLS.Config.NextProtos = a.base.NextProtos
}

func (a *App) run(l net.Listener) error {
	go func() { _ = grpc.NewServer().Serve(tls.NewListener(l, &a.base)) }()
	return grpc.NewServer().Serve(tls.NewListener(l, a.TLS.Config))
}
