package daemon

import (
	"crypto/tls"
	"net"

	"github.com/docker/go-connections/sockets"
	"google.golang.org/grpc"
)

func listen(address string, certificate tls.Certificate) (net.Listener, error) {
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	return sockets.NewTCPSocket(address, config)
     // ^^^^^^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "remote error: tls: no application protocol"
}

// Run serves builds.
func Run(certificate tls.Certificate) error {
	listener, err := listen(":1234", certificate)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	return server.Serve(listener)
}
