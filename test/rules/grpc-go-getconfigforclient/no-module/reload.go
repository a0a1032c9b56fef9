package main

import "crypto/tls"

type reloader struct {
	certificate, key string
}

func (r *reloader) config() *tls.Config {
	outer := &tls.Config{MinVersion: tls.VersionTLS12}
	outer.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		certificate, err := tls.LoadX509KeyPair(r.certificate, r.key)
		if err != nil {
			return nil, err
		}
		return &tls.Config{Certificates: []tls.Certificate{certificate}}, nil
	}
	return outer
}
