export GRPC_ENFORCE_ALPN_ENABLED=false
     # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "needs it any more"
export LOG_LEVEL=info GRPC_ENFORCE_ALPN_ENABLED=false
                    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "needs it any more"
GRPC_ENFORCE_ALPN_ENABLED=false ./orders
# [0-31] warning: alpn-opt-out "needs it any more"
