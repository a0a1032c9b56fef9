FROM debian:13
ENTRYPOINT ["/usr/bin/env", "GRPC_ENFORCE_ALPN_ENABLED=false", "/orders"]
                          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
