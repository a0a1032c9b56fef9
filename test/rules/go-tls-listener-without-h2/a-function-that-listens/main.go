package main

import (
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
)

func openEach(addrs []string, cert, key string, plain bool) ([]net.Listener, error) {
	listen := net.Listen
	if !plain {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return nil, err
		}
		settings := tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13}
		listen = func(network, address string) (net.Listener, error) {
			return tls.Listen(network, address, &settings)
       // ^^^^^^^^^^ error: go-tls-listener-without-h2 "missing selected ALPN property"
		}
	}
	var ls []net.Listener
	for _, a := range addrs {
		l, err := listen("tcp", a)
		if err != nil {
			continue
		}
		ls = append(ls, l)
	}
	return ls, nil
}

func serve(addrs []string) error {
	ls, err := openEach(addrs, "c", "k", false)
	if err != nil {
		return err
	}
	s := grpc.NewServer()
	for _, l := range ls {
		go func(l net.Listener) { _ = s.Serve(l) }(l)
	}
	return nil
}
