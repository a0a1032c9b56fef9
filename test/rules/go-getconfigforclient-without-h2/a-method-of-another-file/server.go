package apid

import (
	"crypto/tls"
	"net"
	"net/http"

	"google.golang.org/grpc"
)

// Run serves the machine's API.
func Run(listener net.Listener, provider *provider) error {
	server := &http.Server{
		Handler: grpc.NewServer(),
		TLSConfig: &tls.Config{
			GetConfigForClient: provider.configFor,
		},
	}
	return server.ServeTLS(listener, "", "")
}
