package daemon

import (
	"github.com/docker/go-connections/sockets"
	"google.golang.org/grpc"
)

// Run serves builds to this machine.
func Run() error {
	listener, err := sockets.NewTCPSocket("127.0.0.1:1234", nil)
	if err != nil {
		return err
	}
	return grpc.NewServer().Serve(listener)
}
