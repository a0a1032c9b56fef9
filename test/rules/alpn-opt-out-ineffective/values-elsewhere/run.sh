export GRPC_ENFORCE_ALPN_ENABLED=0
     # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out-ineffective "does not switch the check off"
GRPC_ENFORCE_ALPN_ENABLED="" ./orders
# [0-28] warning: alpn-opt-out-ineffective "An empty value"
