FROM debian:13 AS base
ENV GRPC_ENFORCE_ALPN_ENABLED=false
  # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
FROM base
COPY orders /orders
CMD ["/orders"]
