package main

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

type listenFunc func(network, address string) (net.Listener, error)

func openEach(addresses []string, listen listenFunc) []net.Listener {
	var listeners []net.Listener
	for _, address := range addresses {
		l, err := listen("tcp", address)
		if err != nil {
			continue
		}
		listeners = append(listeners, l)
	}
	return listeners
}

func start(cert tls.Certificate, grpcAddresses, pageAddresses []string, h http.Handler) *grpc.Server {
	pagesListen := net.Listen
	tlsConfig := &tls.Config{Certificates: []tls.Certificate{cert}}
	pagesListen = func(network, address string) (net.Listener, error) {
		return tls.Listen(network, address, tlsConfig)
	}
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(tlsConfig.Clone())))
	for _, l := range openEach(grpcAddresses, net.Listen) {
		go func() { _ = server.Serve(l) }()
	}
	for _, l := range openEach(pageAddresses, pagesListen) {
		go func() { _ = http.Serve(l, h) }()
	}
	return server
}
