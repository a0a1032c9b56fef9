package store

import (
	"crypto/tls"
	"slices"

	"google.golang.org/grpc"
)

type store struct {
	calls    *grpc.Server
	settings *tls.Config
}

func forCalls(c *tls.Config) *tls.Config {
	if slices.Index(c.NextProtos, "h2") >= 0 {
		return c
	}
	own := c.Clone()
	own.NextProtos = append([]string{"h2"}, c.NextProtos...)
	return own
}

func New(cert tls.Certificate) *store {
	s := &store{settings: &tls.Config{Certificates: []tls.Certificate{cert}}, calls: grpc.NewServer()}
	if s.settings != nil {
		s.settings = forCalls(s.settings)
	}
	return s
}

func (s *store) Run() error {
	l, err := tls.Listen("tcp", ":1", s.settings)
	if err != nil {
		return err
	}
	return s.calls.Serve(l)
}
