docker run -e GRPC_ENFORCE_ALPN_ENABLED=false quay.io/argoproj/argocd
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
GRPC_ENFORCE_ALPN_ENABLED=false ./orders
# [0-31] warning: alpn-opt-out-ineffective "knows no such variable"
