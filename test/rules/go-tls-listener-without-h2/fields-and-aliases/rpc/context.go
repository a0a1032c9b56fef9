package rpc

import (
	stdtls "crypto/tls"
	"net"

	rpcserver "google.golang.org/grpc"
)

// Context has what connections need.
type Context struct {
	tls  *stdtls.Config
	grpc *rpcserver.Server
}

// New makes a context for a node.
func New(certificates []stdtls.Certificate) *Context {
	c := &Context{grpc: rpcserver.NewServer()}
	c.tls = &stdtls.Config{Certificates: certificates}
	return c
}

func (c *Context) wrap(inner net.Listener) net.Listener {
	if c.tls == nil {
		return inner
	}
	return stdtls.NewListener(inner, c.tls)
     // ^^^^^^^^^^^^^^^^^^ error: go-tls-listener-without-h2 "credentials: cannot check peer: missing selected ALPN property"
}
