//go:build experimental

package main

import "google.golang.org/grpc/experimental/credentials"

func init() {
	alpnDisabled = credentials.NewTLSWithALPNDisabled
}
