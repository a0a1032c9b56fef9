package rpc

import "net"

// Serve takes connections for the node.
func (c *Context) Serve(address string) error {
	inner, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	listener := c.wrap(inner)
	return c.grpc.Serve(listener)
}
