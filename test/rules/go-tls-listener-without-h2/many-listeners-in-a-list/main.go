package main

import (
	"crypto/tls"
	"net"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
)

type files struct{ Cert, Key, CA string }

func openAll(addrs []string, given files) ([]net.Listener, error) {
	settings, err := configFor(given)
	if err != nil {
		return nil, err
	}
	listeners := make([]net.Listener, 0, len(addrs))
	for _, addr := range addrs {
		l, err := open(addr, settings)
		if err != nil {
			return listeners, err
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
}

func serveEach(server *grpc.Server, listeners []net.Listener, failed chan error) error {
	var eg errgroup.Group
	for _, l := range listeners {
		func(l net.Listener) {
			eg.Go(func() error {
				defer l.Close()
				return server.Serve(l)
			})
		}(l)
	}
	go func() { failed <- eg.Wait() }()
	return nil
}

func open(addr string, settings *tls.Config) (net.Listener, error) {
	switch addr {
	case "unix":
		return net.Listen("unix", addr)
	default:
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return nil, err
		}
		if settings == nil {
			return l, nil
		}
		return tls.NewListener(l, settings), nil
      // ^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "missing selected ALPN property"
	}
}

func configFor(given files) (*tls.Config, error) {
	if given.Cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(given.Cert, given.Key)
	if err != nil {
		return nil, err
	}
	made := &tls.Config{Certificates: []tls.Certificate{pair}}
	if given.CA != "" {
		made.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return made, nil
}

func main() {
	server := grpc.NewServer()
	listeners, err := openAll([]string{"a"}, files{})
	if err != nil {
		panic(err)
	}
	failed := make(chan error, 1)
	if err := serveEach(server, listeners, failed); err != nil {
		panic(err)
	}
}
