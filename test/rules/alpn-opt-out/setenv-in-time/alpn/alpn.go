// Package alpn is initialised before grpc-go.
package alpn

import "os"

func init() {
	os.Setenv("GRPC_ENFORCE_ALPN_ENABLED", "false")
// [1-48] warning: alpn-opt-out "switches the check for ALPN off"
}
