package main

import (
	"crypto/tls"
	"log"
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

type service struct {
	rpc      *grpc.Server
	listener net.Listener
}

func main() {
	s := &service{rpc: grpc.NewServer()}
	healthpb.RegisterHealthServer(s.rpc, health.NewServer())
	if err := s.listen("localhost:" + os.Getenv("PORT")); err != nil {
		log.Fatal(err)
	}
	log.Fatal(s.run())
}

func (s *service) listen(address string) error {
	config, err := serverConfig()
	if err != nil {
		return err
	}
	s.listener, err = tls.Listen("tcp", address, config)
                // ^^^^^^^^^^ error: go-tls-listener-without-h2 "cannot check peer: missing selected ALPN property"
	return err
}

func (s *service) run() error {
	log.Printf("listening on %s", s.listener.Addr())
	return s.rpc.Serve(s.listener)
}
