package apid

import (
	"crypto/tls"
	"crypto/x509"
)

type provider struct {
	certificate tls.Certificate
	authorities *x509.CertPool
}

func (p *provider) configFor(*tls.ClientHelloInfo) (*tls.Config, error) {
	config := &tls.Config{Certificates: []tls.Certificate{p.certificate}, ClientCAs: p.authorities}
         // ^^^^^^^^^^ error: go-getconfigforclient-without-h2 "error reading server preface: http2: … frame too large"
	return config, nil
}
