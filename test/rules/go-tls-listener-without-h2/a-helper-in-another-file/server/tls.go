package server

import (
	"crypto/tls"
	"crypto/x509"
)

// Options are those of the server.
type Options struct {
	Address, Certificate, Key string
	Authorities               *x509.CertPool
}

func serverConfig(options Options) (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(options.Certificate, options.Key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{certificate}, // ours
		ClientCAs:    options.Authorities,
		ClientAuth:   tls.RequireAndVerifyClientCert,
	}, nil
}
