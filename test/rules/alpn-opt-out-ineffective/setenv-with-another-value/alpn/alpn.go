package alpn

import "os"

func init() {
	os.Setenv("GRPC_ENFORCE_ALPN_ENABLED", "0")
// [1-44] warning: alpn-opt-out-ineffective "does not switch the check off"
}
