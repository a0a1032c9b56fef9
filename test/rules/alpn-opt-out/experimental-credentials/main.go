package main

import (
	"crypto/tls"

	"google.golang.org/grpc"
	expcreds "google.golang.org/grpc/experimental/credentials"
)

func main() {
	creds := expcreds.NewTLSWithALPNDisabled(&tls.Config{})
       // ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "slated for removal"
	grpc.NewClient("orders:443", grpc.WithTransportCredentials(creds))
}
