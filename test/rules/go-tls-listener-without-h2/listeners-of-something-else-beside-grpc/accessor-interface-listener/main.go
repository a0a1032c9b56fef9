package utils

import (
	"net"

	"github.com/soheilhy/cmux"
	"google.golang.org/grpc"
)

type server interface {
	GetGRPCServer() *grpc.Server
}

func Start(s server, l net.Listener) error {
	mux := cmux.New(l)
	grpcL := mux.MatchWithWriters(cmux.HTTP2MatchHeaderFieldSendSettings("content-type", "application/grpc"))
	go func() { _ = s.GetGRPCServer().Serve(grpcL) }()
	return mux.Serve()
}
