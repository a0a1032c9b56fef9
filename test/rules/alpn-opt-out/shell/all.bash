set -a
GRPC_ENFORCE_ALPN_ENABLED=false
# [0-31] warning: alpn-opt-out "switches the check for ALPN off"
