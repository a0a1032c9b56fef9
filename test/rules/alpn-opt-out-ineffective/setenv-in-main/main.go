package main

import (
	"os"

	"google.golang.org/grpc"
)

func main() {
	os.Setenv("GRPC_ENFORCE_ALPN_ENABLED", "false")
// [1-48] warning: alpn-opt-out-ineffective "It is set too late"
	grpc.NewServer()
}
