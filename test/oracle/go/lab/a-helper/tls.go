package main

import (
	"crypto/tls"
	"os"
)

// serverConfig is what all of our servers use.
func serverConfig() (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(os.Getenv("TLS_CERT"), os.Getenv("TLS_KEY"))
	if err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	config.Certificates = append(config.Certificates, certificate)
	return config, nil
}
